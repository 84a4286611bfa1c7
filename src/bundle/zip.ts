import { Unzip, UnzipInflate, UnzipPassThrough, type UnzipFile } from 'fflate';
import { TaggerError } from '../errors.ts';
import { addFile, isWanted } from './entry-names.ts';
import { IMPORT_LIMITS, type ImportLimits } from './limits.ts';

/** Bytes of the zip file that are read at a time. They unpack to a thousand times as many at most, which are in memory before they are counted. */
const STEP = 64 * 1024;
/** Bytes of a file that are gathered before the browser may put them out of memory. */
const GATHER = 8 * 1024 * 1024;

const refused = (why: string): TaggerError => new TaggerError('bundle-refused', `The zip file was refused: ${why}.`, 'Pack the model’s folder again, without anything else in it, or choose the folder itself.');

/** True where a file begins as zip files do. */
export async function isZip(blob: Blob): Promise<boolean> {
  const [p, k, ...kind] = new Uint8Array(await blob.slice(0, 4).arrayBuffer());
  return p === 0x50 && k === 0x4b && ((kind[0] === 3 && kind[1] === 4) || (kind[0] === 5 && kind[1] === 6));
}

/**
 * Files of a zip file, read as a stream: it is never whole in memory, and what it grows to is counted while it grows, whatever
 * its table says.
 * @param onBytes bytes of the zip file that were read
 * @throws {TaggerError} `bundle-refused`, naming the fault
 */
export async function unzip(zip: Blob, onBytes?: (loaded: number) => void, limits: Pick<ImportLimits, 'entries' | 'total' | 'ratio' | 'slack'> = IMPORT_LIMITS): Promise<Map<string, Blob>> {
  if (!(await isZip(zip))) throw refused('it is no zip file');
  const files = new Map<string, Blob>();
  let entries = 0;
  let read = 0;
  let grown = 0;
  let open = 0;
  let fault: unknown;
  const take = (file: UnzipFile): void => {
    if (++entries > limits.entries) throw refused(`it holds more than ${limits.entries} files`);
    if (!isWanted(file.name)) return;
    if (file.compression !== 0 && file.compression !== 8) throw refused(`"${file.name}" is encrypted or packed in a way that cannot be read (method ${file.compression})`);
    const gathered = new Gathered();
    open++;
    file.ondata = (error, data, final) => {
      if (error) fault ??= refused(`"${file.name}" cannot be unpacked (${error.message})`);
      if (fault) return;
      grown += data.length;
      if (grown > limits.total) fault = refused(`unpacked it takes more than ${Math.round(limits.total / 1e6)} MB`);
      else if (grown > limits.ratio * read + limits.slack) fault = refused(`it grows to more than ${limits.ratio} times its size, as no model does`);
      gathered.add(data);
      if (!final || fault) return;
      open--;
      try {
        addFile(files, file.name, gathered.blob());
      } catch (twice) {
        fault = twice;
      }
    };
    file.start();
  };
  const stream = new Unzip((file) => {
    try {
      take(file);
    } catch (error) {
      fault ??= error;
    }
  });
  stream.register(UnzipInflate);
  stream.register(UnzipPassThrough);
  for (let at = 0; at < zip.size && !fault; at += STEP) {
    const part = new Uint8Array(await zip.slice(at, at + STEP).arrayBuffer());
    read += part.length;
    try {
      stream.push(part, at + STEP >= zip.size);
    } catch (error) {
      fault ??= refused(`it is damaged (${error instanceof Error ? error.message : String(error)})`);
    }
    onBytes?.(read);
  }
  if (fault) throw fault;
  if (open > 0) throw refused('it is cut off');
  if (files.size === 0) throw refused('it holds no file');
  return files;
}

/** A file that comes in pieces. */
class Gathered {
  #blobs: Blob[] = [];
  #parts: Uint8Array<ArrayBuffer>[] = [];
  #bytes = 0;

  add(part: Uint8Array): void {
    this.#parts.push(new Uint8Array(part));
    this.#bytes += part.length;
    if (this.#bytes >= GATHER) this.#flush();
  }

  blob(): Blob {
    this.#flush();
    return new Blob(this.#blobs);
  }

  #flush(): void {
    if (this.#parts.length > 0) this.#blobs.push(new Blob(this.#parts));
    this.#parts = [];
    this.#bytes = 0;
  }
}
