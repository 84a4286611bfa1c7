import { TaggerError } from '../errors.ts';
import type { LabelId } from '../taxonomy/types.ts';

/** One row of numbers per sentence, one column per label. */
export type Matrix = readonly ArrayLike<number>[];

export interface LabelResult {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Area under the receiver operating characteristic; null where all sentences, or none, have the label. */
  readonly auroc: number | null;
  /** Sentences that have the label. */
  readonly support: number;
}

/** Scores over several labels, and of each. */
export interface Evaluation {
  /** Plain mean of the labels' F1. */
  readonly macroF1: number;
  /** 2·P̄·R̄ / (P̄ + R̄) over mean precision P̄ and mean recall R̄: the score of the shared task ValueEval. */
  readonly valueEval: number;
  readonly meanPrecision: number;
  readonly meanRecall: number;
  readonly labels: Readonly<Record<LabelId, LabelResult>>;
}

/**
 * Compares scores with the truth. A label is given where its score reaches its threshold.
 *
 * Where precision (label never given) or recall (label never there) is undefined it is 0, and so is F1 where both are
 * 0. `macroF1` is the mean over *all* labels. `valueEval` is what the shared task's evaluator prints (Kiesel et al. 2023,
 * version 2022-11-27): it leaves labels that no sentence has out of its means.
 *
 * @param predictions scores 0 to 1, [sentences][labels]
 * @param truth 1 where the sentence has the label, else 0, [sentences][labels]
 * @param thresholds one per label
 * @param labelIds ids of the columns
 * @throws {TaggerError} `invalid-input` where the shapes differ
 */
export function evaluate(predictions: Matrix, truth: Matrix, thresholds: ArrayLike<number>, labelIds: readonly LabelId[]): Evaluation {
  requireShape(predictions, truth, thresholds, labelIds);
  const evaluations = labelIds.map((id, column) => [id, evaluateLabel(predictions, truth, thresholds[column] ?? 1, column)] as const);
  const all = evaluations.map(([, label]) => label);
  const occurring = all.filter(({ support }) => support > 0);
  const meanPrecision = mean(occurring, ({ precision }) => precision);
  const meanRecall = mean(occurring, ({ recall }) => recall);
  return {
    macroF1: mean(all, ({ f1 }) => f1),
    valueEval: harmonicMean(meanPrecision, meanRecall),
    meanPrecision,
    meanRecall,
    labels: Object.fromEntries(evaluations),
  };
}

function evaluateLabel(predictions: Matrix, truth: Matrix, threshold: number, column: number): LabelResult {
  const scores = predictions.map((row) => row[column] ?? 0);
  const present = truth.map((row) => row[column] === 1);
  let given = 0;
  let support = 0;
  let right = 0;
  scores.forEach((score, index) => {
    const isGiven = score >= threshold;
    const isPresent = present[index] ?? false;
    if (isGiven) given++;
    if (isPresent) support++;
    if (isGiven && isPresent) right++;
  });
  const precision = given === 0 ? 0 : right / given;
  const recall = support === 0 ? 0 : right / support;
  return { precision, recall, f1: harmonicMean(precision, recall), auroc: auroc(scores, present), support };
}

function mean(labels: readonly LabelResult[], pick: (label: LabelResult) => number): number {
  return labels.length === 0 ? 0 : labels.reduce((sum, label) => sum + pick(label), 0) / labels.length;
}

function harmonicMean(a: number, b: number): number {
  return a + b === 0 ? 0 : (2 * a * b) / (a + b);
}

/**
 * Probability that a sentence with the label scores higher than one without it, equal scores counting half (the
 * Mann–Whitney statistic divided by the number of pairs). Null where there is no such pair.
 */
export function auroc(scores: readonly number[], present: readonly boolean[]): number | null {
  const order = scores.map((score, index) => ({ score, present: present[index] ?? false })).sort((a, b) => a.score - b.score);
  const positives = order.filter((entry) => entry.present).length;
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return null;
  let rankSum = 0;
  for (let first = 0; first < order.length; ) {
    let after = first;
    let tied = 0;
    while (after < order.length && order[after]?.score === order[first]?.score) if (order[after++]?.present) tied++;
    // Ranks count from 1; equal scores share the mean of their ranks.
    rankSum += tied * ((first + 1 + after) / 2);
    first = after;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

function requireShape(predictions: Matrix, truth: Matrix, thresholds: ArrayLike<number>, labelIds: readonly LabelId[]): void {
  const fail = (message: string): never => {
    throw new TaggerError('invalid-input', message, 'Give one row per sentence and one column per label, in the same order.');
  };
  if (predictions.length !== truth.length) fail(`There are predictions for ${predictions.length} sentences and labels for ${truth.length}.`);
  if (thresholds.length !== labelIds.length) fail(`There are ${thresholds.length} thresholds for ${labelIds.length} labels.`);
  for (const [name, rows] of [['predictions', predictions], ['labels', truth]] as const) {
    const wrong = rows.findIndex((row) => row.length !== labelIds.length);
    if (wrong >= 0) fail(`Row ${wrong} of the ${name} has ${rows[wrong]?.length ?? 0} columns instead of ${labelIds.length}.`);
  }
  // A score that is not a number would hang the ranking and count as absent.
  const broken = predictions.findIndex((row) => Array.prototype.some.call(row, Number.isNaN));
  if (broken >= 0) fail(`Row ${broken} of the predictions holds a score that is not a number.`);
}
