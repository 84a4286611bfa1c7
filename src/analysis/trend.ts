import type { LabelId, Taxonomy } from '../taxonomy/types.ts';

/** One label along a text. */
export interface LabelTrend {
  readonly label: LabelId;
  /** Sentences with the label. */
  readonly count: number;
  /** Smoothed share of sentences with the label at evenly spread positions, first to last, 0 to 1. */
  readonly smooth: readonly number[];
  /** Share in each part of {@link Trend.parts}, not smoothed. */
  readonly shares: readonly number[];
  /** Index of the sentence at the position where the smoothed share is largest. */
  readonly peak: number;
}

/** How often a text appeals to each label, from its beginning to its end. */
export interface Trend {
  readonly taxonomy: Taxonomy;
  readonly sentences: number;
  /** Even parts of the text, by the indices of their first and last sentence. */
  readonly parts: readonly { readonly from: number; readonly to: number }[];
  /** In taxonomy order. */
  readonly labels: readonly LabelTrend[];
}

export interface TrendOptions {
  /** Positions at which the smoothed share is given. */
  readonly positions?: number;
  readonly parts?: number;
  /** Half the width of the window, in sentences; default: a tenth of the text, five at least. */
  readonly bandwidth?: number;
}

const POSITIONS = 80;
const PARTS = 10;

/**
 * Share of sentences with each label along a text: a moving mean with Epanechnikov weights (1 − (d/h)², d the distance in
 * sentences, h the bandwidth). Near the ends, where the window is cut, the mean is over what is left of it.
 *
 * @param rows one number a label and sentence, in taxonomy order; undefined for a sentence without scores, which is left out
 * @param least numbers from which on a sentence has the label
 */
export function trend(rows: readonly (ArrayLike<number> | undefined)[], taxonomy: Taxonomy, least: number, options: TrendOptions = {}): Trend {
  const { length } = rows;
  const positions = Math.max(1, Math.min(options.positions ?? POSITIONS, length));
  const bandwidth = Math.max(1, options.bandwidth ?? Math.max(5, length / 10));
  const parts = evenParts(length, Math.min(options.parts ?? PARTS, length));
  const centres = Array.from({ length: positions }, (_, at) => (positions === 1 ? (length - 1) / 2 : (at * (length - 1)) / (positions - 1)));
  const labels = taxonomy.labels.map(({ id }, column): LabelTrend => {
    const has = Uint8Array.from(rows, (row) => (row === undefined ? MISSING : (row[column] ?? 0) >= least ? 1 : 0));
    const smooth = length === 0 ? [] : centres.map((centre) => smoothedAt(has, centre, bandwidth));
    const highest = smooth.reduce((best, share, at) => (share > (smooth[best] ?? 0) ? at : best), 0);
    return {
      label: id,
      count: has.reduce((sum, one) => sum + (one === 1 ? 1 : 0), 0),
      smooth,
      shares: parts.map(({ from, to }) => share(has.subarray(from, to + 1))),
      peak: nearestWith(has, Math.round(centres[highest] ?? 0)),
    };
  });
  return { taxonomy, sentences: length, parts, labels };
}

/** A sentence of which nothing is known. */
const MISSING = 2;

function smoothedAt(has: Uint8Array, centre: number, bandwidth: number): number {
  let [sum, weights] = [0, 0];
  const last = Math.min(has.length - 1, Math.floor(centre + bandwidth));
  for (let index = Math.max(0, Math.ceil(centre - bandwidth)); index <= last; index++) {
    if (has[index] === MISSING) continue;
    const weight = 1 - ((index - centre) / bandwidth) ** 2;
    weights += weight;
    if (has[index] === 1) sum += weight;
  }
  return weights > 0 ? sum / weights : 0;
}

function share(has: Uint8Array): number {
  const known = has.filter((one) => one !== MISSING);
  return known.length === 0 ? 0 : known.reduce((sum, one) => sum + one, 0) / known.length;
}

/** The sentence with the label that is nearest to `index`; `index` itself where none has it. */
function nearestWith(has: Uint8Array, index: number): number {
  for (let distance = 0; distance < has.length; distance++) {
    if (has[index - distance] === 1) return index - distance;
    if (has[index + distance] === 1) return index + distance;
  }
  return index;
}

function evenParts(length: number, parts: number): { from: number; to: number }[] {
  return Array.from({ length: parts }, (_, at) => ({ from: Math.floor((at * length) / parts), to: Math.floor(((at + 1) * length) / parts) - 1 }));
}
