/** The value below which `share` (0 to 1) of a sample lies, by linear interpolation between its sorted values. */
export function quantile(sample: readonly number[], share: number): number {
  const sorted = sample.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/** Median and quartiles of repeats. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly repeats: number;
}

export const spread = (sample: readonly number[]): Spread => ({ median: quantile(sample, 0.5), low: quantile(sample, 0.25), high: quantile(sample, 0.75), repeats: sample.length });

/**
 * How many times as fast one arm is as another: the median of the ratios within each repeat (or part of one), which a machine that
 * slows down for a while does not change.
 */
export const ratio = (faster: readonly number[], slower: readonly number[]): Spread => spread(faster.flatMap((rate, repeat) => (slower[repeat] === undefined ? [] : [rate / slower[repeat]])));
