import { Inflate } from 'fflate';
import { abortError, describe } from '../errors.ts';
import { crc32 } from './crc32.ts';
import { addFile, isWanted } from './entry-names.ts';
import { Gathered } from './gathered.ts';
import { IMPORT_LIMITS, type ImportLimits } from './limits.ts';
import { readDirectory, refusedZip as refused, type ZipEntry } from './zip-directory.ts';

/** Bytes of the zip file that are read at a time. They unpack to a thousand times as many at most, which are in memory before they are counted. */
const STEP = 64 * 1024;

const STORED = 0;
const DEFLATED = 8;

export interface UnzipOptions {
  readonly signal?: AbortSignal;
  /** Bytes of the zip file that were read. */
  readonly onBytes?: (loaded: number) => void;
  readonly limits?: Pick<ImportLimits, 'entries' | 'total' | 'ratio' | 'slack'>;
}

/** True where a file begins as zip files do. */
export async function isZip(blob: Blob): Promise<boolean> {
  const [p, k, ...kind] = new Uint8Array(await blob.slice(0, 4).arrayBuffer());
  return p === 0x50 && k === 0x4b && ((kind[0] === 3 && kind[1] === 4) || (kind[0] === 5 && kind[1] === 6));
}

/**
 * Files of a zip file, each found by the table at its end and read as a stream: it is never whole in memory, and what it grows
 * to is counted while it grows, whatever its table says. Size and CRC-32 of each must be those of the table.
 * @throws {TaggerError} `bundle-refused`, naming the fault, or `aborted`
 */
export async function unzip(zip: Blob, { signal, onBytes, limits = IMPORT_LIMITS }: UnzipOptions = {}): Promise<Map<string, Blob>> {
  if (!(await isZip(zip))) throw refused('it is no zip file');
  const entries = (await readDirectory(zip, limits)).filter(({ name }) => isWanted(name));
  const files = new Map<string, Blob>();
  let read = 0;
  let grown = 0;
  const grow = (entry: ZipEntry, bytes: number, size: number): void => {
    grown += bytes;
    if (grown > limits.total) throw refused(`unpacked it takes more than ${Math.round(limits.total / 1e6)} MB`);
    if (grown > limits.ratio * read + limits.slack) throw refused(`it grows to more than ${limits.ratio} times its size, as no model does`);
    if (size > entry.size) throw damaged(entry, `it has more than the ${entry.size} bytes that the table says`);
  };
  for (const entry of entries) {
    if (entry.method !== STORED && entry.method !== DEFLATED) throw refused(`"${entry.name}" is packed in a way that cannot be read (method ${entry.method})`);
    const unpacked = unpack(entry, grow);
    for (let at = entry.start; at < entry.end; at += STEP) {
      if (signal?.aborted) throw abortError();
      const part = new Uint8Array(await zip.slice(at, Math.min(at + STEP, entry.end)).arrayBuffer());
      read += part.length;
      unpacked.push(part, at + STEP >= entry.end);
      onBytes?.(read);
    }
    addFile(files, entry.name, unpacked.whole(zip));
  }
  if (files.size === 0) throw refused('it holds no file');
  return files;
}

const damaged = ({ name }: ZipEntry, why: string): Error => refused(`"${name}" is damaged: ${why}`);

interface Unpacked {
  push(part: Uint8Array, last: boolean): void;
  /** The file. @throws {TaggerError} `bundle-refused` where it is not what the table says */
  whole(zip: Blob): Blob;
}

/** @param grow is told of the bytes that have come, and of those of this file so far */
function unpack(entry: ZipEntry, grow: (entry: ZipEntry, bytes: number, size: number) => void): Unpacked {
  const gathered = new Gathered();
  let size = 0;
  let crc = 0;
  const take = (data: Uint8Array): void => {
    grow(entry, data.length, (size += data.length));
    crc = crc32(data, crc);
    // What is not packed need not be copied.
    if (entry.method === DEFLATED) gathered.add(data);
  };
  let fault: unknown;
  const inflate = new Inflate((data) => {
    // What is thrown here must not be taken for a fault of the data.
    try {
      if (fault === undefined) take(data);
    } catch (error) {
      fault = error;
    }
  });
  return {
    push(part, last) {
      if (entry.method === STORED) return take(part);
      try {
        inflate.push(part, last);
      } catch (error) {
        fault ??= damaged(entry, describe(error));
      }
      if (fault !== undefined) throw fault;
    },
    whole(zip) {
      if (size !== entry.size) throw damaged(entry, `it has ${size} bytes and not the ${entry.size} that the table says`);
      if (crc !== entry.crc32) throw damaged(entry, 'its check sum (CRC-32) is another one than in the table');
      return entry.method === STORED ? zip.slice(entry.start, entry.end) : gathered.blob();
    },
  };
}
