import { TaggerError, describe } from '../errors.ts';
import { addFile, isWanted, withinFolder } from './entry-names.ts';
import { IMPORT_LIMITS, type ImportLimits } from './limits.ts';
import { isZip, unzip, type UnzipOptions } from './zip.ts';

/** Folders within folders that are looked through. */
const DEEPEST = 8;

const tooMany = (limits: ImportLimits): TaggerError => new TaggerError('bundle-refused', `The folder holds more than ${limits.entries} files.`, 'Choose the model’s own folder, not one above it.');

/** Browsers reject with errors that name no file. */
const unreadable =
  (path: string) =>
  (cause: unknown): never => {
    throw new TaggerError('bundle-refused', `"${path}" could not be read (${describe(cause)}).`, 'Check that it is still there and that the browser may read it; then drop it again.', { cause });
  };

/** A dropped or picked file and the path that it has in its folder. */
export interface NamedFile {
  readonly path: string;
  readonly blob: Blob;
}

/**
 * The files of a model: those of a folder, or those in one zip file.
 * @throws {TaggerError} `bundle-refused` or `aborted`
 */
export async function filesOf(given: readonly NamedFile[], options: UnzipOptions & { readonly limits?: ImportLimits } = {}): Promise<Map<string, Blob>> {
  const { limits = IMPORT_LIMITS } = options;
  if (given.length > limits.entries) throw tooMany(limits);
  const [only] = given;
  if (only && given.length === 1 && (/\.zip$/i.test(only.path) || (await isZip(only.blob)))) return withinFolder(await unzip(only.blob, options));
  const files = new Map<string, Blob>();
  for (const { path, blob } of given) if (isWanted(path)) addFile(files, path, blob);
  if (files.size === 0) throw new TaggerError('bundle-refused', 'The folder is empty.', 'Choose the folder that holds the model’s files.');
  return withinFolder(files);
}

/** Files that were picked; those of a folder have their path. */
export const pickedFiles = (list: FileList): NamedFile[] => [...list].map((file) => ({ path: file.webkitRelativePath || file.name, blob: file }));

/**
 * Files that were dropped, folders among them. Must be called within the `drop` event, which takes the list away.
 * @throws {TaggerError} `bundle-refused` where they are too many, or one cannot be read
 */
export async function droppedFiles(items: DataTransferItemList, limits: ImportLimits = IMPORT_LIMITS): Promise<NamedFile[]> {
  const roots = [...items].flatMap((item) => (item.kind === 'file' ? (item.webkitGetAsEntry() ?? []) : []));
  const files: NamedFile[] = [];
  const walk = async (entry: FileSystemEntry, depth: number): Promise<void> => {
    if (files.length > limits.entries) throw tooMany(limits);
    if (depth > DEEPEST) throw new TaggerError('bundle-refused', `The folder has folders in folders, more than ${DEEPEST} deep.`, 'Choose the model’s own folder, not one above it.');
    const path = entry.fullPath.replace(/^\//, '');
    if (entry.isFile) {
      const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)).catch(unreadable(path));
      files.push({ path, blob: file });
      return;
    }
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    for (;;) {
      const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject)).catch(unreadable(path));
      if (part.length === 0) return;
      for (const child of part) await walk(child, depth + 1);
    }
  };
  for (const root of roots) await walk(root, 0);
  return files;
}
