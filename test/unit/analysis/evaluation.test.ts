import { describe, expect, it } from 'vitest';
import { auroc, evaluate } from '../../../src/analysis/evaluation.ts';
import { TaggerError } from '../../../src/errors.ts';

/** Truth of `size` sentences in which each label occurs in the given share of sentences. */
const withShares = (shares: readonly number[], size: number): number[][] =>
  Array.from({ length: size }, (_, row) => shares.map((share) => (row < Math.round(share * size) ? 1 : 0)));

describe('evaluate', () => {
  it('measures precision, recall and F1 by label', () => {
    const { labels } = evaluate([[0.9], [0.8], [0.2], [0.7], [0.1]], [[1], [0], [1], [1], [0]], [0.5], ['care']);
    expect(labels['care']).toEqual({ precision: 2 / 3, recall: 2 / 3, f1: expect.closeTo(2 / 3, 12), auroc: expect.closeTo(4 / 6, 12), support: 3 });
  });

  it('gives a label at its own threshold, which counts as reached', () => {
    const { labels } = evaluate([Float32Array.of(0.25, 0.25)], [[1, 1]], [0.25, 0.26], ['a', 'b']);
    expect([labels['a']?.recall, labels['b']?.recall]).toEqual([1, 0]);
  });

  it('gives 2r/(1+r) to a tagger that gives every label, as in the table of the shared task', () => {
    // F1 of the all-labels baseline on the test set of ValueEval'23, from which the shares follow as f/(2−f).
    const published = [0.17, 0.4, 0.09, 0.03, 0.41, 0.13, 0.12, 0.12, 0.51, 0.4, 0.19, 0.31, 0.07, 0.09, 0.35, 0.19, 0.54, 0.17, 0.22, 0.46];
    const shares = published.map((f1) => f1 / (2 - f1));
    const ids = published.map((_, index) => `label-${index}`);
    const truth = withShares(shares, 10_000);
    const result = evaluate(truth.map((row) => row.map(() => 1)), truth, ids.map(() => 0.5), ids);
    ids.forEach((id, index) => {
      expect(result.labels[id]?.f1).toBeCloseTo(published[index] ?? NaN, 3);
      expect(result.labels[id]?.recall).toBe(1);
    });
    expect(result.macroF1).toBeCloseTo(0.248, 3);
    expect(result.valueEval).toBeCloseTo(0.26, 2);
  });

  it('takes the ValueEval score from mean precision and mean recall', () => {
    const { meanPrecision, meanRecall, valueEval, macroF1 } = evaluate([[1, 1], [1, 0], [1, 0], [1, 0]], [[1, 1], [0, 1], [0, 1], [0, 1]], [0.5, 0.5], ['a', 'b']);
    expect([meanPrecision, meanRecall]).toEqual([0.625, 0.625]);
    expect(valueEval).toBe(0.625);
    expect(macroF1).toBeCloseTo(0.4, 12);
  });

  it('counts what is undefined as 0; the ValueEval score leaves out labels that never occur', () => {
    const result = evaluate([[1, 0, 0], [1, 1, 0]], [[1, 0, 1], [1, 0, 0]], [0.5, 0.5, 0.5], ['both', 'never-there', 'never-given']);
    expect(result.labels['never-there']).toEqual({ precision: 0, recall: 0, f1: 0, auroc: null, support: 0 });
    expect(result.labels['never-given']).toMatchObject({ precision: 0, recall: 0, f1: 0, auroc: 0.5, support: 1 });
    expect(result.labels['both']?.auroc).toBeNull();
    expect(result.macroF1).toBeCloseTo(1 / 3, 12);
    expect(result.valueEval).toBe(0.5);
  });

  it('gives 0, not NaN, where there is nothing', () => {
    expect(evaluate([], [], [0.5], ['a'])).toMatchObject({ macroF1: 0, valueEval: 0 });
  });

  it('refuses shapes that do not fit', () => {
    expect(() => evaluate([[1]], [], [0.5], ['a'])).toThrowError(TaggerError);
    expect(() => evaluate([[1, 1]], [[1]], [0.5], ['a'])).toThrowError(/Row 0 of the predictions has 2 columns instead of 1/);
    expect(() => evaluate([[1]], [[1]], [0.5, 0.5], ['a'])).toThrowError(/2 thresholds for 1 labels/);
    expect(() => evaluate([[Number.NaN]], [[1]], [0.5], ['a'])).toThrowError(/not a number/);
  });
});

describe('auroc', () => {
  it('is the share of pairs in the right order, ties counting half', () => {
    const scores = [0.1, 0.4, 0.4, 0.4, 0.8, 0.9, 0.1, 0.35];
    const present = [false, true, false, true, false, true, true, false];
    let right = 0;
    let pairs = 0;
    scores.forEach((a, i) => {
      scores.forEach((b, j) => {
        if (!present[i] || present[j]) return;
        pairs++;
        right += a > b ? 1 : a === b ? 0.5 : 0;
      });
    });
    expect(auroc(scores, present)).toBeCloseTo(right / pairs, 12);
  });

  it('is 1 in perfect order, 0 in reversed order, a half where all scores are equal', () => {
    expect(auroc([0.1, 0.2, 0.3], [false, false, true])).toBe(1);
    expect(auroc([0.3, 0.2, 0.1], [false, false, true])).toBe(0);
    expect(auroc([0.5, 0.5, 0.5], [false, false, true])).toBe(0.5);
  });
});
