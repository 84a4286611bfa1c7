import { TaggerError, abortError } from '../errors.ts';
import { sha256Hex } from '../hash.ts';

/** Where verified model files are kept between visits. */
export const MODEL_CACHE = 'value-tagger-models-1';

export interface FileRequest {
  readonly url: string;
  /** Size and hash that the manifest promises. */
  readonly bytes: number;
  readonly sha256: string;
}

export interface FetchOptions {
  readonly keep: boolean;
  readonly signal?: AbortSignal;
  /** Bytes of this file that are there so far. */
  readonly onBytes?: (loaded: number) => void;
}

const name = (url: string): string => new URL(url).pathname.split('/').at(-1) ?? url;

/** The browser's cache storage, or undefined where there is none (private mode, no secure context). */
async function openCache(): Promise<Cache | undefined> {
  try {
    return await (globalThis.caches as CacheStorage | undefined)?.open(MODEL_CACHE);
  } catch {
    return undefined;
  }
}

/** Key of a file's content: another content under the same address is another entry. */
const cacheKey = ({ url, sha256 }: FileRequest): string => {
  const key = new URL(url);
  key.searchParams.set('sha256', sha256);
  return key.href;
};

async function get(url: string, cache: RequestCache, signal: AbortSignal | undefined): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, signal ? { cache, signal } : { cache });
  } catch (cause) {
    if (signal?.aborted) throw abortError();
    throw new TaggerError('network', `${name(url)} could not be fetched.`, 'Check that the server can be reached, then try again.', { cause });
  }
  if (!response.ok) {
    throw new TaggerError('file-missing', `${name(url)} is not there: the server answered ${response.status}.`, `The model's files must lie together at ${new URL('.', url).pathname}; copy them there, then try again.`);
  }
  if (response.headers.get('content-type')?.startsWith('text/html')) {
    throw new TaggerError('file-missing', `${name(url)} is not there: the server answered with a web page.`, `The model's files must lie together at ${new URL('.', url).pathname}; copy them there, then try again.`);
  }
  return response;
}

/** Reads a body to the end, never more than `limit` bytes. */
async function readBody(response: Response, limit: number, onBytes: ((loaded: number) => void) | undefined): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(limit);
  let loaded = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const chunk = await reader?.read();
    if (!chunk || chunk.done) break;
    if (loaded + chunk.value.length > limit) {
      await reader?.cancel();
      throw new TaggerError('file-altered', `${name(response.url)} is longer than the ${limit} bytes that its manifest promises.`, 'Put the original file back, or load the bundle anew.');
    }
    bytes.set(chunk.value, loaded);
    loaded += chunk.value.length;
    onBytes?.(loaded);
  }
  return bytes.subarray(0, loaded);
}

async function download(file: FileRequest, mode: RequestCache, { signal, onBytes }: FetchOptions): Promise<Uint8Array<ArrayBuffer>> {
  const response = await get(file.url, mode, signal);
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await readBody(response, file.bytes, onBytes);
  } catch (cause) {
    if (signal?.aborted) throw abortError();
    throw TaggerError.from(cause, 'network', `The connection broke while ${name(file.url)} was loading.`, 'Try again: files that were complete are kept.');
  }
  if (bytes.length < file.bytes) {
    throw new TaggerError('file-truncated', `${name(file.url)} is incomplete: ${bytes.length} of ${file.bytes} bytes.`, 'Try again; if it stays so, the file on the server is cut off and must be copied there anew.');
  }
  if ((await sha256Hex(bytes)) !== file.sha256) {
    throw new TaggerError('file-altered', `${name(file.url)} is not the file that the manifest describes: its SHA-256 differs.`, 'Put the original file back. If you changed it on purpose, write its new SHA-256 into manifest.json.');
  }
  return bytes;
}

/**
 * A file of a bundle, its size and SHA-256 checked, from the browser's cache storage or the network.
 * A file that does not check is fetched once more past every cache before it is refused.
 * @throws {TaggerError} `network`, `file-missing`, `file-truncated`, `file-altered` or `aborted`
 */
export async function fetchVerified(file: FileRequest, options: FetchOptions): Promise<Uint8Array<ArrayBuffer>> {
  const cache = options.keep ? await openCache() : undefined;
  const key = cacheKey(file);
  const kept = await cache?.match(key).catch(() => undefined);
  if (kept) {
    const bytes = new Uint8Array(await kept.arrayBuffer());
    if (bytes.length === file.bytes && (await sha256Hex(bytes)) === file.sha256) {
      options.onBytes?.(bytes.length);
      return bytes;
    }
    await cache?.delete(key);
  }
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await download(file, 'default', options);
  } catch (error) {
    if (!(error instanceof TaggerError) || (error.code !== 'file-altered' && error.code !== 'file-truncated')) throw error;
    bytes = await download(file, 'reload', options);
  }
  // A full disk must not stop the run: the file is in memory, only the next visit pays.
  await cache?.put(key, new Response(bytes, { headers: { 'content-length': String(bytes.length) } })).catch(() => undefined);
  return bytes;
}

/**
 * A bundle's manifest: from the network, so that a new model is seen, or, offline, the last one that was seen.
 * @throws {TaggerError} as {@link fetchVerified}
 */
export async function fetchManifest(url: string, options: Pick<FetchOptions, 'keep' | 'signal'>): Promise<string> {
  const LIMIT = 4 * 1024 * 1024;
  const cache = options.keep ? await openCache() : undefined;
  try {
    const response = await get(url, 'no-cache', options.signal);
    const json = new TextDecoder().decode(await readBody(response, LIMIT, undefined));
    await cache?.put(url, new Response(json)).catch(() => undefined);
    return json;
  } catch (error) {
    const kept = error instanceof TaggerError && error.code === 'network' ? await cache?.match(url) : undefined;
    if (!kept) throw error;
    return await kept.text();
  }
}
