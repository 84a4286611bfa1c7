import { joinKeys, makeKeys } from '../cache/keys.ts';
import type { KnownModel } from '../cache/known-model.ts';
import { MemoryCache, NoCache } from '../cache/memory-cache.ts';
import { PAGE_ROWS } from '../cache/pages.ts';
import { IndexedDbCache } from '../cache/score-cache.ts';
import { DEFAULT_CACHE_BYTES, KEY_WORDS, type CachedRow, type CacheSize, type Keys, type ScoreCache } from '../cache/types.ts';
import { TaggerError } from '../errors.ts';
import { pause } from './pause.ts';
import type { CacheMode, Notice } from './types.ts';

/** Keys that are made at a time, so that the page stays responsive in between. */
const KEYS_AT_A_TIME = 200;

/** How long rows may wait for others to be written with, in milliseconds. */
const WRITE_DELAY = 2_000;

/** What the model reads of a sentence: the tokenizer sees no difference between kinds of white space. */
export const modelInput = (sentence: string): string => sentence.replace(/\s+/gu, ' ').trim();

export interface CachedScoresOptions {
  /** Name of the IndexedDB database. */
  readonly name?: string;
  /** Most bytes of scores that are kept. */
  readonly budget?: number;
}

/**
 * The cache as a tagger uses it: it never stops a run. Where storage cannot be opened, fails later, or is full, rows
 * are kept in memory instead and the user is told once.
 */
export class CachedScores {
  #mode: CacheMode;
  #cache: Promise<ScoreCache>;
  readonly #name: string | undefined;
  readonly #budget: number;
  readonly #onNotice: (notice: Notice) => void;
  /** Rows that are not written yet: they are written by the page. */
  #waiting: { readonly keys: Keys; readonly row: CachedRow }[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** Rows that the device had no room for. */
  #spare: MemoryCache | undefined;
  #closed = false;

  constructor(mode: CacheMode, onNotice: (notice: Notice) => void, { name, budget = DEFAULT_CACHE_BYTES }: CachedScoresOptions = {}) {
    this.#mode = mode;
    this.#onNotice = onNotice;
    this.#name = name;
    this.#budget = budget;
    this.#cache = this.#make();
  }

  get mode(): CacheMode {
    return this.#mode;
  }

  /** Where scores really are: a browser that allows no storage leaves memory. */
  async place(): Promise<CacheMode> {
    return this.#mode === 'indexeddb' && !((await this.#cache) instanceof IndexedDbCache) ? 'memory' : this.#mode;
  }

  get budget(): number {
    return this.#budget;
  }

  #make(): Promise<ScoreCache> {
    switch (this.#mode) {
      case 'none':
        return Promise.resolve(new NoCache());
      case 'memory':
        return Promise.resolve(new MemoryCache(this.#budget));
      case 'indexeddb':
        return IndexedDbCache.open(this.#name, { budget: this.#budget }).catch((error: unknown) => this.#giveUp(error));
    }
  }

  #giveUp(error: unknown): ScoreCache {
    const { message, hint } = TaggerError.from(error, 'cache-unavailable', 'Results can no longer be kept in this browser.', 'Tagging goes on; a second visit starts from nothing.');
    this.#onNotice({ code: 'cache-unavailable', message: `${message} ${hint}` });
    return new MemoryCache(this.#budget);
  }

  async #use<T>(work: (cache: ScoreCache) => Promise<T>): Promise<T> {
    const cache = await this.#cache;
    try {
      return await work(cache);
    } catch (error) {
      if (!(cache instanceof IndexedDbCache) || this.#closed || (error instanceof TaggerError && error.code === 'cache-full')) throw error;
      if ((await this.#cache) === cache) {
        // Browsers close a database under a page (another tab's upgrade, memory): opened again, it works. Anything
        // else is for good.
        const lost = error instanceof DOMException && (error.name === 'InvalidStateError' || error.name === 'AbortError');
        cache.close();
        this.#cache = lost ? this.#make() : Promise.resolve(this.#giveUp(error));
      }
      const next = await this.#cache;
      return await work(next).catch((second: unknown) => {
        if (!(next instanceof IndexedDbCache)) throw second;
        next.close();
        const memory = this.#giveUp(second);
        this.#cache = Promise.resolve(memory);
        return work(memory);
      });
    }
  }

  /** Keys of inputs under one model, made without a long task. See {@link makeKeys}. */
  async keys(digest: string, inputs: readonly string[]): Promise<Keys> {
    const salt = await this.#use((cache) => cache.salt());
    const parts: Keys[] = [];
    for (let start = 0; start < inputs.length; start += KEYS_AT_A_TIME) {
      if (start > 0) await pause();
      parts.push(makeKeys(salt, digest, inputs.slice(start, start + KEYS_AT_A_TIME)));
    }
    return joinKeys(parts);
  }

  /** One row a key; one that does not hold `rowSize` numbers is no row. */
  async get(keys: Keys, rowSize: number): Promise<(CachedRow | undefined)[]> {
    if (this.#waiting.length > 0) await this.flush();
    const rows = await this.#use((cache) => cache.getMany(keys));
    const spare = await this.#spare?.getMany(keys);
    return rows.map((kept, index) => {
      const row = kept ?? spare?.[index];
      return row?.logits instanceof Float32Array && row.logits.length === rowSize ? row : undefined;
    });
  }

  /** Takes rows to keep: they are written a page at a time, or by {@link flush}. */
  put(keys: Keys, rows: readonly CachedRow[]): void {
    if (this.#closed) return;
    for (const [index, row] of rows.entries()) this.#waiting.push({ keys: keys.subarray(index * KEY_WORDS, (index + 1) * KEY_WORDS), row });
    while (this.#waiting.length >= PAGE_ROWS) this.#write(PAGE_ROWS);
    if (this.#waiting.length > 0) this.#timer ??= setTimeout(() => void this.flush(), WRITE_DELAY);
  }

  /** Writes what waits; resolves when it is kept, or cannot be, of which the user was told. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length > 0) this.#write(this.#waiting.length);
    await this.#writing;
  }

  #write(count: number): void {
    const part = this.#waiting.splice(0, count);
    const keys = joinKeys(part.map((waiting) => waiting.keys));
    const rows = part.map(({ row }) => row);
    const written = this.#writing.then(() => (this.#spare ? this.#spare.putMany(keys, rows) : this.#use((cache) => cache.putMany(keys, rows))));
    // What cannot be kept does not stop a run.
    this.#writing = written.catch(async (error: unknown) => {
      if (!(error instanceof TaggerError) || error.code !== 'cache-full') return;
      if (!this.#spare) this.#onNotice({ code: error.code, message: `${error.message} ${error.hint}` });
      this.#spare ??= new MemoryCache(this.#budget);
      await this.#spare.putMany(keys, rows);
    });
  }

  async size(): Promise<CacheSize> {
    await this.flush();
    return await this.#use((cache) => cache.size());
  }

  /** Deletes all scores, of every page that shares the database; from then on it is tried again to keep new ones. */
  async clear(): Promise<void> {
    this.#waiting = [];
    await this.#writing;
    this.#spare = undefined;
    await this.#use((cache) => cache.clear());
  }

  /** Keeps scores elsewhere from now on. What was kept on the device is deleted, salt and all, when that is left. */
  async setMode(mode: CacheMode): Promise<void> {
    if (mode === this.#mode || this.#closed) return;
    const left = this.#mode;
    const old = await this.#cache;
    await this.clear();
    this.#mode = mode;
    const now = await this.#cache;
    this.#cache = this.#make();
    old.close();
    if (now !== old) now.close();
    // Another tab that still uses the database puts this off; it has been emptied in any case.
    if (left === 'indexeddb') void IndexedDbCache.delete(this.#name).catch(() => undefined);
  }

  /** What is known of the model that was last loaded under `name`. */
  async knownModel(name: string): Promise<KnownModel | undefined> {
    return await this.#use(async (cache) => (cache instanceof IndexedDbCache ? await cache.knownModel(name) : undefined));
  }

  async keepModel(name: string, model: KnownModel): Promise<void> {
    await this.#use(async (cache) => {
      if (cache instanceof IndexedDbCache) await cache.keepModel(name, model);
    });
  }

  async close(): Promise<void> {
    await this.flush();
    this.#closed = true;
    (await this.#cache).close();
  }
}
