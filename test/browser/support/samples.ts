import references from '../../fixtures/reference-scores.json';

/** Sentences of the project's own, with the scores that Python computes from the same graphs. */
export interface Reference {
  readonly text: string;
  readonly wasm: Readonly<Record<string, readonly number[]>>;
  readonly webgpu: Readonly<Record<string, readonly number[]>>;
  /** The fine-tuned model before quantization. */
  readonly pytorch: Readonly<Record<string, readonly number[]>>;
}

export const REFERENCES: readonly Reference[] = references;

export const MODEL_URL = '/models/embedded/';

/** Largest |difference| over all heads and labels. */
export function largestDifference(given: Readonly<Record<string, ArrayLike<number>>>, expected: Readonly<Record<string, readonly number[]>>): number {
  let largest = 0;
  for (const [head, scores] of Object.entries(expected)) {
    for (const [index, score] of scores.entries()) largest = Math.max(largest, Math.abs((given[head]?.[index] ?? Number.NaN) - score) || (given[head] ? 0 : Infinity));
  }
  return largest;
}
