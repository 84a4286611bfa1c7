import { joinKeys, makeKeys } from '../cache/keys.ts';
import type { KnownModel } from '../cache/known-model.ts';
import { MemoryCache, NoCache } from '../cache/memory-cache.ts';
import { PAGE_ROWS } from '../cache/pages.ts';
import { IndexedDbCache } from '../cache/score-cache.ts';
import { DEFAULT_CACHE_BYTES, KEY_WORDS, type CachedRow, type CacheSize, type Keys, type ScoreCache } from '../cache/types.ts';
import { TaggerError } from '../errors.ts';
import { pause } from '../pause.ts';
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
  /** Times that all was to be forgotten: rows that were given before the last of them are written no more. */
  #era = 0;
  /** Times that the mode was changed. */
  #moves = 0;
  /** Clearings and changes of the mode, one after the other; it never rejects. */
  #changes: Promise<void> = Promise.resolve();
  /** Rows that the device had no room for. */
  #spare: MemoryCache | undefined;
  #closed = false;

  constructor(mode: CacheMode, onNotice: (notice: Notice) => void, { name, budget = DEFAULT_CACHE_BYTES }: CachedScoresOptions = {}) {
    this.#mode = mode;
    this.#onNotice = onNotice;
    this.#name = name;
    this.#budget = budget;
    this.#cache = this.#make(mode);
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

  #make(mode: CacheMode): Promise<ScoreCache> {
    switch (mode) {
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

  /**
   * Works with the cache as it is now. Where that fails, so does all that is under way in it: the first to learn of it
   * says what comes in its place, and every one goes on with that.
   * @param again false for a second try: a database that fails anew is left for good
   * @param wanted where it says no, what failed is not tried again
   */
  async #use<T>(work: (cache: ScoreCache) => Promise<T>, { again = true, wanted = () => true }: { readonly again?: boolean; readonly wanted?: () => boolean } = {}): Promise<T> {
    const used = this.#cache;
    const cache = await used;
    try {
      return await work(cache);
    } catch (error) {
      if (!(cache instanceof IndexedDbCache) || this.#closed || !wanted() || (error instanceof TaggerError && error.code === 'cache-full')) throw error;
      if (this.#cache === used) {
        // Browsers close a database under a page (another tab's upgrade, memory): opened again, it works. Anything
        // else is for good.
        const lost = error instanceof DOMException && (error.name === 'InvalidStateError' || error.name === 'AbortError');
        this.#cache = again && lost ? this.#make('indexeddb') : Promise.resolve(this.#giveUp(error));
        void cache.close();
      }
      return await this.#use(work, { again: false, wanted });
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
    const era = this.#era;
    const wanted = (): boolean => this.#era === era;
    const written = this.#writing.then(async () => {
      if (wanted()) await (this.#spare ? this.#spare.putMany(keys, rows) : this.#use((cache) => cache.putMany(keys, rows), { wanted }));
    });
    // What cannot be kept does not stop a run.
    this.#writing = written.catch(async (error: unknown) => {
      if (!(error instanceof TaggerError) || error.code !== 'cache-full' || !wanted()) return;
      if (!this.#spare) this.#onNotice({ code: error.code, message: `${error.message} ${error.hint}` });
      this.#spare ??= new MemoryCache(this.#budget);
      await this.#spare.putMany(keys, rows);
    });
  }

  async size(): Promise<CacheSize> {
    await this.flush();
    return await this.#use((cache) => cache.size());
  }

  /** Drops what waits to be written. @returns when the write that is under way has ended */
  #forget(): Promise<void> {
    this.#era++;
    this.#waiting = [];
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#spare = undefined;
    return this.#writing;
  }

  /** Does one thing after the other. */
  #change(work: () => Promise<void>): Promise<void> {
    const change = this.#changes.then(work);
    this.#changes = change.catch(() => undefined);
    return change;
  }

  /**
   * Deletes all scores that were given before, of every page that shares the database; from then on it is tried again
   * to keep new ones.
   */
  async clear(): Promise<void> {
    const written = this.#forget();
    const moves = this.#moves;
    const wanted = (): boolean => this.#moves === moves;
    await this.#change(async () => {
      await written;
      // A change of the mode that was asked for meanwhile does it, and waits for this.
      if (!wanted()) return;
      await this.#use((cache) => cache.clear(), { wanted }).catch((error: unknown) => {
        if (wanted()) throw error;
      });
    });
  }

  /**
   * Keeps scores elsewhere from now on, those of a run under way too. What was kept on the device is deleted, salt and
   * all, when that is left. Calls that overlap are carried out in their order.
   * @throws {DOMException} where what is left could neither be emptied nor deleted
   */
  async setMode(mode: CacheMode): Promise<void> {
    if (mode === this.#mode || this.#closed) return await this.#changes;
    const left = this.#mode;
    const old = this.#cache;
    const written = this.#forget();
    // From here on nothing reaches what is left, but what is under way in it.
    this.#mode = mode;
    this.#moves++;
    let deleted: Promise<void> | undefined;
    const change = this.#change(async () => {
      await written;
      const cache = await old;
      const emptied = await cache.clear().then(
        () => true,
        () => false,
      );
      await cache.close();
      if (left !== 'indexeddb') return;
      // Another tab that still uses the database puts this off; it has been emptied in any case.
      const deleting = IndexedDbCache.delete(this.#name);
      if (emptied) void deleting.catch(() => undefined);
      else deleted = deleting;
    });
    // A database that is to be deleted is opened anew only after that was asked for.
    this.#cache = mode === 'indexeddb' ? change.then(() => this.#make(mode)) : this.#make(mode);
    await change;
    await deleted;
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
    await this.#changes;
    await (await this.#cache).close();
  }
}
