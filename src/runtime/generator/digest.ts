import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/**
 * Lets bytes through and hashes them on the way, since files are too large to be in memory twice.
 * @param onDigest told the SHA-256 in lower-case hex behind the last byte; what it throws fails the stream
 */
export function digesting(onDigest: (digest: string) => Promise<void>): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  const hash = sha256.create();
  return new TransformStream({
    transform(chunk, controller) {
      hash.update(chunk);
      controller.enqueue(chunk);
    },
    flush: () => onDigest(bytesToHex(hash.digest())),
  });
}
