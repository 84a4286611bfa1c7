import { sha256 } from '@noble/hashes/sha2.js';
import { KEY_WORDS, type Keys } from './types.ts';

/**
 * Keys of inputs under one model: the first 128 bits of SHA-256 over a random salt, the model's digest and the input.
 * They tell nothing of the input, and whoever knows a sentence but not the salt cannot find out whether it was read.
 * Two inputs share a key by chance in one of 10²⁸ caches that hold 180,000 rows (birthday bound).
 */
export function makeKeys(salt: string, digest: string, inputs: readonly string[]): Keys {
  const encoder = new TextEncoder();
  // What all inputs begin with is hashed once.
  const beginning = sha256.create().update(encoder.encode(`${salt}\0${digest}\0`));
  const keys = new Uint32Array(inputs.length * KEY_WORDS);
  for (const [index, input] of inputs.entries()) {
    const hash = beginning.clone().update(encoder.encode(input)).digest();
    const view = new DataView(hash.buffer, hash.byteOffset);
    for (let word = 0; word < KEY_WORDS; word++) keys[index * KEY_WORDS + word] = view.getUint32(word * 4);
  }
  return keys;
}

/** The key at `index`, as a view. */
export const keyAt = (keys: Keys, index: number): Keys => keys.subarray(index * KEY_WORDS, (index + 1) * KEY_WORDS);

/** Keys of several lists one after another. */
export function joinKeys(lists: readonly Keys[]): Keys {
  const joined = new Uint32Array(lists.reduce((length, list) => length + list.length, 0));
  let offset = 0;
  for (const list of lists) {
    joined.set(list, offset);
    offset += list.length;
  }
  return joined;
}

/** Keys from their hexadecimal form; longer hashes are cut to a key's length. */
export function keysFromHex(hashes: readonly string[]): Keys {
  return Uint32Array.from({ length: hashes.length * KEY_WORDS }, (_, at) => {
    const word = at % KEY_WORDS;
    return Number.parseInt((hashes[(at - word) / KEY_WORDS] ?? '').slice(word * 8, word * 8 + 8), 16);
  });
}

/** A random salt, as hexadecimal digits of 128 bits. */
export const randomSalt = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
