import { describe, expect, it } from 'vitest';
import { paddingShare, planBatches } from '../../../src/runtime/batching.ts';

const limits = { tokens: 512, multiple: 4 };

describe('planBatches', () => {
  const lengths = Array.from({ length: 300 }, (_, index) => 5 + ((index * 7919) % 60));

  it('gives every row exactly once', () => {
    const rows = planBatches(lengths, limits).flatMap((plan) => plan.rows);
    expect(rows.toSorted((a, b) => a - b)).toEqual(lengths.map((_, index) => index));
  });

  it('never pads beyond the token budget, and pads every row to at least its own length', () => {
    for (const { rows, length } of planBatches(lengths, limits)) {
      expect(rows.length * length).toBeLessThanOrEqual(limits.tokens);
      expect(length % limits.multiple).toBe(0);
      for (const row of rows) expect(lengths[row]).toBeLessThanOrEqual(length);
    }
  });

  it('gives a row beyond the budget a batch of its own', () => {
    expect(planBatches([600, 3], limits)).toEqual([
      { rows: [1], length: 4 },
      { rows: [0], length: 600 },
    ]);
  });

  it('sorts by length, so that little is computed on padding', () => {
    expect(paddingShare(planBatches(lengths, limits), lengths)).toBeLessThan(0.1);
  });

  it('gives nothing for nothing', () => {
    expect(planBatches([], limits)).toEqual([]);
  });
});
