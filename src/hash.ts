import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/**
 * SHA-256 as lower-case hex. The browser's own is used where there is one; outside a secure context
 * (`http://` on a local network) `crypto.subtle` does not exist, and a library serves.
 */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;
  return bytesToHex(subtle ? new Uint8Array(await subtle.digest('SHA-256', bytes)) : sha256(bytes));
}

/** SHA-256 of short strings at once, without a promise each. */
export function sha256HexOfText(text: string): string {
  return bytesToHex(sha256(new TextEncoder().encode(text)));
}
