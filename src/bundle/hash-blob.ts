import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { abortError } from '../errors.ts';
import { sha256Hex } from '../hash.ts';

/** Files up to this size are hashed by the browser at once; it can only hash what is whole in memory. */
const AT_ONCE = 128 * 1024 * 1024;
const STEP = 512 * 1024;

/**
 * SHA-256 of a file of any size, as lower-case hex, without a long task.
 * @throws {TaggerError} `aborted`
 */
export async function sha256OfBlob(blob: Blob, signal?: AbortSignal): Promise<string> {
  if (signal?.aborted) throw abortError();
  if (blob.size <= AT_ONCE) return await sha256Hex(new Uint8Array(await blob.arrayBuffer()));
  const hash = sha256.create();
  for (let at = 0; at < blob.size; at += STEP) {
    hash.update(new Uint8Array(await blob.slice(at, at + STEP).arrayBuffer()));
    if (signal?.aborted) throw abortError();
  }
  return bytesToHex(hash.digest());
}
