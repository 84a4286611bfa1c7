/** Beginning of the names of cache storages with engine files; the service worker makes them. */
const ENGINE_CACHES = 'value-tagger-engine-';

async function engineCaches(): Promise<string[]> {
  const names = await (globalThis.caches as CacheStorage | undefined)?.keys().catch(() => []);
  return (names ?? []).filter((name) => name.startsWith(ENGINE_CACHES));
}

/** Bytes of the engine files that the service worker keeps. */
export async function engineBytes(): Promise<number> {
  let bytes = 0;
  for (const name of await engineCaches()) {
    const cache = await caches.open(name);
    for (const response of await cache.matchAll()) bytes += (await response.blob()).size;
  }
  return bytes;
}

/** Deletes the kept engine files; the engine that runs goes on. */
export async function deleteEngineFiles(): Promise<void> {
  for (const name of await engineCaches()) await caches.delete(name);
}
