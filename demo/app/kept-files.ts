import { deleteKept, keptBytes } from '../../src/cache/kept-files.ts';
import { rememberModel } from './models/chosen-model.ts';

/** Fired at the document when the files of language models were deleted. */
export const GENERATORS_DELETED = 'value-tagger-generators-deleted';

/** Beginning of the names of cache storages with engine files; the service worker makes them. */
const ENGINE_CACHES = 'value-tagger-engine-';

/** The same of those with the files of language models. */
const GENERATOR_CACHES = 'value-tagger-generators-';

/** Bytes of the engine files that the service worker keeps. */
export const engineBytes = (): Promise<number> => keptBytes(ENGINE_CACHES);

/** Deletes the kept engine files; the engine that runs goes on. */
export const deleteEngineFiles = (): Promise<void> => deleteKept(ENGINE_CACHES);

/** Bytes of the models that the reader has brought. */
export async function ownModelBytes(): Promise<number> {
  if (!(await hasOwnModels())) return 0;
  const { keptFolders } = await import('../../src/bundle/store.ts');
  const { models, unreadable } = await keptFolders();
  return [...models, ...unreadable].reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Deletes the models that the reader has brought. */
export async function deleteOwnModels(): Promise<void> {
  rememberModel(undefined);
  if (!(await hasOwnModels())) return;
  const { deleteModels } = await import('../../src/bundle/store.ts');
  await deleteModels();
}

/** Whether there can be any, without loading the code that reads them. */
async function hasOwnModels(): Promise<boolean> {
  try {
    await (await navigator.storage.getDirectory()).getDirectoryHandle('value-tagger-models');
    return true;
  } catch {
    return false;
  }
}

/** Bytes of the language models that were fetched. */
export async function generatorBytes(): Promise<number> {
  if (!(await hasGenerators())) return 0;
  const { keptFiles } = await import('../../src/generator/kept-models.ts');
  return (await keptFiles()).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Deletes all language models that were fetched. */
export async function deleteGenerators(): Promise<void> {
  await deleteKept(GENERATOR_CACHES);
  document.dispatchEvent(new Event(GENERATORS_DELETED));
}

/** Whether there can be any, without loading the code that reads them. */
async function hasGenerators(): Promise<boolean> {
  try {
    return (await caches.keys()).some((name) => name.startsWith(GENERATOR_CACHES));
  } catch {
    return false;
  }
}
