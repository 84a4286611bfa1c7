import { describe, expect, it } from 'vitest';
import { blockAt, cutIntoBlocks, estimateLines, paragraphsOf } from '../../../src/components/text-view/blocks.ts';
import { placeGlosses, type GlossRequest } from '../../../src/components/text-view/gloss.ts';

describe('blocks', () => {
  const paragraph = `${'A sentence of some words. '.repeat(30)}\n\n`;

  it.each([
    ['paragraphs', paragraph.repeat(100)],
    ['lines without blank ones', `${'Some line.\n'.repeat(5000)}`],
    ['one endless line', 'word '.repeat(20_000)],
    ['no white space at all', '🙂'.repeat(20_000)],
    ['nothing but line breaks', '\n'.repeat(20_000)],
    ['a short text', 'Short.'],
  ])('of %s follow one another, are all of the text, and none is long', (_, text) => {
    const blocks = cutIntoBlocks(text);
    expect(blocks.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
    for (const { start, end } of blocks) {
      expect(end - start).toBeGreaterThan(0);
      expect(end - start).toBeLessThanOrEqual(12_001);
      // Whole characters only.
      expect(text.slice(start, end)).not.toMatch(/\p{Surrogate}/u);
    }
  });

  it('of paragraphs end where one ends', () => {
    const text = paragraph.repeat(100);
    for (const { end } of cutIntoBlocks(text)) expect(text.slice(end - 2, end)).toBe('\n\n');
  });

  it('hold their paragraphs with the blank lines after them', () => {
    const text = 'One.\nStill one.\n \n\nTwo.\r\n\r\nThree.';
    expect(paragraphsOf(text, { start: 0, end: text.length }).map(({ start, end }) => text.slice(start, end))).toEqual(['One.\nStill one.\n \n\n', 'Two.\r\n\r\n', 'Three.']);
  });

  it('are found by offset', () => {
    const blocks = [{ start: 0, end: 5 }, { start: 5, end: 9 }, { start: 9, end: 20 }];
    expect([0, 4, 5, 8, 9, 19, 99].map((offset) => blockAt(blocks, offset))).toEqual([0, 0, 1, 1, 2, 2, 2]);
  });

  it('are guessed to be as high as their lines', () => {
    expect(estimateLines('a\n\nb\n', { start: 0, end: 5 })).toBe(3);
    expect(estimateLines('x'.repeat(145), { start: 0, end: 145 })).toBe(3);
  });
});

describe('codes above sentences', () => {
  const metrics = { character: 6, gap: 4, most: 3 };
  const at = (index: number, start: number, codes: string[], more: Partial<GlossRequest> = {}): GlossRequest => ({ index, start, top: 0, rightToLeft: false, codes, ...more });

  it('stand where their sentence starts', () => {
    expect(placeGlosses([at(0, 10, ['Tra']), at(1, 300, ['UnN', 'Hed'])], 600, metrics)).toEqual([
      { index: 0, left: 10, top: 0, shown: 1, hidden: 0 },
      { index: 1, left: 300, top: 0, shown: 2, hidden: 0 },
    ]);
  });

  it('are counted where the next sentence leaves them no room', () => {
    const [first, second] = placeGlosses([at(0, 0, ['Tra', 'UnN', 'Hed']), at(1, 50, ['Fac'])], 600, metrics);
    expect(first).toMatchObject({ shown: 1, hidden: 2 });
    expect(second?.left).toBeGreaterThanOrEqual(18 + 4 + 12);
  });

  it('are counted where they are more than a reader takes in', () => {
    expect(placeGlosses([at(0, 10, ['Tra', 'UnN', 'Hed', 'Fac', 'SeS'])], 600, metrics)).toEqual([{ index: 0, left: 10, top: 0, shown: 3, hidden: 2 }]);
  });

  it('never cover one another and never leave the block', () => {
    const requests = Array.from({ length: 8 }, (_, index) => at(index, 500 + index * 12, ['Tra', 'UnN']));
    const places = placeGlosses([at(0, 590, ['Tra', 'UnN'])], 600, metrics);
    expect(places[0]?.left).toBeLessThanOrEqual(600 - 40);
    const crowded = placeGlosses(requests, 2000, metrics);
    crowded.forEach(({ left }, position) => expect(left).toBeGreaterThan((crowded[position - 1]?.left ?? -99) + 18));
  });

  it('hang from the right edge of a sentence that is written from there', () => {
    const [place] = placeGlosses([at(0, 400, ['Tra', 'UnN'], { rightToLeft: true })], 600, metrics);
    expect(place).toMatchObject({ left: 400 - 40, shown: 2 });
  });

  it('of other lines do not stand in the way', () => {
    const places = placeGlosses([at(0, 0, ['Tra', 'UnN', 'Hed']), at(1, 20, ['Fac'], { top: 40 })], 600, metrics);
    expect(places.map(({ left, shown }) => [left, shown])).toEqual([[0, 3], [20, 1]]);
  });
});
