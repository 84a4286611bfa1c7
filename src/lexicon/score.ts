import type { Match } from './matcher.ts';

/**
 * Score of a label from the weights of the matched words: 1 − e^(−Σw). It is 0 without a match, grows with every
 * match, and never passes 1: each word is taken as a cause of its own that shows the label with the probability
 * 1 − e^(−w), and the score is the probability that one of them does (noisy-or, Pearl 1988). The share of matched words,
 * which dictionaries give for documents, would fall with every word that a sentence has besides. Rounded to 32 bits as the
 * scores are, so that a threshold made by it is reached by the score that it stands for.
 */
export function strengthToScore(weights: number): number {
  return Math.fround(1 - Math.exp(-weights));
}

/** Adds the scores of a text to `row`, which must be zeros. */
export function scoreInto(row: Float32Array, matches: readonly Match[]): void {
  const sums = new Float64Array(row.length);
  for (const { meanings } of matches) for (const { column, weight } of meanings) sums[column] = (sums[column] ?? 0) + weight;
  for (const [column, sum] of sums.entries()) row[column] = strengthToScore(sum);
}
