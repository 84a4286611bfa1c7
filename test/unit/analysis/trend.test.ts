import { describe, expect, it } from 'vitest';
import { trend } from '../../../src/analysis/trend.ts';
import { mft5 } from '../../../src/taxonomy/index.ts';

const rows = (pattern: readonly (number | undefined)[]): (number[] | undefined)[] => pattern.map((care) => (care === undefined ? undefined : [care, 0, 0, 0, 0]));

describe('the trend of a text', () => {
  it('is the share of sentences with a label, smoothed, and largest where they stand', () => {
    const { labels, parts } = trend(rows([...Array<number>(50).fill(0), ...Array<number>(50).fill(0.9)]), mft5, 0.5);
    const [care, fairness] = labels;
    expect(care?.count).toBe(50);
    expect(care?.smooth[0]).toBe(0);
    expect(care?.smooth.at(-1)).toBe(1);
    const middle = care?.smooth[40] ?? 0;
    expect(middle).toBeGreaterThan(0.3);
    expect(middle).toBeLessThan(0.7);
    expect(care?.peak).toBeGreaterThanOrEqual(50);
    expect(care?.shares).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
    expect(parts[9]).toEqual({ from: 90, to: 99 });
    expect(fairness?.smooth.every((share) => share === 0)).toBe(true);
  });

  it('never leaves 0 to 1, and does not fall at the ends of an even text', () => {
    const { labels } = trend(rows(Array<number>(30).fill(1)), mft5, 0.5);
    for (const share of labels[0]?.smooth ?? []) expect(share).toBeCloseTo(1);
  });

  it('leaves out sentences that are not known yet', () => {
    const { labels } = trend(rows([1, undefined, 1, undefined, 1]), mft5, 0.5, { parts: 1 });
    expect(labels[0]?.shares).toEqual([1]);
    expect(labels[0]?.count).toBe(3);
    expect(labels[0]?.smooth.every((share) => share === 1)).toBe(true);
  });

  it('of no text, and of one sentence, is there', () => {
    expect(trend([], mft5, 0.5).labels[0]).toMatchObject({ count: 0, smooth: [], shares: [] });
    expect(trend(rows([1]), mft5, 0.5).labels[0]).toMatchObject({ count: 1, smooth: [1], shares: [1], peak: 0 });
  });
});
