import { TaggerError } from '../../errors.ts';
import { GENERATOR_CACHE, noteOf } from './addresses.ts';

/** What a {@link FileStore} may do: nothing, look, or keep files too. */
export type StoreMode = 'none' | 'read' | 'write';

/** Files in the browser's storage by their addresses, each with a line of text noted beside it. */
export class FileStore {
  readonly #mode: StoreMode;
  #cache: Promise<Cache | undefined> | undefined;

  constructor(mode: StoreMode) {
    this.#mode = mode;
  }

  async file(url: string): Promise<Response | undefined> {
    return await (await this.#open())?.match(url).catch(() => undefined);
  }

  async note(url: string): Promise<string | undefined> {
    return await (await this.file(noteOf(url)))?.text();
  }

  /** Notes a line, where there is room for it. */
  async setNote(url: string, note: string): Promise<void> {
    if (this.#mode !== 'write') return;
    await (await this.#open())?.put(noteOf(url), new Response(note)).catch(() => undefined);
  }

  /**
   * Streams a file to the device, so that it is never in memory whole; what could not be kept whole is deleted again,
   * and so is what was noted of an earlier file.
   * @param body not read where nothing can be kept
   * @returns whether it is kept: not where there is no storage, or no room
   * @throws {TaggerError} `network`
   */
  async keep(url: string, body: () => Promise<Response>): Promise<boolean> {
    const cache = this.#mode === 'write' ? await this.#open() : undefined;
    if (!cache) return false;
    const response = await body();
    try {
      await cache.put(url, response);
      await cache.delete(noteOf(url)).catch(() => undefined);
      return true;
    } catch (error) {
      await cache.delete(url).catch(() => undefined);
      if (error instanceof DOMException && error.name === 'QuotaExceededError') return false;
      throw new TaggerError('network', `${url} could not be kept on this device.`, 'Try again.', { cause: error });
    }
  }

  #open(): Promise<Cache | undefined> {
    return (this.#cache ??= this.#mode === 'none' ? Promise.resolve(undefined) : openCache());
  }
}

async function openCache(): Promise<Cache | undefined> {
  try {
    return await (globalThis.caches as CacheStorage | undefined)?.open(GENERATOR_CACHE);
  } catch {
    return undefined;
  }
}

/** Size of what is kept; it is read where its header does not say. */
export async function sizeOf(response: Response): Promise<number> {
  const told = response.headers.get('content-length');
  return told === null ? (await response.blob()).size : Number(told);
}
