import { TaggerError } from '../errors.ts';

const MB = 1024 * 1024;

/** What a model from elsewhere may ask of this device. */
export interface ImportLimits {
  /** Largest manifest or configuration, in bytes. */
  readonly manifest: number;
  readonly tokenizer: number;
  readonly graph: number;
  /** All files together. */
  readonly total: number;
  readonly entries: number;
  /** Bytes that a zip file may grow to, for each of its own, beyond {@link slack}. */
  readonly ratio: number;
  readonly slack: number;
}

export const IMPORT_LIMITS: ImportLimits = { manifest: 4 * MB, tokenizer: 64 * MB, graph: 512 * MB, total: 4096 * MB, entries: 1000, ratio: 50, slack: 16 * MB };

export const tooLarge = (name: string, bytes: number, limit: number): TaggerError =>
  new TaggerError('bundle-refused', `${name} is too large: ${bytes} bytes, where at most ${limit} are read.`, 'This is more than a browser can be expected to run; take a smaller or quantized model.');
