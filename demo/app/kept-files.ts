import { deleteKept, keptBytes } from '../../src/cache/kept-files.ts';

/** Beginning of the names of cache storages with engine files; the service worker makes them. */
const ENGINE_CACHES = 'value-tagger-engine-';

/** Bytes of the engine files that the service worker keeps. */
export const engineBytes = (): Promise<number> => keptBytes(ENGINE_CACHES);

/** Deletes the kept engine files; the engine that runs goes on. */
export const deleteEngineFiles = (): Promise<void> => deleteKept(ENGINE_CACHES);
