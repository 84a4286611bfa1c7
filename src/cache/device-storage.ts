import { deleteKept, keptBytes } from './kept-files.ts';

/** Beginning of the names of all cache storages with model files; the worker makes them (`runtime/files.ts`). */
const MODEL_CACHES = 'value-tagger-models-';

/** Bytes of the model files that are kept in this browser; 0 where there is no cache storage. */
export const modelFileBytes = (): Promise<number> => keptBytes(MODEL_CACHES);

/** Deletes all kept model files; one that is loaded stays loaded. */
export const deleteModelFiles = (): Promise<void> => deleteKept(MODEL_CACHES);

/** What the browser tells of this origin's room on the device; undefined where it does not. */
export async function deviceRoom(): Promise<{ usage: number | undefined; quota: number | undefined; persistent: boolean | undefined }> {
  const storage = (globalThis.navigator as Navigator | undefined)?.storage as StorageManager | undefined;
  const ask = async <T>(question: () => Promise<T> | undefined): Promise<T | undefined> => {
    try {
      return await question();
    } catch {
      return undefined;
    }
  };
  const [estimate, persistent] = await Promise.all([ask(() => storage?.estimate()), ask(() => storage?.persisted())]);
  return { usage: estimate?.usage, quota: estimate?.quota, persistent };
}
