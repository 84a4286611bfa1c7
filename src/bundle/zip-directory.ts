import { TaggerError } from '../errors.ts';
import { IMPORT_LIMITS, type ImportLimits } from './limits.ts';

/** An entry of a zip file's table. Structures and names of fields as in PKWARE's APPNOTE.TXT, version 6.3. */
export interface ZipEntry {
  readonly name: string;
  /** 0 as it is, 8 deflate; others cannot be read. */
  readonly method: number;
  readonly crc32: number;
  /** Bytes once unpacked, as the table says. */
  readonly size: number;
  /** First byte of its data in the zip file, and the one after the last. */
  readonly start: number;
  readonly end: number;
}

/** Signatures, as read from little-endian bytes. */
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;

/** Bytes of the records without their names and comments. */
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const END64_BYTES = 56;
const LOCATOR64_BYTES = 20;
const LONGEST_COMMENT = 0xffff;

/** Bytes of table for each entry that may be there: names of models' files are short. */
const TABLE_ROOM = 2048;

/** A number that stands in the 64-bit part. */
const FULL = 0xffffffff;
const FULL_SHORT = 0xffff;

const ENCRYPTED = 1;
const STRONGLY = 1 << 6;
const UTF8 = 1 << 11;
const MASKED = 1 << 13;

export const refusedZip = (why: string): TaggerError => new TaggerError('bundle-refused', `The zip file was refused: ${why}.`, 'Pack the model’s folder again, without anything else in it, or choose the folder itself.');

const damaged = (why: string): TaggerError => refusedZip(`it is cut off or damaged (${why})`);

const viewOf = async (zip: Blob, start: number, end: number): Promise<DataView> => {
  const view = new DataView(await zip.slice(start, end).arrayBuffer());
  if (start < 0 || view.byteLength !== end - start) throw damaged('its parts lie beyond its end');
  return view;
};

/** @throws {TaggerError} where the number is beyond any file */
function wide(view: DataView, at: number): number {
  const number = Number(view.getBigUint64(at, true));
  if (!Number.isSafeInteger(number)) throw damaged('a size in it is beyond all bounds');
  return number;
}

/**
 * The entries of a zip file, from the table at its end, which alone says where each begins and ends: what lies between them may
 * look like entries and be none.
 * @throws {TaggerError} `bundle-refused`: damaged, encrypted, in several parts, of too many entries, or with entries that overlap
 */
export async function readDirectory(zip: Blob, limits: Pick<ImportLimits, 'entries'> = IMPORT_LIMITS): Promise<ZipEntry[]> {
  const table = await findTable(zip);
  if (table.entries > limits.entries) throw refusedZip(`it holds more than ${limits.entries} files`);
  if (table.bytes > limits.entries * TABLE_ROOM) throw refusedZip('its table is too long');
  const view = await viewOf(zip, table.start, table.start + table.bytes);
  const found: (Omit<ZipEntry, 'start' | 'end'> & { readonly packed: number; readonly header: number })[] = [];
  for (let at = 0; at < view.byteLength; ) {
    if (at + CENTRAL_BYTES > view.byteLength || view.getUint32(at, true) !== CENTRAL) throw damaged('its table is broken');
    const [nameBytes, extraBytes, commentBytes] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true)];
    const next = at + CENTRAL_BYTES + nameBytes + extraBytes + commentBytes;
    if (next > view.byteLength) throw damaged('its table is broken');
    const flags = view.getUint16(at + 8, true);
    const name = nameOf(view, at + CENTRAL_BYTES, nameBytes, flags);
    if ((flags & (ENCRYPTED | STRONGLY | MASKED)) !== 0) throw refusedZip(`"${name}" is encrypted`);
    found.push({ name, method: view.getUint16(at + 10, true), crc32: view.getUint32(at + 16, true), ...sizesOf(view, at, at + CENTRAL_BYTES + nameBytes, extraBytes) });
    at = next;
  }
  if (found.length !== table.entries) throw damaged(`its table has ${found.length} entries and says ${table.entries}`);
  const entries: ZipEntry[] = [];
  for (const { packed, header, ...entry } of found) {
    const start = await dataOf(zip, header, entry);
    entries.push({ ...entry, start, end: start + packed });
  }
  let taken = 0;
  for (const [header, end] of entries.map(({ end }, index) => [found[index]?.header ?? 0, end] as const).sort(([a], [b]) => a - b)) {
    if (header < taken) throw refusedZip('entries overlap, as in files that are made to grow without bounds');
    taken = end;
  }
  if (taken > table.start) throw damaged('an entry reaches into its table');
  return entries;
}

/** Where the table lies, and how many entries it says that it has. */
async function findTable(zip: Blob): Promise<{ readonly start: number; readonly bytes: number; readonly entries: number }> {
  const from = Math.max(0, zip.size - END_BYTES - LONGEST_COMMENT);
  const tail = await viewOf(zip, from, zip.size);
  let at = tail.byteLength - END_BYTES;
  // A comment may hold anything; the record is the one whose comment ends with the file.
  while (at >= 0 && (tail.getUint32(at, true) !== END || at + END_BYTES + tail.getUint16(at + 20, true) !== tail.byteLength)) at--;
  if (at < 0) throw damaged('the table at its end is not there');
  const [disk, tableDisk, here, entries] = [tail.getUint16(at + 4, true), tail.getUint16(at + 6, true), tail.getUint16(at + 8, true), tail.getUint16(at + 10, true)];
  const [bytes, start] = [tail.getUint32(at + 12, true), tail.getUint32(at + 16, true)];
  const end = from + at;
  let table = { start, bytes, entries };
  let limit = end;
  if ([disk, tableDisk, here, entries].includes(FULL_SHORT) || bytes === FULL || start === FULL) {
    const locator = await viewOf(zip, end - LOCATOR64_BYTES, end);
    if (locator.getUint32(0, true) !== LOCATOR64) throw damaged('the 64-bit table at its end is not there');
    const place = wide(locator, 8);
    const record = await viewOf(zip, place, place + END64_BYTES);
    if (record.getUint32(0, true) !== END64) throw damaged('the 64-bit table at its end is not there');
    if (locator.getUint32(16, true) > 1 || record.getUint32(16, true) !== 0 || record.getUint32(20, true) !== 0) throw refusedZip('it is one of several parts');
    table = { entries: wide(record, 32), bytes: wide(record, 40), start: wide(record, 48) };
    limit = place;
  } else if (disk !== 0 || tableDisk !== 0 || here !== entries) throw refusedZip('it is one of several parts');
  if (table.start + table.bytes > limit) throw damaged('its table reaches beyond its end');
  return table;
}

/** Names without the mark of UTF-8 are read byte by byte. */
function nameOf(view: DataView, at: number, bytes: number, flags: number): string {
  const name = new Uint8Array(view.buffer, view.byteOffset + at, bytes);
  return (flags & UTF8) !== 0 ? new TextDecoder().decode(name) : String.fromCharCode(...name);
}

/** Sizes and place of an entry; where a 32-bit field is full they stand in the extra field 1, those alone and in this order. */
function sizesOf(view: DataView, at: number, extra: number, extraBytes: number): { size: number; packed: number; header: number } {
  const given = { size: view.getUint32(at + 24, true), packed: view.getUint32(at + 20, true), header: view.getUint32(at + 42, true) };
  if (!Object.values(given).includes(FULL)) return given;
  for (let field = extra; field + 4 <= extra + extraBytes; field += 4 + view.getUint16(field + 2, true)) {
    if (view.getUint16(field, true) !== 1) continue;
    let place = field + 4;
    const last = Math.min(place + view.getUint16(field + 2, true), extra + extraBytes);
    const take = (number: number): number => {
      if (number !== FULL) return number;
      place += 8;
      if (place > last) throw damaged('a 64-bit size is not there');
      return wide(view, place - 8);
    };
    const size = take(given.size);
    const packed = take(given.packed);
    return { size, packed, header: take(given.header) };
  }
  throw damaged('a 64-bit size is not there');
}

/** First byte of an entry's data, behind its own header, which must name the same file. */
async function dataOf(zip: Blob, header: number, { name, method }: Pick<ZipEntry, 'name' | 'method'>): Promise<number> {
  const fixed = await viewOf(zip, header, header + LOCAL_BYTES);
  if (fixed.getUint32(0, true) !== LOCAL) throw damaged(`"${name}" is not where its table says`);
  const nameBytes = fixed.getUint16(26, true);
  const own = nameOf(await viewOf(zip, header + LOCAL_BYTES, header + LOCAL_BYTES + nameBytes), 0, nameBytes, fixed.getUint16(6, true));
  if (own !== name || fixed.getUint16(8, true) !== method) throw damaged(`"${name}" is called or packed otherwise in its table`);
  return header + LOCAL_BYTES + nameBytes + fixed.getUint16(28, true);
}
