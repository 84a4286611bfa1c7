import { deflateSync } from 'fflate';
import { joined } from './joined.ts';

/*
 * Zip files as other programs write them, and as nobody should: written here byte by byte, so that a test can say what each
 * field holds. Structures as in PKWARE's APPNOTE.TXT.
 */

export interface ZipPart {
  readonly name: string;
  readonly data: Uint8Array;
  /** 0 as it is, 8 deflate; other numbers are written and mean nothing. */
  readonly method?: number;
  /** Sizes and check sum stand behind the data, as programs write that pack a stream. */
  readonly descriptor?: boolean;
  /** Flags beside those that the rest asks for. */
  readonly flags?: number;
  /** What the table says in place of the truth. */
  readonly says?: { readonly crc32?: number; readonly size?: number; readonly packed?: number; readonly header?: number; readonly name?: string };
  /** Sizes and place in 64 bits. */
  readonly wide?: boolean;
}

export interface ZipOptions {
  readonly comment?: Uint8Array;
  /** The record at the end in 64 bits. */
  readonly wide?: boolean;
}

const text = (name: string): Uint8Array => new TextEncoder().encode(name);
const UTF8 = 1 << 11;

/** Numbers as little-endian bytes: `[value, bytes]`. */
function record(...fields: readonly (readonly [value: number, bytes: number])[]): Uint8Array {
  return Uint8Array.from(fields.flatMap(([value, bytes]) => Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** at) % 256)));
}

function crcOf(data: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of data) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (0xedb88320 & -(rest & 1));
  }
  return ~rest >>> 0;
}

const sizeOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, { length }) => sum + length, 0);
const FULL = 0xffffffff;

/** A zip file of these parts. */
export function makeZip(parts: readonly ZipPart[], { comment = new Uint8Array(), wide: wideEnd = false }: ZipOptions = {}): Blob {
  const written: Uint8Array[] = [];
  const table: Uint8Array[] = [];
  for (const { name, data, method = 0, descriptor = false, flags: more = 0, says = {}, wide = false } of parts) {
    const header = sizeOf(written);
    const packed = method === 8 ? deflateSync(data) : data;
    const flags = more | UTF8 | (descriptor ? 8 : 0);
    const crc = crcOf(data);
    const [ownCrc, ownPacked, ownSize] = descriptor ? [0, 0, 0] : [crc, packed.length, data.length];
    written.push(record([0x04034b50, 4], [20, 2], [flags, 2], [method, 2], [0, 4], [ownCrc, 4], [ownPacked, 4], [ownSize, 4], [text(name).length, 2], [0, 2]), text(name), packed);
    if (descriptor) written.push(record([0x08074b50, 4], [crc, 4], [packed.length, 4], [data.length, 4]));
    const given = { crc32: crc, size: data.length, packed: packed.length, header, name, ...says };
    const extra = wide ? record([1, 2], [24, 2], [given.size, 8], [given.packed, 8], [given.header, 8]) : new Uint8Array();
    const field = (value: number): readonly [number, number] => [wide ? FULL : value, 4];
    table.push(
      record([0x02014b50, 4], [20, 2], [20, 2], [flags, 2], [method, 2], [0, 4], [given.crc32, 4], field(given.packed), field(given.size), [text(given.name).length, 2], [extra.length, 2], [0, 2], [0, 2], [0, 2], [0, 4], field(given.header)),
      text(given.name),
      extra,
    );
  }
  const start = sizeOf(written);
  const bytes = sizeOf(table);
  const end64 = wideEnd
    ? [record([0x06064b50, 4], [44, 8], [45, 2], [45, 2], [0, 4], [0, 4], [parts.length, 8], [parts.length, 8], [bytes, 8], [start, 8]), record([0x07064b50, 4], [0, 4], [start + bytes, 8], [1, 4])]
    : [];
  const count: readonly [number, number] = [wideEnd ? 0xffff : parts.length, 2];
  const end = record([0x06054b50, 4], [0, 2], [0, 2], count, count, [wideEnd ? FULL : bytes, 4], [wideEnd ? FULL : start, 4], [comment.length, 2]);
  return new Blob([joined([...written, ...table, ...end64, end, comment])]);
}
