import { TaggerError } from '../errors.ts';

const refused = (name: string, why: string): TaggerError =>
  new TaggerError('bundle-refused', `The file "${shorten(name)}" was refused: ${why}.`, 'Take the model’s folder as it was made, or pack it again.');

const shorten = (name: string): string => (name.length > 120 ? `${name.slice(0, 117)}…` : name).replace(/\p{Cc}/gu, '�');

/** Files that systems put beside others, and that say nothing. */
const NOISE = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._)/i;

/**
 * Whether an entry of a folder or a zip file is one to read.
 * @throws {TaggerError} `bundle-refused` where its name could lead out of the folder
 */
export function isWanted(name: string): boolean {
  if (name.includes('\0')) throw refused(name, 'its name holds a NUL');
  if (name.includes('\\')) throw refused(name, 'its name holds a backslash');
  if (/^[A-Za-z]:/.test(name)) throw refused(name, 'its name begins with a drive');
  if (name.startsWith('/')) throw refused(name, 'its name is an absolute path');
  const parts = name.replace(/\/$/, '').split('/');
  if (parts.includes('..')) throw refused(name, 'its name leads out of the folder');
  if (parts.some((part) => part === '' || part === '.')) throw refused(name, 'its name has an empty part');
  if (/\p{Cc}/u.test(name)) throw refused(name, 'its name holds a control character');
  return !name.endsWith('/') && !NOISE.test(name);
}

/**
 * Files under the names that they have within the model's folder: a folder that all of them share is left out.
 * @throws {TaggerError} `bundle-refused` for names that differ in case alone, of which one would hide the other on many devices
 */
export function withinFolder(files: ReadonlyMap<string, Blob>): Map<string, Blob> {
  const seen = new Map<string, string>();
  for (const name of files.keys()) {
    const plain = name.normalize('NFC').toLowerCase();
    const other = seen.get(plain);
    if (other !== undefined) throw refused(name, `"${shorten(other)}" has the same name`);
    seen.set(plain, name);
  }
  let names = [...files.keys()];
  let cut = 0;
  for (;;) {
    const [top] = names[0]?.split('/') ?? [];
    if (top === undefined || !names.every((name) => name.startsWith(`${top}/`))) break;
    // A folder `onnx` alone is the model's own.
    if (top === 'onnx') break;
    cut += top.length + 1;
    names = names.map((name) => name.slice(top.length + 1));
  }
  return new Map([...files].map(([name, blob]) => [name.slice(cut), blob]));
}

/** @throws {TaggerError} `bundle-refused` where the name stands there already */
export function addFile(files: Map<string, Blob>, name: string, blob: Blob): void {
  if (files.has(name)) throw refused(name, 'it is there twice');
  files.set(name, blob);
}
