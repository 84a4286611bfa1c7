import { TaggerError, describe } from '../errors.ts';
import { sha256HexOfText } from '../hash.ts';
import { parseManifest, type Manifest } from '../runtime/manifest.ts';
import type { BundleSource } from '../tagging/create-tagger.ts';
import type { CheckedBundle } from './types.ts';

/** Folder of the origin-private file system in which models are kept, a folder each. */
const FOLDER = 'value-tagger-models';
/** Written last: a folder without it is what an interrupted import has left. */
const MANIFEST = 'manifest.json';
const LOCK = 'value-tagger-models';

/** A model that a person has brought, as it is kept in this browser. */
export interface KeptModel {
  readonly id: string;
  readonly manifest: Manifest;
  /** Bytes on the device. */
  readonly bytes: number;
}

const unavailable = (cause?: unknown): TaggerError =>
  new TaggerError('cache-unavailable', 'This browser keeps no files for this page (its origin-private file system cannot be opened or written).', 'The model works until the page is closed. Private windows and addresses without https often allow no more.', cause === undefined ? undefined : { cause });

async function openFolder(): Promise<FileSystemDirectoryHandle> {
  const storage = (globalThis.navigator as Navigator | undefined)?.storage as StorageManager | undefined;
  if (!storage || !('getDirectory' in storage)) throw unavailable();
  try {
    return await (await storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
  } catch (cause) {
    throw unavailable(cause);
  }
}

/** Writers and the one that clears up after them must not meet, in whatever tabs they are. */
async function locked<T>(work: () => Promise<T>): Promise<T> {
  const locks = (navigator as Navigator & { locks?: LockManager }).locks;
  return locks ? await locks.request(LOCK, work) : await work();
}

/** Names the bundle by its content: the same model, brought again, is kept once. */
const idOf = ({ json }: CheckedBundle): string => sha256HexOfText(json).slice(0, 32);

/**
 * Keeps a model until it is deleted.
 * @param onBytes bytes that are written
 * @throws {TaggerError} `cache-full` or `cache-unavailable`
 */
export async function keepModel(bundle: CheckedBundle, onBytes?: (written: number) => void): Promise<KeptModel> {
  const id = idOf(bundle);
  const root = await openFolder();
  return await locked(async () => {
    let written = 0;
    try {
      const folder = await root.getDirectoryHandle(id, { create: true });
      for (const [name, blob] of [...bundle.files, [MANIFEST, new Blob([bundle.json])] as const]) {
        const file = await folder.getFileHandle(name, { create: true });
        await blob.stream().pipeTo(await file.createWritable());
        onBytes?.((written += blob.size));
      }
      return { id, manifest: bundle.manifest, bytes: written };
    } catch (cause) {
      await root.removeEntry(id, { recursive: true }).catch(() => undefined);
      if (cause instanceof DOMException && cause.name === 'QuotaExceededError') {
        throw new TaggerError('cache-full', 'This device has no room for the model.', 'Delete another model, or free some space; it works until the page is closed.', { cause });
      }
      throw unavailable(cause);
    }
  });
}

/** The kept models, by title. What interrupted imports have left is cleared away. */
export async function keptModels(): Promise<KeptModel[]> {
  let root: FileSystemDirectoryHandle;
  try {
    root = await openFolder();
  } catch {
    return [];
  }
  return await locked(async () => {
    const models: KeptModel[] = [];
    const left: string[] = [];
    for await (const [id, handle] of entriesOf(root)) {
      if (handle.kind !== 'directory') continue;
      // The kind tells which handle it is.
      const model = await readKept(id, handle as FileSystemDirectoryHandle);
      if (model) models.push(model);
      else left.push(id);
    }
    for (const id of left) await root.removeEntry(id, { recursive: true }).catch(() => undefined);
    return models.sort((a, b) => a.manifest.title.localeCompare(b.manifest.title));
  });
}

/** Not yet in TypeScript's declarations of every browser. */
const entriesOf = (folder: FileSystemDirectoryHandle): AsyncIterable<[string, FileSystemHandle]> => (folder as FileSystemDirectoryHandle & { entries(): AsyncIterable<[string, FileSystemHandle]> }).entries();

async function readKept(id: string, folder: FileSystemDirectoryHandle): Promise<KeptModel | undefined> {
  try {
    const file = await (await folder.getFileHandle(MANIFEST)).getFile();
    const manifest = parseManifest(await file.text(), MANIFEST);
    let bytes = file.size;
    for (const { bytes: size } of Object.values(manifest.files)) bytes += size;
    return { id, manifest, bytes };
  } catch {
    return undefined;
  }
}

/** Deletes a kept model. One that is loaded stays loaded. */
export async function deleteModel(id: string): Promise<void> {
  const root = await openFolder();
  await locked(() => root.removeEntry(id, { recursive: true }).catch(() => undefined));
}

/** Deletes all kept models. */
export async function deleteModels(): Promise<void> {
  for (const { id } of await keptModels()) await deleteModel(id);
}

/** A kept model as a tagger takes it; its files are read when it is loaded, and checked then. */
export function keptBundle({ id, manifest }: KeptModel): BundleSource {
  const read = async (name: string): Promise<Blob> => {
    try {
      return await (await (await (await openFolder()).getDirectoryHandle(id)).getFileHandle(name)).getFile();
    } catch (cause) {
      throw new TaggerError('file-missing', `The model "${manifest.title}" is no longer whole in this browser: ${name} is gone (${describe(cause)}).`, 'Bring the model in again, or choose another one.', { cause });
    }
  };
  return {
    id,
    manifest: async () => await (await read(MANIFEST)).text(),
    files: async () => Object.fromEntries(await Promise.all(Object.keys(manifest.files).map(async (name) => [name, await read(name)] as const))),
  };
}
