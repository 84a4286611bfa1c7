import { TaggerError } from '../errors.ts';
import { shuffled } from '../shuffle.ts';
import type { Matrix } from './evaluation.ts';

/** What is made as good as it can be: `macro-f1`, the mean of the labels' F1, or `log-loss`, the mean over all cells. */
export type WeightsMetric = 'macro-f1' | 'log-loss';

/** One member's scores of the gold sample. */
export interface Member {
  readonly name: string;
  /** Scores 0 to 1, [sentences][labels]. */
  readonly scores: Matrix;
  /** One a label. */
  readonly thresholds: ArrayLike<number>;
}

export interface WeightsOptions {
  readonly metric?: WeightsMetric;
  /** Parts of the sample, each judged by weights that never saw it. Default: 5. */
  readonly folds?: number;
  /** Decides which sentence is in which part. */
  readonly seed?: number;
}

export interface FittedWeights {
  /** One a member; their sum is 1. */
  readonly weights: readonly number[];
  readonly metric: WeightsMetric;
  readonly folds: number;
  readonly sentences: number;
  /** `single`: on sentences that the weights did not see, the best member alone was better, so it is taken alone. */
  readonly chosen: 'ensemble' | 'single';
  /** The metric, cross-validated: of what was chosen, of fitted weights, of equal ones, and of each member alone. */
  readonly figures: { readonly chosen: number; readonly fitted: number; readonly equal: number; readonly singles: Readonly<Record<string, number>> };
}

/** Points of the first grid, at most; then the best is moved in ever smaller steps. */
const MOST_POINTS = 1200;
const STEPS = [20, 10, 5, 4, 3, 2];

/**
 * Weights for a weighted mean of scores, whose thresholds are the weighted mean of the members' thresholds. The search is over
 * a grid on the simplex and then by moves between two members, the same for the same sample.
 * @param truth 1 where the sentence has the label, else 0, [sentences][labels]
 * @throws {TaggerError} `invalid-input` where shapes differ or there is too little to fit on
 */
export function searchWeights(members: readonly Member[], truth: Matrix, { metric = 'macro-f1', folds = 5, seed = 1 }: WeightsOptions = {}): FittedWeights {
  const rows = truth.length;
  if (members.length < 2) throw new TaggerError('invalid-input', 'Weights take at least two members.', 'Use a single tagger by itself.');
  if (rows < 2 * folds) throw new TaggerError('invalid-input', `There are ${rows} sentences for ${folds} parts.`, 'Give at least twice as many sentences as parts, or ask for fewer parts.');
  for (const { name, scores } of members) if (scores.length !== rows) throw new TaggerError('invalid-input', `“${name}” has scores of ${scores.length} sentences out of ${rows}.`, 'Give one row per sentence.');
  const sample = new Sample(members, truth, metric);
  const order = shuffled(Array.from({ length: rows }, (_, row) => row), seed);
  const parts = Array.from({ length: folds }, (_, fold) => order.filter((_row, place) => place % folds === fold));
  const fitted = parts.map((part) => {
    const held = new Set(part);
    return sample.best(order.filter((row) => !held.has(row)));
  });
  const equal = members.map(() => 1 / members.length);
  const judged = (weightsOf: (fold: number) => readonly number[]): number => sample.judge(parts.map((part, fold) => ({ rows: part, weights: weightsOf(fold) })));
  const singles = members.map((_, index) => judged(() => corner(members.length, index)));
  const figures = { fitted: judged((fold) => fitted[fold] ?? equal), equal: judged(() => equal), singles: Object.fromEntries(members.map(({ name }, index) => [name, singles[index] ?? 0])) };
  const better = (a: number, b: number): boolean => (metric === 'macro-f1' ? a > b : a < b);
  const top = singles.reduce((best, value, index) => (better(value, singles[best] ?? 0) ? index : best), 0);
  const single = better(singles[top] ?? 0, figures.fitted);
  return {
    weights: single ? corner(members.length, top) : sample.best(order),
    metric,
    folds,
    sentences: rows,
    chosen: single ? 'single' : 'ensemble',
    figures: { chosen: single ? (singles[top] ?? 0) : figures.fitted, ...figures },
  };
}

const corner = (count: number, index: number): number[] => Array.from({ length: count }, (_, place) => (place === index ? 1 : 0));

/** Judges weights on parts of the sample. */
class Sample {
  readonly #members: readonly Member[];
  readonly #truth: Matrix;
  readonly #metric: WeightsMetric;
  readonly #labels: number;

  constructor(members: readonly Member[], truth: Matrix, metric: WeightsMetric) {
    this.#members = members;
    this.#truth = truth;
    this.#metric = metric;
    this.#labels = truth[0]?.length ?? 0;
  }

  /** The metric over all parts together, each with its own weights. */
  judge(parts: readonly { readonly rows: readonly number[]; readonly weights: readonly number[] }[]): number {
    const hits = new Float64Array(this.#labels);
    const misses = new Float64Array(this.#labels);
    let loss = 0;
    let cells = 0;
    for (const { rows, weights } of parts) {
      for (let label = 0; label < this.#labels; label++) {
        const threshold = this.#members.reduce((sum, { thresholds }, member) => sum + (weights[member] ?? 0) * (thresholds[label] ?? 0.5), 0);
        for (const row of rows) {
          const score = this.#members.reduce((sum, { scores }, member) => sum + (weights[member] ?? 0) * (scores[row]?.[label] ?? 0), 0);
          const present = this.#truth[row]?.[label] === 1;
          // Sums of products that are equal on paper differ in their last digits.
          const given = score >= threshold - 1e-12;
          if (given && present) hits[label] = (hits[label] ?? 0) + 1;
          else if (given !== present) misses[label] = (misses[label] ?? 0) + 1;
          loss -= Math.log(Math.max(1e-6, present ? score : 1 - score));
          cells++;
        }
      }
    }
    if (this.#metric === 'log-loss') return loss / Math.max(1, cells);
    let sum = 0;
    for (let label = 0; label < this.#labels; label++) {
      const two = 2 * (hits[label] ?? 0);
      sum += two === 0 ? 0 : two / (two + (misses[label] ?? 0));
    }
    return sum / Math.max(1, this.#labels);
  }

  best(rows: readonly number[]): readonly number[] {
    const count = this.#members.length;
    const value = (weights: readonly number[]): number => this.judge([{ rows, weights }]) * (this.#metric === 'macro-f1' ? 1 : -1);
    const steps = STEPS.find((step) => points(count, step) <= MOST_POINTS) ?? 1;
    let best: readonly number[] = this.#members.map(() => 1 / count);
    let most = value(best);
    const take = (weights: readonly number[]): boolean => {
      const found = value(weights);
      if (found <= most + 1e-12) return false;
      [best, most] = [weights, found];
      return true;
    };
    for (const weights of simplex(count, steps)) take(weights);
    for (let step = 0.5 / steps; step > 0.005; step /= 2) {
      for (let moved = true; moved; ) {
        moved = false;
        for (let from = 0; from < count; from++) {
          for (let to = 0; to < count; to++) {
            const given = Math.min(step, best[from] ?? 0);
            if (from !== to && given > 0) moved = take(best.map((weight, member) => weight + (member === to ? given : member === from ? -given : 0))) || moved;
          }
        }
      }
    }
    return best;
  }
}

/** Number of points of {@link simplex}. */
function points(count: number, steps: number): number {
  let number = 1;
  for (let k = 1; k < count; k++) number = (number * (steps + k)) / k;
  return number;
}

/** All weights that are multiples of `1 / steps` and sum to 1. */
function* simplex(count: number, steps: number, left = steps): Generator<number[], void, undefined> {
  if (count === 1) {
    yield [left / steps];
    return;
  }
  for (let own = left; own >= 0; own--) for (const rest of simplex(count - 1, steps, left - own)) yield [own / steps, ...rest];
}
