import { TaggerError } from '../errors.ts';
import type { Matrix } from './evaluation.ts';
import type { Interval } from './interval.ts';

export interface BootstrapOptions {
  /** What each sentence belongs to, such as a conclusion or an author: a group is drawn as a whole. */
  readonly groups: readonly string[];
  /** Samples that are drawn; 1,000 where it is left out. */
  readonly rounds?: number;
  /** Start of the generator, a whole number: the same seed draws the same samples. */
  readonly seed?: number;
}

/** 95 % intervals of what `evaluate` measures; null where there is nothing to draw from, or no sample has the figure. */
export interface EvaluationIntervals {
  readonly macroF1: Interval | null;
  readonly valueEval: Interval | null;
  /** One per column. */
  readonly labels: readonly { readonly f1: Interval | null; readonly auroc: Interval | null }[];
}

/**
 * Percentile bootstrap over groups (Efron 1979; whole clusters drawn with replacement): each round draws as many groups
 * as there are, and measures on their sentences. Scores and thresholds stay as they are, so the intervals say how far a
 * figure hangs on the sentences at hand, and nothing about another training or other annotators. A single group, or
 * none, has no intervals. Shapes are those that `evaluate` checks; only the groups are checked here.
 *
 * @param predictions scores 0 to 1, [sentences][labels]
 * @param truth 1 where the sentence has the label, else 0, [sentences][labels]
 * @param thresholds one per label
 * @throws {TaggerError} `invalid-input` where there is not one group name per sentence
 */
export function bootstrapIntervals(predictions: Matrix, truth: Matrix, thresholds: ArrayLike<number>, { groups, rounds = 1000, seed = 20261123 }: BootstrapOptions): EvaluationIntervals {
  if (groups.length !== predictions.length) throw new TaggerError('invalid-input', `There are ${groups.length} groups for ${predictions.length} sentences.`, 'Name the group of each sentence, in the same order.');
  const names = [...new Set(groups)];
  const place = new Map(names.map((name, index) => [name, index]));
  const groupOf = Uint32Array.from(groups, (name) => place.get(name) ?? 0);
  const columns = Array.from(thresholds, (threshold, column) => prepareColumn(predictions, truth, threshold, column));
  if (names.length < 2) return { macroF1: null, valueEval: null, labels: columns.map(() => ({ f1: null, auroc: null })) };

  const random = xorshift32(seed);
  const drawn = new Uint32Array(names.length);
  const weights = new Uint32Array(groups.length);
  const macroF1 = new Float64Array(rounds);
  const valueEval = new Float64Array(rounds);
  const samples = columns.map(() => ({ f1: new Float64Array(rounds), auroc: new Float64Array(rounds) }));
  for (let round = 0; round < rounds; round++) {
    drawn.fill(0);
    for (let draw = 0; draw < names.length; draw++) {
      const group = Math.floor((random() / 2 ** 32) * names.length);
      drawn[group] = (drawn[group] ?? 0) + 1;
    }
    for (let row = 0; row < weights.length; row++) weights[row] = drawn[groupOf[row] ?? 0] ?? 0;
    let [f1Sum, precisionSum, recallSum, occurring] = [0, 0, 0, 0];
    for (const [index, column] of columns.entries()) {
      const right = total(weights, column.right);
      const given = total(weights, column.given);
      const present = total(weights, column.present);
      const f1 = given + present === 0 ? 0 : (2 * right) / (given + present);
      f1Sum += f1;
      if (present > 0) {
        occurring++;
        precisionSum += given === 0 ? 0 : right / given;
        recallSum += right / present;
      }
      const sample = samples[index];
      if (!sample) continue;
      sample.f1[round] = f1;
      sample.auroc[round] = weightedAuroc(column, weights);
    }
    macroF1[round] = columns.length === 0 ? 0 : f1Sum / columns.length;
    // 2·P̄·R̄ / (P̄ + R̄), where both means are over the same number of labels.
    valueEval[round] = precisionSum + recallSum === 0 ? 0 : (2 * precisionSum * recallSum) / ((precisionSum + recallSum) * occurring);
  }
  return {
    macroF1: percentileInterval(macroF1),
    valueEval: percentileInterval(valueEval),
    labels: samples.map(({ f1, auroc }) => ({ f1: percentileInterval(f1), auroc: percentileInterval(auroc) })),
  };
}

/** What the rounds need of one label: sentence numbers, not their contents. */
interface Column {
  /** Sentences that are given the label, that have it, and both. */
  readonly given: Uint32Array;
  readonly present: Uint32Array;
  readonly right: Uint32Array;
  /** All sentences, by rising score. */
  readonly order: Uint32Array;
  /** By place in {@link order}: 1 where the sentence has the label. */
  readonly hits: Uint8Array;
  /** By place in {@link order}: 1 where the next score is higher, or there is none. */
  readonly ends: Uint8Array;
}

function prepareColumn(predictions: Matrix, truth: Matrix, threshold: number, column: number): Column {
  const scores = Float64Array.from(predictions, (row) => row[column] ?? 0);
  const has = Uint8Array.from(truth, (row) => (row[column] === 1 ? 1 : 0));
  const rows = Uint32Array.from(scores, (_, row) => row);
  const isGiven = (row: number): boolean => (scores[row] ?? 0) >= threshold;
  const isPresent = (row: number): boolean => has[row] === 1;
  const order = rows.slice().sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  return {
    given: rows.filter(isGiven),
    present: rows.filter(isPresent),
    right: rows.filter((row) => isGiven(row) && isPresent(row)),
    order,
    hits: Uint8Array.from(order, (row) => has[row] ?? 0),
    ends: Uint8Array.from(order, (row, index) => (scores[row] === scores[order[index + 1] ?? Number.NaN] ? 0 : 1)),
  };
}

function total(weights: Uint32Array, rows: Uint32Array): number {
  let sum = 0;
  for (const row of rows) sum += weights[row] ?? 0;
  return sum;
}

/** The share of pairs in the right order, ties counting half, where each sentence counts by its weight; else NaN. */
function weightedAuroc({ order, hits, ends }: Column, weights: Uint32Array): number {
  let [right, below, positives] = [0, 0, 0];
  let [tiedHits, tiedMisses] = [0, 0];
  for (let index = 0; index < order.length; index++) {
    const weight = weights[order[index] ?? 0] ?? 0;
    if (hits[index] === 1) tiedHits += weight;
    else tiedMisses += weight;
    if (ends[index] === 0) continue;
    right += tiedHits * (below + tiedMisses / 2);
    below += tiedMisses;
    positives += tiedHits;
    tiedHits = tiedMisses = 0;
  }
  return right / (positives * below);
}

/** 2.5 % and 97.5 % quantiles, interpolated, of the samples that are numbers; null where none is. */
function percentileInterval(samples: Float64Array): Interval | null {
  const known = samples.filter((sample) => !Number.isNaN(sample)).sort();
  if (known.length === 0) return null;
  const quantile = (share: number): number => {
    const at = share * (known.length - 1);
    const low = known[Math.floor(at)] ?? 0;
    return low + (at - Math.floor(at)) * ((known[Math.ceil(at)] ?? 0) - low);
  };
  return { low: quantile(0.025), high: quantile(0.975) };
}

/** Whole numbers from 1 to 2³² − 1 with a period of that length. Source: Marsaglia (2003), Xorshift RNGs, triple 13, 17, 5. */
function xorshift32(seed: number): () => number {
  // Zero would stay zero.
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
