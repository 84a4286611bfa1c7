import { TaggerError } from '../errors.ts';
import { GENERATOR_CACHE, isNote } from '../runtime/generator/addresses.ts';

/** A kept file, by its address. */
export interface KeptFile {
  readonly url: string;
  readonly bytes: number;
}

async function open(): Promise<Cache | undefined> {
  try {
    const caches = globalThis.caches as CacheStorage | undefined;
    return (await caches?.has(GENERATOR_CACHE)) ? await caches?.open(GENERATOR_CACHE) : undefined;
  } catch {
    return undefined;
  }
}

/** Files of generators that are kept on this device, those below `folder` or all. */
export async function keptFiles(folder = ''): Promise<KeptFile[]> {
  const cache = await open();
  const requests = (await cache?.keys()) ?? [];
  const files = requests.filter(({ url }) => url.startsWith(folder) && !isNote(url)).map(async ({ url }) => {
    const response = await cache?.match(url);
    const told = response?.headers.get('content-length');
    return { url, bytes: told ? Number(told) : ((await response?.blob())?.size ?? 0) };
  });
  return await Promise.all(files);
}

/** Deletes them, and what is noted of them. @throws {TaggerError} `cache-unavailable` where the browser refuses */
export async function deleteKeptFiles(folder = ''): Promise<void> {
  const cache = await open();
  try {
    for (const { url } of (await cache?.keys()) ?? []) if (url.startsWith(folder)) await cache?.delete(url);
  } catch (cause) {
    throw new TaggerError('cache-unavailable', 'The files of the model could not be deleted.', "Delete the site's data in the browser's settings.", { cause });
  }
}
