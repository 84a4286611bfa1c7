async function cachesNamed(beginning: string): Promise<string[]> {
  const names = await (globalThis.caches as CacheStorage | undefined)?.keys();
  return (names ?? []).filter((name) => name.startsWith(beginning));
}

/** Bytes of the files in all cache storages whose names begin so; 0 where there is no cache storage. */
export async function keptBytes(beginning: string): Promise<number> {
  let bytes = 0;
  try {
    for (const name of await cachesNamed(beginning)) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) bytes += (await (await cache.match(request))?.blob())?.size ?? 0;
    }
  } catch {
    // Closed storage holds nothing for this page.
  }
  return bytes;
}

/** Deletes all cache storages whose names begin so; what is loaded from them stays loaded. */
export async function deleteKept(beginning: string): Promise<void> {
  try {
    for (const name of await cachesNamed(beginning)) await caches.delete(name);
  } catch {
    // As above.
  }
}
