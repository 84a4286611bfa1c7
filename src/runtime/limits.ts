import type { BatchLimits } from './batching.ts';
import type { Candidate } from './protocol.ts';

/** How much is computed at a time. */
export interface DeviceLimits extends BatchLimits {
  /** Texts that are best given together: sorted by length among themselves, they leave little padding. */
  readonly window: number;
  /** What is otherwise where texts beside hypotheses are read: of these there are so many that larger batches of closer lengths can be had. */
  readonly pairs?: Pick<BatchLimits, 'tokens' | 'multiple'>;
}

/**
 * On one thread of a CPU larger batches are hardly faster (`test/bench/batching.mjs`), and work stops only between two. Several
 * threads meet after every operator, so each gets as many tokens of pairs as one would. Lengths are
 * multiples of 4, with which the bundle's scores are held to Python's; of pairs so many have the same length that they need no
 * rounding, and the kernel pads nothing. A software adapter needs about a second for one sentence.
 * @param threads of the engine
 */
export function limitsOf({ device, build }: Candidate, software: boolean, threads: number): DeviceLimits {
  if (build === 'kernel') return { tokens: 256, multiple: 1, fewShapes: false, ragged: true, window: 256 };
  if (device === 'wasm') return { tokens: 256, multiple: 4, pairs: { tokens: 256 * threads, multiple: 1 }, fewShapes: false, window: 256 };
  return software ? { tokens: 64, multiple: 4, fewShapes: true, window: 64 } : { tokens: 1024, multiple: 4, fewShapes: true, window: 2048 };
}
