/** How unsure a tagging of one sentence is, for sorting sentences that a person should look at. */
export interface Uncertainty {
  /**
   * Entropy of the largest scores, brought to a sum of 1, over that of as many equal ones: 0 where one label takes all, 1 where
   * none stands out.
   */
  readonly entropy: number;
  /** The largest distance between taggers over all labels; undefined where one alone spoke. */
  readonly spread: number | undefined;
}

/** Labels that count: with all of them, many small scores would drown what is at issue. */
const TOP = 5;

/**
 * @param scores one a label, 0 to 1
 * @param disagreement distance between taggers, a label; NaN where one alone speaks of it
 */
export function uncertaintyOf(scores: ArrayLike<number>, disagreement?: ArrayLike<number>): Uncertainty {
  const top = Array.from(scores).sort((a, b) => b - a).slice(0, TOP);
  const sum = top.reduce((all, score) => all + score, 0);
  const shares = top.map((score) => (sum > 0 ? score / sum : 1 / top.length));
  const entropy = top.length < 2 ? 0 : -shares.reduce((all, share) => all + (share > 0 ? share * Math.log(share) : 0), 0) / Math.log(top.length);
  const spreads = disagreement ? Array.from(disagreement).filter((spread) => !Number.isNaN(spread)) : [];
  return { entropy, spread: spreads.length > 0 ? Math.max(...spreads) : undefined };
}
