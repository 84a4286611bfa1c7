/** Beginning of the names of all cache storages with model files; the worker makes them (`runtime/files.ts`). */
const MODEL_CACHES = 'value-tagger-models-';

async function modelCaches(): Promise<string[]> {
  const names = await (globalThis.caches as CacheStorage | undefined)?.keys();
  return (names ?? []).filter((name) => name.startsWith(MODEL_CACHES));
}

/** Bytes of the model files that are kept in this browser; 0 where there is no cache storage. */
export async function modelFileBytes(): Promise<number> {
  let bytes = 0;
  try {
    for (const name of await modelCaches()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) bytes += (await (await cache.match(request))?.blob())?.size ?? 0;
    }
  } catch {
    // Closed storage holds nothing for this page.
  }
  return bytes;
}

/** Deletes all kept model files; one that is loaded stays loaded. */
export async function deleteModelFiles(): Promise<void> {
  try {
    for (const name of await modelCaches()) await caches.delete(name);
  } catch {
    // As above.
  }
}

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
