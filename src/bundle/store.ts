import { TaggerError, abortError, describe } from '../errors.ts';
import { sha256HexOfText } from '../hash.ts';
import { parseManifest, type Manifest } from '../runtime/manifest.ts';
import type { BundleSource } from '../tagging/create-tagger.ts';
import { sha256OfBlob } from './hash-blob.ts';
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

/** A kept model that cannot be read at present, or no more: only a person may decide to delete it. */
export interface UnreadableModel {
  readonly id: string;
  /** What is wrong with it. */
  readonly fault: string;
  /** Bytes on the device, as far as they can be told. */
  readonly bytes: number;
}

export interface KeepOptions {
  readonly signal?: AbortSignal;
  /** Bytes that are written so far. */
  readonly onBytes?: (written: number) => void;
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
async function locked<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const locks = (navigator as Navigator & { locks?: LockManager }).locks;
  if (!locks) return await work();
  return await locks.request(LOCK, signal ? { signal } : {}, work).catch((error: unknown) => {
    throw signal?.aborted ? abortError() : error;
  });
}

const isMissing = (error: unknown): boolean => error instanceof DOMException && error.name === 'NotFoundError';

/** Names the bundle by its content: the same model, brought again, is kept once. */
const idOf = ({ json }: CheckedBundle): string => sha256HexOfText(json).slice(0, 32);

/**
 * Keeps a model until it is deleted. One that is kept already, every byte of it, is left as it is.
 * @throws {TaggerError} `aborted`, `cache-full` or `cache-unavailable`; nothing is kept of it then
 */
export async function keepModel(bundle: CheckedBundle, { signal, onBytes }: KeepOptions = {}): Promise<KeptModel> {
  const id = idOf(bundle);
  const root = await openFolder();
  return await locked(async () => {
    const kept: KeptModel = { id, manifest: bundle.manifest, bytes: [...filesOf(bundle)].reduce((sum, [, { size }]) => sum + size, 0) };
    if (await isWhole(root, id, bundle, signal)) return kept;
    let written = 0;
    try {
      const folder = await root.getDirectoryHandle(id, { create: true });
      // The description of a damaged copy must not vouch for files that are written half.
      await folder.removeEntry(MANIFEST).catch(() => undefined);
      for (const [name, blob] of filesOf(bundle)) {
        if (signal?.aborted) throw abortError();
        const file = await folder.getFileHandle(name, { create: true });
        await blob.stream().pipeTo(await file.createWritable(), signal ? { signal } : {});
        onBytes?.((written += blob.size));
      }
      if (signal?.aborted) throw abortError();
      return kept;
    } catch (cause) {
      await root.removeEntry(id, { recursive: true }).catch(() => undefined);
      if (signal?.aborted) throw abortError();
      if (cause instanceof DOMException && cause.name === 'QuotaExceededError') {
        throw new TaggerError('cache-full', 'This device has no room for the model.', 'Delete another model, or free some space; it works until the page is closed.', { cause });
      }
      throw unavailable(cause);
    }
  }, signal);
}

/** All files of a bundle, the manifest last. */
function* filesOf({ files, json }: CheckedBundle): Generator<readonly [name: string, blob: Blob]> {
  yield* files;
  yield [MANIFEST, new Blob([json])];
}

/**
 * Whether a folder holds every byte of a bundle.
 * @throws {TaggerError} `cache-unavailable` where a file that is there cannot be read: it may be whole
 */
async function isWhole(root: FileSystemDirectoryHandle, id: string, bundle: CheckedBundle, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    const folder = await root.getDirectoryHandle(id);
    const kept = new Map<string, File>();
    for (const [name, { size }] of filesOf(bundle)) {
      const file = await (await folder.getFileHandle(name)).getFile();
      if (file.size !== size) return false;
      kept.set(name, file);
    }
    if ((await kept.get(MANIFEST)?.text()) !== bundle.json) return false;
    for (const [name, { sha256 }] of Object.entries(bundle.manifest.files)) {
      const file = kept.get(name);
      if (!file || (await sha256OfBlob(file, signal)) !== sha256) return false;
    }
    return true;
  } catch (cause) {
    if (isMissing(cause)) return false;
    if (signal?.aborted) throw abortError();
    throw unavailable(cause);
  }
}

/** The kept models, by title; see {@link keptFolders}. */
export const keptModels = async (): Promise<readonly KeptModel[]> => (await keptFolders()).models;

/**
 * The kept models, by title, and those that cannot be read. What interrupted imports have left, folders without a manifest, is
 * cleared away.
 */
export async function keptFolders(): Promise<{ readonly models: readonly KeptModel[]; readonly unreadable: readonly UnreadableModel[] }> {
  let root: FileSystemDirectoryHandle;
  try {
    root = await openFolder();
  } catch {
    return { models: [], unreadable: [] };
  }
  return await locked(async () => {
    const models: KeptModel[] = [];
    const unreadable: UnreadableModel[] = [];
    const left: string[] = [];
    for await (const [id, handle] of entriesOf(root)) {
      if (handle.kind !== 'directory') continue;
      // The kind tells which handle it is.
      const model = await readKept(id, handle as FileSystemDirectoryHandle);
      if (!model) left.push(id);
      else if ('fault' in model) unreadable.push(model);
      else models.push(model);
    }
    for (const id of left) await root.removeEntry(id, { recursive: true }).catch(() => undefined);
    return { models: models.sort((a, b) => a.manifest.title.localeCompare(b.manifest.title)), unreadable };
  });
}

/** Not yet in TypeScript's declarations of every browser. */
const entriesOf = (folder: FileSystemDirectoryHandle): AsyncIterable<[string, FileSystemHandle]> => (folder as FileSystemDirectoryHandle & { entries(): AsyncIterable<[string, FileSystemHandle]> }).entries();

/** @returns undefined where there is no manifest at all */
async function readKept(id: string, folder: FileSystemDirectoryHandle): Promise<KeptModel | UnreadableModel | undefined> {
  let handle: FileSystemFileHandle;
  try {
    handle = await folder.getFileHandle(MANIFEST);
  } catch (error) {
    return isMissing(error) ? undefined : { id, fault: `${MANIFEST} cannot be opened (${describe(error)}).`, bytes: await bytesIn(folder) };
  }
  try {
    const file = await handle.getFile();
    const manifest = parseManifest(await file.text(), MANIFEST);
    let bytes = file.size;
    for (const { bytes: size } of Object.values(manifest.files)) bytes += size;
    return { id, manifest, bytes };
  } catch (error) {
    return { id, fault: describe(error), bytes: await bytesIn(folder) };
  }
}

async function bytesIn(folder: FileSystemDirectoryHandle): Promise<number> {
  let bytes = 0;
  try {
    // Folders hold files alone; the kind tells which handle it is.
    for await (const [, handle] of entriesOf(folder)) if (handle.kind === 'file') bytes += (await (handle as FileSystemFileHandle).getFile()).size;
  } catch {
    // What was counted so far is what can be told.
  }
  return bytes;
}

/** Deletes a kept model. One that is loaded stays loaded. */
export async function deleteModel(id: string): Promise<void> {
  const root = await openFolder();
  await locked(() => root.removeEntry(id, { recursive: true }).catch(() => undefined));
}

/** Deletes all kept models, those that cannot be read too. */
export async function deleteModels(): Promise<void> {
  const { models, unreadable } = await keptFolders();
  for (const { id } of [...models, ...unreadable]) await deleteModel(id);
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
