import { describe, expect, it } from 'vitest';
import { Matcher } from '../../../src/lexicon/matcher.ts';
import { readLexicon } from '../../../src/lexicon/read-lexicon.ts';
import { scoreInto, strengthToScore } from '../../../src/lexicon/score.ts';
import type { LexiconEntry, MatchOptions } from '../../../src/lexicon/types.ts';

/** Matched words of a text, as `words:column`; each entry has a column of its own. */
function found(patterns: readonly string[], text: string, options?: MatchOptions): string[] {
  const entries = patterns.map((pattern, category): LexiconEntry => ({ pattern, category, weight: 1 }));
  const matcher = new Matcher(entries, (column) => ({ column }), options);
  return matcher.matches(text).map(({ start, end, meanings }) => `${text.slice(start, end)}:${meanings.map(({ column }) => column).join()}`);
}

describe('words are found', () => {
  it.each<[string, string[], string, string[], MatchOptions?]>([
    ['whole, whatever their case', ['free'], 'Free speech sets no one freely free.', ['Free:0', 'free:0']],
    ['by their beginning', ['abus*'], 'Abuse, abuser and disabuse', ['Abuse:0', 'abuser:0']],
    ['as phrases, over white space and hyphens', ['self respect', 'human right*'], 'self-respect and human  rights, human, rights', ['self-respect:0', 'human  rights:1']],
    ['written with a hyphen in the list', ['well-being'], 'Well being, well-being, wellbeing', ['Well being:0', 'well-being:0']],
    ['the longest first', ['fair', 'fair trade'], 'Fair trade is fair.', ['Fair trade:1', 'fair:0']],
    ['after a phrase that does not go on', ['human right*', 'human'], 'a human being', ['human:1']],
    ['a whole word before a star', ['care*', 'care'], 'care', ['care:1,0']],
    ['before an apostrophe', ['women', 'amour'], "women's and l’amour", ['women:0', 'amour:1']],
    ['not in what is denied', ['won', 'can'], "I won't, he can't, we can", ['can:1']],
    ['with an apostrophe of either kind', ["don't"], "Don’t and don't", ['Don’t:0', "don't:0"]],
    ['with their marks, however these are written', ['café'], 'cafe\u0301 CAFÉ cafe', ['cafe\u0301:0', 'CAFÉ:0']],
    ['without their marks where wanted', ['cafe'], 'Café', ['Café:0'], { ignoreMarks: true }],
    ['in Greek', ['λόγος'], 'Ο ΛΌΓΟΣ', ['ΛΌΓΟΣ:0']],
    ['in Cyrillic', ['свобод*'], 'Свободата е', ['Свободата:0']],
    ['by the case of the language', ['ırmak'], 'IRMAK', ['IRMAK:0'], { locale: 'tr' }],
    ['in Chinese, word by word', ['自由'], '我们热爱自由。', ['自由:0'], { locale: 'zh' }],
    ['in Thai', ['เสรีภาพ'], 'ทุกคนมีเสรีภาพ', ['เสรีภาพ:0'], { locale: 'th' }],
    ['with digits', ['9/11'], 'since 9/11', []],
    ['after signs outside the basic plane', ['joy'], '😀😀 joy', ['joy:0']],
  ])('%s', (_, patterns, text, expected, options) => {
    expect(found(patterns, text, options)).toEqual(expected);
  });

  it('at offsets in UTF-16 units', () => {
    const matcher = new Matcher([{ pattern: 'joy', category: 0, weight: 1 }], (column) => ({ column }));
    expect(matcher.matches('😀 İ joy')).toEqual([{ start: 5, end: 8, meanings: [{ column: 0, weight: 1 }] }]);
  });

  it('refuses a locale that is none', () => {
    expect(() => found(['a'], 'a', { locale: 'no language' })).toThrow(/is not a language tag/);
  });

  it('quickly, in a list of 100,000', () => {
    const patterns = Array.from({ length: 100_000 }, (_, index) => `w${index.toString(36)}${index % 3 === 0 ? '*' : ''}${index % 7 === 0 ? ` x${index % 100}` : ''}`);
    const text = Array.from({ length: 20_000 }, (_, index) => `w${(index * 37).toString(36)} x${index % 100}`).join(' ');
    const entries = patterns.map((pattern): LexiconEntry => ({ pattern, category: 0, weight: 1 }));
    const started = performance.now();
    const matcher = new Matcher(entries, (column) => ({ column }));
    const built = performance.now();
    const matches = matcher.matches(text);
    const took = performance.now() - built;
    console.info(`100,000 entries: ${(built - started).toFixed(0)} ms to prepare, ${took.toFixed(0)} ms for 40,000 words, ${matches.length} matches`);
    expect(matches.length).toBeGreaterThan(1000);
    expect(built - started).toBeLessThan(5_000);
    expect(took).toBeLessThan(3_000);
  });
});

describe('scores', () => {
  const score = (text: string, entries: LexiconEntry[]): number[] => {
    const row = new Float32Array(2);
    scoreInto(row, new Matcher(entries, (column) => ({ column })).matches(text));
    return [...row];
  };
  const entries: LexiconEntry[] = [
    { pattern: 'kind', category: 0, weight: 1 },
    { pattern: 'mild', category: 0, weight: 0.25 },
    { pattern: 'mild', category: 1, weight: 0.5 },
  ];

  it('are 1 − e^(−Σw): 0 without a word, more with every word, never over 1', () => {
    expect(score('nothing', entries)).toEqual([0, 0]);
    expect(score('kind', entries)[0]).toBeCloseTo(0.6321, 4);
    expect(score('kind and mild', entries)[0]).toBeCloseTo(1 - Math.exp(-1.25), 6);
    expect(score('kind '.repeat(500), entries)[0]).toBe(1);
  });

  it('reach a threshold made of the smallest weight with one word', () => {
    for (let weight = 0.01; weight < 1; weight += 0.013) {
      const [own] = score('mild', [{ pattern: 'mild', category: 0, weight }]);
      expect(own).toBeGreaterThanOrEqual(strengthToScore(weight));
    }
  });

  it('do not depend on how long the sentence is besides', () => {
    expect(score('a kind word among very many others that say nothing', entries)).toEqual(score('kind', entries));
  });
});

describe('readers and matcher together', () => {
  it('keep direction and weight of each word', () => {
    const lexicon = readLexicon([{ name: 'care.tsv', bytes: new TextEncoder().encode('WORD\tEXPRESSED_MORAL\nabuse\t1\nkind\t7\n') }]);
    const matches = new Matcher(lexicon.entries, (column) => ({ column })).matches('Abuse is not kind.');
    expect(matches.map(({ meanings }) => meanings[0])).toEqual([
      { column: 0, weight: 1, direction: -1 },
      { column: 0, weight: 0.5, direction: 1 },
    ]);
  });
});
