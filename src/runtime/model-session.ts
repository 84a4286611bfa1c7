import type { Encoding } from './tokenizer.ts';

/** What a run gives of a text: the logits of all heads, or the vector that they read. */
export type Output = 'heads' | 'embedding';

/**
 * Runs a batch.
 * @param rows one encoding a text
 * @param length tokens that each row is padded to, where rows are padded; at least the longest row
 * @param height rows that are computed; those below `rows` are empty, and their results are thrown away
 * @param output default: `heads`
 * @returns `rows.length` rows of {@link ModelSession.rowSize} logits, or of the numbers of the vector
 * @throws {TaggerError} `engine-failed`, `out-of-memory` or `manifest-invalid`
 */
export type RunBatch = (rows: readonly Encoding[], length: number, height: number, output?: Output) => Promise<Float32Array>;

/** A loaded model: token ids in, a row of logits a text out. Calls must not overlap (see `Fifo`). */
export interface ModelSession {
  readonly rowSize: number;
  run: RunBatch;
  release(): Promise<void>;
}
