import { makeKeys } from '../../../src/cache/keys.ts';
import type { CachedRow, Keys } from '../../../src/cache/types.ts';

/** Keys of texts, as any caller makes them. */
export const keysOf = (...texts: readonly string[]): Keys => makeKeys('salt', 'digest', texts);

/** A row whose numbers follow from one. */
export const rowOf = (value: number, width = 2): CachedRow => ({ logits: Float32Array.from({ length: width }, (_, index) => value * (1 - 2 * (index % 2))), truncated: value % 2 === 1 });

/** `count` texts that differ. */
export const textsFrom = (first: number, count: number): string[] => Array.from({ length: count }, (_, index) => `sentence ${first + index}`);

/** First numbers of rows. */
export const firsts = (rows: readonly (CachedRow | undefined)[]): (number | undefined)[] => rows.map((row) => row?.logits[0]);
