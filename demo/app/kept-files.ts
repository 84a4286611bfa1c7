import { deleteKept, keptBytes } from '../../src/cache/kept-files.ts';
import { rememberModel } from './models/chosen-model.ts';

/** Beginning of the names of cache storages with engine files; the service worker makes them. */
const ENGINE_CACHES = 'value-tagger-engine-';

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
