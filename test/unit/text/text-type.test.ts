import { describe, expect, it } from 'vitest';
import { excerpts } from '../../../src/text/excerpts.ts';
import { loadLanguageDetector, type LanguageDetector } from '../../../src/text/language.ts';
import { judgeTextType, typeOfText } from '../../../src/text/text-type.ts';

const detect = await loadLanguageDetector();
const typeOf = (text: string): string => judgeTextType(text, detect).type;

const ARGUMENT = 'We should keep the library open. It is the only warm room that costs nothing, and those who need it most cannot speak for themselves.';
const STORY = 'Mara opened the door. Her brother sat at the table. She put the basket down and waited. He did not look up. A dog barked in the yard.';
const GERMAN = 'Die Bibliothek muss offen bleiben. Sie ist der einzige warme Raum, der nichts kostet. Wer arm ist, hat keine Stimme im Rathaus.';
const CODE = 'const seen = new Set();\nfor (const name of names) {\n  if (seen.has(name)) continue;\n  seen.add(name);\n}';
const LIST = '- milk\n- bread\n- a dozen eggs\n- washing powder\n- apples';

describe('the type of a text', () => {
  it('is usual for arguments and comments, and no share is given then', () => {
    expect(judgeTextType(ARGUMENT, detect)).toMatchObject({ type: 'argument-like', share: 0, languages: [] });
    expect(typeOf('lol no. If you sign it you keep it. Nobody forced him, and now he wants out because the work is hard?')).toBe('argument-like');
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' \n\t\u00A0\n '],
    ['one word', 'Freedom'],
    ['one German word', 'Freiheit'],
    ['emoji only', '🕊️👩‍👩‍👧 🎉🎉🎉'],
    ['figures only', '1 2 3\n4 5 6\n7 8 9\n10 11 12'],
    ['a word without an end', 'a'.repeat(5000)],
    ['an address', 'https://example.org/der/weg/ist/das/ziel/und/nicht/der/anfang'],
  ])('is not told of %s', (_, text) => {
    expect(typeOf(text)).toBe('too-short-to-tell');
  });

  it('is a narrative where most sentences tell what happened', () => {
    const verdict = judgeTextType(STORY, detect);
    expect(verdict.type).toBe('narrative');
    expect(verdict.share).toBe(1);
    expect(verdict.measures.told).toBe(1);
  });

  it('is a narrative whatever is said in it, between quotation marks of any kind', () => {
    const said = (open: string, close: string): string =>
      `${open}You must not go,${close} she said. ${open}It is wrong! We should wait.${close} He took his coat. ${open}I can't,${close} he answered. The clock struck ten. She turned to the wall.`;
    for (const [open = '', close = ''] of [['"', '"'], ['“', '”'], ['‘', '’'], ["'", "'"]]) expect(typeOf(said(open, close)), open).toBe('narrative');
  });

  it('is no narrative where an anecdote supports a claim', () => {
    expect(typeOf(`My aunt waited nine hours. Nobody spoke to her. She fell asleep. A nurse woke her. ${ARGUMENT} We can do better. That is why care must not depend on a card.`)).toBe('argument-like');
  });

  it('is no narrative in three sentences', () => {
    expect(typeOf('He lied to the court. He lied to his voters. They forgave him.')).toBe('argument-like');
  });

  it('is code where half of the lines are, and not for a word of code or an address in prose', () => {
    expect(typeOf(CODE)).toBe('code');
    expect(typeOf(`${CODE}\n${CODE}\n${ARGUMENT}`)).toBe('code');
    expect(typeOf(`${ARGUMENT}\nA function like count_votes() can hide anything.\nSee https://example.org/a?b=c&d=e;f for more.`)).toBe('argument-like');
    expect(typeOf('!function(e,t){"use strict";var n=e.document,r=[];n.addEventListener("click",function(e){r.push(e.target);t&&t(r[0])})}(window);')).toBe('code');
  });

  it('is a list where most lines are items, with bullets, in a table or in one line', () => {
    expect(typeOf(LIST)).toBe('list');
    expect(typeOf('Name\tAge\tTown\nAda\t36\tLondon\nGrace\t45\tNew York\nEdsger\t72\tNuenen')).toBe('list');
    expect(typeOf('milk, bread, a dozen eggs, washing powder, apples, two kinds of cheese, salt')).toBe('list');
  });

  it('is no list where the items are reasons', () => {
    expect(typeOf('Three reasons to stay:\n- it is cheaper\n- we know the people here\n- the school can take all of our children\n- nobody has asked us to go')).toBe('argument-like');
    expect(typeOf(`${ARGUMENT} ${ARGUMENT}\n${LIST}\n${ARGUMENT}`)).toBe('argument-like');
  });

  it('is another language, with its name where it is sure', () => {
    expect(judgeTextType(GERMAN, detect)).toMatchObject({ type: 'other-language', share: 1, languages: ['de'] });
    expect(judgeTextType('Свобода дороже удобства. Архивы должны быть открыты для всех.', detect)).toMatchObject({ type: 'other-language', languages: ['ru', 'uk'] });
    expect(judgeTextType('Setiap anak berhak mendapat pendidikan yang baik. Pemerintah harus membangun sekolah di desa sebelum membangun jalan tol.', detect)).toMatchObject({
      type: 'other-language',
      languages: [],
    });
  });

  it('is known from the script without any detector', () => {
    expect(judgeTextType('私たちは自然を守らなければならない。', undefined)).toMatchObject({ type: 'other-language', languages: [] });
  });

  it('says how much of a mixed text is in another language', () => {
    const verdict = judgeTextType(`${ARGUMENT}\n\n${ARGUMENT}\n\n${GERMAN}`, detect);
    expect(verdict.type).toBe('partly-other-language');
    expect(verdict.languages).toEqual(['de']);
    expect(verdict.share).toBeGreaterThan(0.25);
    expect(verdict.share).toBeLessThan(0.4);
  });

  it('is not another language for a quotation in one', () => {
    expect(typeOf(`As the Germans say, "Vertrauen ist gut, Kontrolle ist besser". I disagree with that. ${ARGUMENT}`)).toBe('argument-like');
  });
});

describe('a long text', () => {
  const long = (sentence: string): string => Array.from({ length: 10_000 }, (_, index) => `${sentence}${index % 5 === 4 ? '\n\n' : ' '}`).join('');

  it('is judged from excerpts over all of its length', () => {
    const parts = excerpts(`${'a '.repeat(40_000)}${'z '.repeat(40_000)}`);
    expect(parts.join('').length).toBeLessThan(25_000);
    expect(parts[0]).toMatch(/^a/);
    expect(parts.at(-1)).toMatch(/z/);
    expect(parts.filter((part) => part.includes('a')).length).toBe(10);
  });

  it('of 10,000 sentences takes about as long as one of 1,000', () => {
    const sentence = 'We should keep the library open, because those who need it most cannot speak for themselves.';
    const [thousands, tens] = [long(sentence).slice(0, 95_000), long(sentence)];
    expect(tens.length).toBeGreaterThan(9 * thousands.length);
    expect(judgeTextType(tens, detect).measures.sentences).toBeLessThan(400);
    const time = (text: string): number => {
      const started = performance.now();
      judgeTextType(text, detect);
      return performance.now() - started;
    };
    // The best of several, in turn: machines under test are busy. It is some 10 ms on a quiet one.
    const times = Array.from({ length: 9 }, () => [time(thousands), time(tens)] as const);
    expect(Math.min(...times.map(([, one]) => one))).toBeLessThan(4 * Math.min(...times.map(([one]) => one)) + 5);
  });

  it.each([
    ['a long word and many blanks behind import', `import ${'a'.repeat(1000)}${' '.repeat(990)}!`],
    ['brackets behind import', `import ${'('.repeat(1990)}!`],
    ['colons and blanks behind if', `if${':'.repeat(1000)}${' '.repeat(990)}x`],
    ['a call that is not closed', `a(${'1'.repeat(1990)}`],
  ])('made to be hard is judged without delay: %s', (_, line) => {
    const started = performance.now();
    judgeTextType(`${line}\n`.repeat(10), detect);
    // Some 0.3 s at most on a busy machine; a pattern that tries all divisions of a line takes half a minute.
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it.each(['import os', 'import (', "import { a } from './b.js';", 'using System.Text;', "require ('x')", '#include <stdio.h>'])('in whose lines code is imported, is code: %s', (line) => {
    expect(typeOf(Array.from({ length: 4 }, () => line).join('\n') + '\n' + 'words = read_all_words()')).toBe('code');
  });

  it('is judged by its end as well as by its beginning', () => {
    expect(typeOf(long(STORY.slice(0, 52)))).toBe('narrative');
    expect(judgeTextType(ARGUMENT.repeat(300) + GERMAN.repeat(200), detect).type).toMatch(/other-language/);
    expect(typeOf('{"id":1,"name":"tea","kinds":["green","black"]},'.repeat(2000))).toBe('code');
  });
});

describe('the detector', () => {
  const counting = (): { load: () => Promise<LanguageDetector>; loads: () => number } => {
    let loads = 0;
    return { load: () => (loads++, Promise.resolve(detect)), loads: () => loads };
  };

  it('is fetched for a text without English words, and not for an English one or code', async () => {
    const { load, loads } = counting();
    for (const text of [ARGUMENT, STORY, CODE, '', '🎉']) await typeOfText(text, load);
    expect(loads()).toBe(0);
    expect((await typeOfText(GERMAN, load)).languages).toEqual(['de']);
    expect(loads()).toBe(1);
  });

  it('that cannot be fetched leaves the verdict to the other measures', async () => {
    const fail = (): Promise<LanguageDetector> => Promise.reject(new TypeError('no network'));
    expect((await typeOfText(GERMAN, fail)).type).toBe('argument-like');
    expect((await typeOfText('Свобода дороже удобства. Архивы должны быть открыты.', fail)).type).toBe('other-language');
  });
});
