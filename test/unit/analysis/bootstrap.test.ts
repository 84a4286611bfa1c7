import { describe, expect, it } from 'vitest';
import { bootstrapIntervals } from '../../../src/analysis/bootstrap.ts';
import { evaluate } from '../../../src/analysis/evaluation.ts';

const own = (size: number): string[] => Array.from({ length: size }, (_, index) => `text-${index}`);

/** Scores of two labels that know something of the truth; the same for the same size. */
function madeUp(size: number): { scores: number[][]; truth: number[][] } {
  const noise = (index: number): number => (Math.sin(index * 12.9898) * 43758.5453) % 1;
  const truth = own(size).map((_, row) => [noise(row) > 0.3 ? 1 : 0, noise(row + 0.5) > -0.2 ? 1 : 0]);
  const scores = truth.map((labels, row) => labels.map((label, column) => 0.4 + 0.2 * label + 0.35 * noise(3 * row + column + 0.1)));
  return { scores, truth };
}

describe('bootstrapIntervals', () => {
  it('reaches from the worst draw to the best, each measured on its sentences as often as they are drawn', () => {
    // Two groups, so that a draw is one of: the first twice, the second twice (a quarter of the draws each), or both.
    const groups = ['first', 'second', 'first', 'second', 'first', 'second'];
    const scores = [[0.9, 0.2], [0.4, 0.6], [0.6, 0.7], [0.4, 0.1], [0.2, 0.3], [0.8, 0.6]];
    const truth = [[1, 0], [1, 1], [0, 1], [0, 1], [1, 1], [1, 0]];
    const thresholds = [0.5, 0.5];
    const draws = [['first', 'first'], ['first', 'second'], ['second', 'second']].map((drawn) => {
      const rows = drawn.flatMap((group) => groups.flatMap((name, row) => (name === group ? [row] : [])));
      return evaluate(rows.map((row) => scores[row] ?? []), rows.map((row) => truth[row] ?? []), thresholds, ['a', 'b']);
    });
    const range = (pick: (draw: (typeof draws)[number]) => number): object => {
      const values = draws.map(pick);
      return { low: expect.closeTo(Math.min(...values), 12) as number, high: expect.closeTo(Math.max(...values), 12) as number };
    };
    expect(bootstrapIntervals(scores, truth, thresholds, { groups })).toEqual({
      macroF1: range(({ macroF1 }) => macroF1),
      valueEval: range(({ valueEval }) => valueEval),
      labels: ['a', 'b'].map((id) => ({ f1: range(({ labels }) => labels[id]?.f1 ?? NaN), auroc: range(({ labels }) => labels[id]?.auroc ?? NaN) })),
    });
  });

  it('agrees with the normal interval of a share where a tagger gives the label to every sentence', () => {
    const truth = own(400).map((_, row) => [row % 5 === 0 ? 1 : 0]);
    const f1 = bootstrapIntervals(truth.map(() => [1]), truth, [0.5], { groups: own(400), rounds: 4000 }).labels[0]?.f1;
    const reach = 1.96 * Math.sqrt((0.2 * 0.8) / 400);
    // F1 of such a tagger is 2p / (1 + p).
    const [low, high] = [0.2 - reach, 0.2 + reach].map((share) => (2 * share) / (1 + share));
    expect(f1?.low).toBeCloseTo(low ?? NaN, 2);
    expect(f1?.high).toBeCloseTo(high ?? NaN, 2);
  });

  it('holds the figure, and is a quarter as wide with sixteen times the groups', () => {
    const [few, many] = [200, 3200].map((size) => {
      const { scores, truth } = madeUp(size);
      const found = bootstrapIntervals(scores, truth, [0.5, 0.5], { groups: own(size) });
      const { labels, macroF1, valueEval } = evaluate(scores, truth, [0.5, 0.5], ['a', 'b']);
      const pairs = [[macroF1, found.macroF1], [valueEval, found.valueEval], [labels['a']?.f1, found.labels[0]?.f1], [labels['b']?.auroc, found.labels[1]?.auroc]] as const;
      return pairs.map(([figure, interval]) => {
        expect(interval?.low).toBeLessThan(figure ?? NaN);
        expect(interval?.high).toBeGreaterThan(figure ?? NaN);
        return (interval?.high ?? NaN) - (interval?.low ?? NaN);
      });
    });
    few?.forEach((width, index) => {
      expect((many?.[index] ?? NaN) / width).toBeGreaterThan(0.15);
      expect((many?.[index] ?? NaN) / width).toBeLessThan(0.35);
    });
  });

  it('takes sentences that repeat one another in a group for no more than the group', () => {
    const { scores, truth } = madeUp(150);
    const five = <T>(rows: readonly T[]): T[] => rows.flatMap((row) => Array.from({ length: 5 }, () => row));
    const once = bootstrapIntervals(scores, truth, [0.5, 0.5], { groups: own(150) });
    const repeated = bootstrapIntervals(five(scores), five(truth), [0.5, 0.5], { groups: five(own(150)) });
    expect(repeated.macroF1?.low).toBeCloseTo(once.macroF1?.low ?? NaN, 12);
    expect(repeated.labels[0]?.auroc?.high).toBeCloseTo(once.labels[0]?.auroc?.high ?? NaN, 12);
  });

  it('draws the same samples from the same seed, and others from another', () => {
    const { scores, truth } = madeUp(100);
    const [first, again, other] = [1, 1, 2].map((seed) => bootstrapIntervals(scores, truth, [0.5, 0.5], { groups: own(100), rounds: 50, seed }));
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('leaves out draws in which a label has no pair to order, and says nothing where none has one', () => {
    const { labels } = bootstrapIntervals([[0.9, 0.9], [0.1, 0.1], [0.2, 0.2]], [[1, 0], [0, 0], [0, 0]], [0.5, 0.5], { groups: own(3) });
    expect(labels[0]?.auroc).toEqual({ low: 1, high: 1 });
    expect(labels[0]?.f1).toEqual({ low: 0, high: 1 });
    expect(labels[1]).toEqual({ f1: { low: 0, high: 0 }, auroc: null });
  });

  it('has no interval for a single group, and refuses groups that do not fit', () => {
    const nothing = { f1: null, auroc: null };
    expect(bootstrapIntervals([[1], [0]], [[1], [0]], [0.5], { groups: ['a', 'a'] })).toEqual({ macroF1: null, valueEval: null, labels: [nothing] });
    expect(() => bootstrapIntervals([[1], [0]], [[1], [0]], [0.5], { groups: ['a'] })).toThrowError(/1 groups for 2 sentences/);
  });
});
