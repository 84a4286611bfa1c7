import type { HeadSlice } from './runtime/protocol.ts';

/** Probabilities of one head from a row of logits. */
export function activate(row: Float32Array, { offset, size, activation }: HeadSlice): Float32Array {
  const scores = row.slice(offset, offset + size);
  // Minus infinity stands for a text that says nothing.
  if (activation === 'none') return scores.map((score) => Math.max(0, score));
  if (activation === 'sigmoid') {
    for (const [index, logit] of scores.entries()) scores[index] = 1 / (1 + Math.exp(-logit));
    return scores;
  }
  const largest = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  // Logits that are all minus infinity stand for a text that says nothing.
  if (largest === -Infinity) return scores.fill(0);
  let sum = 0;
  for (const [index, logit] of scores.entries()) {
    const power = Math.exp(logit - largest);
    scores[index] = power;
    sum += power;
  }
  for (const [index, power] of scores.entries()) scores[index] = power / sum;
  return scores;
}
