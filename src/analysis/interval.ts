/** A range of plausible values of a share, 0 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;

/**
 * 95 % score interval of the share `count / total`: (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n).
 * It says how far the share would vary between samples of independent sentences; it knows nothing of the model's errors.
 * Without any sentence it is 0 to 1. Source: Wilson (1927), Probable inference, the law of succession, and statistical
 * inference.
 */
export function wilsonInterval(count: number, total: number): Interval {
  if (total <= 0) return { low: 0, high: 1 };
  const share = count / total;
  const square = (Z * Z) / total;
  const centre = share + square / 2;
  const half = Z * Math.sqrt((share * (1 - share)) / total + square / (4 * total));
  // At the ends the formula gives 0 and 1 up to rounding.
  const low = count <= 0 ? 0 : (centre - half) / (1 + square);
  const high = count >= total ? 1 : (centre + half) / (1 + square);
  return { low, high };
}
