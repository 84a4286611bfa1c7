import { IndexedDbCache, MemoryCache, type CachedRow, type ScoreCache } from '../cache/score-cache.ts';
import { TaggerError } from '../errors.ts';
import { sha256HexOfText } from '../hash.ts';
import type { Notice } from './types.ts';

/** What the model reads of a sentence: the tokenizer sees no difference between kinds of white space. */
export const modelInput = (sentence: string): string => sentence.replace(/\s+/gu, ' ').trim();

/**
 * The cache as a tagger uses it: it never stops a run. Where storage cannot be opened, or fails later, rows are
 * kept in memory instead and the user is told once.
 */
export class CachedScores {
  #cache: Promise<ScoreCache>;
  readonly #databaseName: string | undefined;
  readonly #onNotice: (notice: Notice) => void;
  #closed = false;

  constructor(mode: 'indexeddb' | 'memory', onNotice: (notice: Notice) => void, databaseName?: string) {
    this.#onNotice = onNotice;
    this.#databaseName = databaseName;
    this.#cache = mode === 'memory' ? Promise.resolve(new MemoryCache()) : this.#open();
  }

  #open(): Promise<ScoreCache> {
    return IndexedDbCache.open(this.#databaseName).catch((error: unknown) => this.#giveUp(error));
  }

  #giveUp(error: unknown): ScoreCache {
    const { message, hint } = TaggerError.from(error, 'cache-unavailable', 'Results can no longer be kept in this browser.', 'Tagging goes on; a second visit starts from nothing. Storage may be full.');
    this.#onNotice({ code: 'cache-unavailable', message: `${message} ${hint}` });
    return new MemoryCache();
  }

  async #use<T>(work: (cache: ScoreCache) => Promise<T>): Promise<T> {
    const cache = await this.#cache;
    try {
      return await work(cache);
    } catch (error) {
      if (cache instanceof MemoryCache || this.#closed) throw error;
      if ((await this.#cache) === cache) {
        // Browsers close a database under a page (another tab's upgrade, memory): opened again, it works. Anything
        // else is for good.
        const lost = error instanceof DOMException && (error.name === 'InvalidStateError' || error.name === 'AbortError');
        this.#cache = lost ? this.#open() : Promise.resolve(this.#giveUp(error));
      }
      const next = await this.#cache;
      return await work(next).catch((second: unknown) => {
        if (next instanceof MemoryCache) throw second;
        const memory = this.#giveUp(second);
        this.#cache = Promise.resolve(memory);
        return work(memory);
      });
    }
  }

  /**
   * Keys of inputs under one model. Hashes of a random salt, the model's digest and the input: they tell nothing
   * of the text, and cannot be guessed from a known sentence.
   */
  async keys(digest: string, inputs: readonly string[]): Promise<string[]> {
    const salt = await this.#use((cache) => cache.salt());
    return inputs.map((input) => sha256HexOfText(`${salt}\0${digest}\0${input}`));
  }

  /** Rows by key; one that does not hold `rowSize` numbers is no row. */
  async get(keys: readonly string[], rowSize: number): Promise<(CachedRow | undefined)[]> {
    const rows = await this.#use((cache) => cache.getMany(keys));
    return rows.map((row) => (row?.logits instanceof Float32Array && row.logits.length === rowSize ? row : undefined));
  }

  async put(rows: readonly (readonly [string, CachedRow])[]): Promise<void> {
    await this.#use((cache) => cache.putMany(rows));
  }

  async count(): Promise<number> {
    return await this.#use((cache) => cache.count());
  }

  async clear(): Promise<void> {
    await this.#use((cache) => cache.clear());
  }

  async close(): Promise<void> {
    this.#closed = true;
    (await this.#cache).close();
  }
}
