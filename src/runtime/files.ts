import { TaggerError } from '../errors.ts';
import { sha256Hex } from '../hash.ts';

/** Where verified model files are kept between visits. */
const MODEL_CACHE = 'value-tagger-models-1';

/** How long a download may give no byte, in milliseconds, before it is given up. */
const STALL_LIMIT = 30_000;

/** Largest manifest that is read, in bytes. */
export const MANIFEST_LIMIT = 4 * 1024 * 1024;

export interface FileRequest {
  readonly url: string;
  /** Size and hash that the manifest promises. */
  readonly bytes: number;
  readonly sha256: string;
}

export interface FetchOptions {
  /** Keep the file in the browser's cache storage, and look there first. */
  readonly keep: boolean;
  /** Bytes of this file that are there so far. */
  readonly onBytes?: (loaded: number) => void;
  readonly stallLimit?: number;
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

/** A running download, which is given up when it stalls. */
class Download {
  readonly #stop = new AbortController();
  readonly #stallLimit: number;
  readonly #url: string;

  constructor(url: string, stallLimit: number = STALL_LIMIT) {
    this.#url = url;
    this.#stallLimit = stallLimit;
  }

  /** @throws {TaggerError} `network` or `file-missing` */
  async open(cache: RequestCache): Promise<Response> {
    const response = await this.#watched(() => fetch(this.#url, { cache, signal: this.#stop.signal }));
    const notThere = (answer: string): TaggerError =>
      new TaggerError('file-missing', `${name(this.#url)} is not there: the server answered ${answer}.`, `The files of the model and the engine must lie where the page expects them (${this.#url}); put it there, then try again.`);
    if (response.status >= 500) {
      throw new TaggerError('network', `${name(this.#url)} could not be fetched: the server answered ${response.status}.`, 'The server has a fault; try again later.');
    }
    if (!response.ok) throw notThere(String(response.status));
    if (response.headers.get('content-type')?.startsWith('text/html')) throw notThere('with a web page');
    return response;
  }

  /** Reads a body to its end, chunk by chunk. */
  async *chunks(response: Response): AsyncGenerator<Uint8Array> {
    const reader = response.body?.getReader();
    try {
      for (;;) {
        const chunk = await this.#watched(async () => await reader?.read());
        if (!chunk || chunk.done) return;
        yield chunk.value;
      }
    } finally {
      await reader?.cancel().catch(() => undefined);
    }
  }

  async #watched<T>(step: () => Promise<T>): Promise<T> {
    let stalled = false;
    const timer = setTimeout(() => {
      stalled = true;
      this.#stop.abort();
    }, this.#stallLimit);
    try {
      return await step();
    } catch (cause) {
      const what = stalled ? `${name(this.#url)} stopped loading: no byte came for ${Math.round(this.#stallLimit / 1000)} seconds.` : `${name(this.#url)} could not be fetched, or the connection broke.`;
      throw new TaggerError('network', what, 'Check that the server can be reached, then try again: files that were complete are kept.', { cause });
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A whole body, never more than `limit` bytes. */
async function readBody(download: Download, response: Response, url: string, limit: number, onBytes?: (loaded: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let loaded = 0;
  for await (const part of download.chunks(response)) {
    loaded += part.length;
    if (loaded > limit) throw new TaggerError('file-altered', `${name(url)} is longer than the ${limit} bytes that it may have.`, 'Put the original file back, or load the bundle anew.');
    parts.push(part);
    onBytes?.(loaded);
  }
  const bytes = new Uint8Array(loaded);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

async function downloadVerified(file: FileRequest, mode: RequestCache, { onBytes, stallLimit }: FetchOptions): Promise<Uint8Array<ArrayBuffer>> {
  const download = new Download(file.url, stallLimit);
  const bytes = await readBody(download, await download.open(mode), file.url, file.bytes, onBytes);
  if (bytes.length < file.bytes) {
    throw new TaggerError('file-truncated', `${name(file.url)} is incomplete: ${bytes.length} of ${file.bytes} bytes.`, 'Try again; if it stays so, the file on the server is cut off and must be copied there anew.');
  }
  if ((await sha256Hex(bytes)) !== file.sha256) {
    throw new TaggerError('file-altered', `${name(file.url)} is not the file that the manifest describes: its SHA-256 differs.`, 'Reload the page; if that does not help, whoever runs it must put the original file back (or, where the change was meant, its new SHA-256 into manifest.json).');
  }
  return bytes;
}

/**
 * A file of a bundle, its size and SHA-256 checked, from the browser's cache storage or the network.
 * A file that does not check is fetched once more past every cache before it is refused.
 * @throws {TaggerError} `network`, `file-missing`, `file-truncated` or `file-altered`
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
  }
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await downloadVerified(file, 'default', options);
  } catch (error) {
    if (!(error instanceof TaggerError) || (error.code !== 'file-altered' && error.code !== 'file-truncated')) throw error;
    bytes = await downloadVerified(file, 'reload', options);
  }
  if (cache) await keep(cache, key, bytes);
  return bytes;
}

/** Whether the browser's cache storage has this file. */
export async function isKept(file: FileRequest): Promise<boolean> {
  const cache = await openCache();
  return (await cache?.match(cacheKey(file)).catch(() => undefined)) !== undefined;
}

/** Keeps a file. A full disk only costs the next visit a download: the file is in memory. */
async function keep(cache: Cache, key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  await cache.put(key, new Response(bytes)).catch(() => undefined);
}

/** A bundle's manifest from the network. @throws {TaggerError} as {@link fetchVerified} */
export async function fetchManifest(url: string, { stallLimit }: Pick<FetchOptions, 'stallLimit'> = {}): Promise<string> {
  const download = new Download(url, stallLimit);
  return new TextDecoder().decode(await readBody(download, await download.open('no-cache'), url, MANIFEST_LIMIT));
}

/** The manifest of the last bundle that was loaded whole from this address; undefined where none is kept. */
export async function keptManifest(url: string): Promise<string | undefined> {
  const cache = await openCache();
  return await (await cache?.match(url).catch(() => undefined))?.text();
}

/**
 * Keeps the manifest of a bundle of which every file has been checked and kept, and drops files of earlier bundles
 * from the same folder. Until then the earlier bundle stays whole, for visits without a network.
 */
export async function keepBundle(manifestUrl: string, json: string, files: readonly FileRequest[]): Promise<void> {
  const cache = await openCache();
  if (!cache) return;
  try {
    await cache.put(manifestUrl, new Response(json));
    const folder = new URL('.', manifestUrl).href;
    const current = new Set([manifestUrl, ...files.map(cacheKey)]);
    for (const { url } of await cache.keys()) {
      if (url.startsWith(folder) && !current.has(url)) await cache.delete(url);
    }
  } catch {
    // As above: the next visit pays.
  }
}

/**
 * A response whose body has come whole, for somebody who must have the response itself.
 * @param onBytes bytes so far, and in all as far as the server tells
 * @throws {TaggerError} `network` or `file-missing`
 */
export async function fetchWhole(url: string, onBytes: (loaded: number, total: number) => void): Promise<Response> {
  const download = new Download(url);
  const response = await download.open('force-cache');
  const told = response.headers.get('content-encoding') ? 0 : Number(response.headers.get('content-length') ?? 0);
  let loaded = 0;
  for await (const part of download.chunks(response.clone())) {
    loaded += part.length;
    onBytes(loaded, Math.max(told, loaded));
  }
  return response;
}
