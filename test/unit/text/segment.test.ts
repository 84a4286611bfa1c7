import { describe, expect, it } from 'vitest';
import { segment, segmentIncrementally } from '../../../src/text/segment.ts';
import type { Sentence } from '../../../src/text/types.ts';
import { randomFrom, randomText } from './random.ts';
import { abbreviations, languages, lines, punctuation } from './segment-cases.ts';

const blank = /^[\s\u0085\u00AD\u180E\u200B\u2060]*$/u;

function expectSound(text: string, sentences: readonly Sentence[]): void {
  let reached = 0;
  sentences.forEach((sentence, position) => {
    const { index, start, end } = sentence;
    expect(index).toBe(position);
    expect(start).toBeGreaterThanOrEqual(reached);
    expect(end).toBeGreaterThan(start);
    expect(sentence.text).toBe(text.slice(start, end));
    expect(sentence.text).toBe(sentence.text.trim());
    expect(text.slice(reached, start)).toMatch(blank);
    reached = end;
  });
  expect(text.slice(reached)).toMatch(blank);
}

describe('segment', () => {
  for (const [group, cases] of Object.entries({ punctuation, abbreviations, languages, lines })) {
    describe(`finds the sentences: ${group}`, () => {
      it.each(cases)('%s', (_, text, expected) => {
        const sentences = segment(text);
        expect(sentences.map((sentence) => sentence.text)).toEqual(expected);
        expectSound(text, sentences);
      });
    });
  }

  it('finds nothing in text without anything visible', () => {
    for (const text of ['', ' ', '\n\r\n\t', '\uFEFF', '\u200B\n\u00A0', ' '.repeat(100_000)]) expect(segment(text)).toEqual([]);
  });

  it('takes offsets in UTF-16 units of the text as it is', () => {
    expect(segment('😀 Hi.\r\nÉté 🇩🇪!')).toEqual([
      { index: 0, start: 0, end: 6, text: '😀 Hi.' },
      { index: 1, start: 8, end: 17, text: 'Été 🇩🇪!' },
    ]);
  });

  it('covers every visible character once, in order, whatever the text', () => {
    const random = randomFrom(20_261);
    for (let round = 0; round < 1500; round++) {
      const text = randomText(random, 1 + Math.floor(random() * 120));
      expectSound(text, segment(text));
    }
  });

  it('finds the same sentences wherever a paragraph stands', () => {
    const random = randomFrom(7);
    for (let round = 0; round < 40; round++) {
      const text = `A ${randomText(random, 60).replace(/\s+/gu, ' ')} end`;
      const before = `${'First words. '.repeat(Math.floor(random() * 400))}\n\n`;
      const options = { language: 'en' };
      const alone = segment(text, options).map((sentence) => sentence.text);
      expect(segment(before + text, options).slice(-alone.length).map((sentence) => sentence.text)).toEqual(alone);
    }
  });

  it('finds the same sentences in one long line as in its parts', () => {
    const sentences = Array.from({ length: 900 }, (_, index) => `Mr. Smith (no. ${index}) said "we are free!" to J. Lee…`);
    expect(segment(sentences.join(' ')).map(({ text }) => text)).toEqual(sentences);
  });

  it('finds the same sentences in a wrapped text of any length', () => {
    const words = 'The state must keep its people safe and it must keep them free. So said Mr. Lee once. '.repeat(1500).trim().split(' ');
    let column = 0;
    const wrapped = words.map((word) => ((column += word.length + 1) > 72 ? ((column = word.length + 1), `\n${word}`) : ` ${word}`)).join('').trim();
    const found = segment(wrapped).map(({ text }) => text.replaceAll('\n', ' '));
    expect(found.length).toBe(3000);
    expect(new Set(found)).toEqual(new Set(['The state must keep its people safe and it must keep them free.', 'So said Mr. Lee once.']));
  });

  it('cuts what never ends, at a space where there is one and never inside a surrogate pair', () => {
    const sentences = segment('word '.repeat(4000));
    expect(Math.max(...sentences.map(({ text }) => text.length))).toBeLessThanOrEqual(5000);
    expect(sentences.every(({ text }) => /^(?:word ?)+$/.test(text))).toBe(true);
    const emoji = 'x' + '😀'.repeat(6000);
    expectSound(emoji, segment(emoji));
    for (const { text } of segment(emoji)) expect(() => encodeURIComponent(text)).not.toThrow();
  });

  it('writes ordinals with a full stop only in languages that do', () => {
    const text = 'Count to 3. Monkeys follow.';
    expect(segment(text, { language: 'en' })).toHaveLength(2);
    expect(segment(text, { language: 'de-AT' })).toHaveLength(1);
  });

  it('refuses what is no language tag, and says so', () => {
    expect(() => segment('Hi.', { language: 'not a tag' })).toThrowError(expect.objectContaining({ code: 'invalid-input' }));
  });

  it('works where the browser has no Intl.Segmenter', () => {
    const own = Object.getOwnPropertyDescriptor(Intl, 'Segmenter');
    Reflect.deleteProperty(Intl, 'Segmenter');
    try {
      for (const [, text, expected] of [...punctuation, ...abbreviations, ...languages, ...lines]) expect(segment(text).map((sentence) => sentence.text)).toEqual(expected);
    } finally {
      if (own !== undefined) Object.defineProperty(Intl, 'Segmenter', own);
    }
  });
});

describe('segmentIncrementally', () => {
  it('hands over batches of at most 64 kB of input that together are what segment gives', () => {
    const texts = ['We need peace. They want war. '.repeat(10_000), 'ok\n'.repeat(60_000), 'a '.repeat(100_000), 'x'.repeat(200_000)];
    for (const text of texts) {
      const batches = [...segmentIncrementally(text)];
      expect(batches.flat()).toEqual(segment(text));
      expect(batches.length).toBeGreaterThan(text.length / 65_536);
      for (const batch of batches) {
        const [first, last] = [batch[0], batch.at(-1)];
        if (first !== undefined && last !== undefined) expect(last.end - first.start).toBeLessThanOrEqual(65_536);
      }
    }
  });

  it('lets others work while it passes over blank text', () => {
    expect([...segmentIncrementally('\n'.repeat(300_000))].length).toBeGreaterThan(4);
  });
});
