import { deleteDB, type IDBPObjectStore } from 'idb';
import { TaggerError } from '../errors.ts';
import { PAGE_STORES, addPage, openDatabase, type Database, type Schema, type Writing } from './database.ts';
import { KeyIndex } from './key-index.ts';
import { randomSalt } from './keys.ts';
import type { KnownModel } from './known-model.ts';
import { packPages, rowAt } from './pages.ts';
import { evict, noteUses, packSmall } from './upkeep.ts';
import { DEFAULT_CACHE_BYTES, KEY_WORDS, type CachedRow, type CacheSize, type Keys, type ScoreCache } from './types.ts';

/** How long after a use the next upkeep comes, in milliseconds; in an idle moment, where the browser tells of them. */
const UPKEEP_DELAY = 1_000;

/** Key lists that are read at a time. */
const KEY_LISTS = 512;

export interface IndexedDbOptions {
  /** Most bytes of keys and numbers that are kept. */
  readonly budget?: number;
  /** Milliseconds that opening may take. */
  readonly openLimit?: number;
}

type KeyStore = Pick<IDBPObjectStore<Schema, ['keys'], 'keys'>, 'getAllKeys' | 'getAll'>;

const isFull = (error: unknown): boolean => error instanceof DOMException && error.name === 'QuotaExceededError';

/**
 * Rows in IndexedDB, packed into pages: one transaction for a batch of look-ups, one for a batch of writes. An index
 * of all keys is held in memory and brought up to date within each look-up, so several tabs may read, write, evict
 * and clear at once: what one sees is what the database held at that moment.
 */
export class IndexedDbCache implements ScoreCache {
  readonly #db: Database;
  readonly #salt: string;
  readonly #budget: number;
  #index = new KeyIndex();
  /** Pages that were read since the last upkeep, and when. */
  #touched = new Map<number, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** True from a use until the upkeep that it calls for. */
  #due = false;
  /** The last upkeep; it never rejects. */
  #kept: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(db: Database, salt: string, budget: number) {
    this.#db = db;
    this.#salt = salt;
    this.#budget = budget;
  }

  /** @throws {TaggerError} `cache-unavailable`, as in some private modes, or where a newer page made the database */
  static async open(name = 'value-tagger', { budget = DEFAULT_CACHE_BYTES, openLimit }: IndexedDbOptions = {}): Promise<IndexedDbCache> {
    try {
      const db = await openDatabase(name, openLimit);
      try {
        return new IndexedDbCache(db, await saltOf(db), budget);
      } catch (error) {
        db.close();
        throw error;
      }
    } catch (cause) {
      const newer = cause instanceof DOMException && cause.name === 'VersionError';
      throw new TaggerError(
        'cache-unavailable',
        newer ? 'This tab keeps no results: a newer version of the page has been open in this browser.' : 'This browser keeps no results: its storage (IndexedDB) cannot be opened.',
        newer ? 'Reload the page to get the newer version.' : 'Tagging works; a second visit just starts from nothing. Private windows often do this.',
        { cause },
      );
    }
  }

  async salt(): Promise<string> {
    return this.#salt;
  }

  async getMany(keys: Keys): Promise<(CachedRow | undefined)[]> {
    const transaction = this.#db.transaction(['keys', 'pages']);
    const index = await this.#current(transaction.objectStore('keys'));
    const found = Array.from<CachedRow | undefined>({ length: keys.length / KEY_WORDS });
    const wanted = new Map<number, { readonly at: number; readonly slot: number }[]>();
    for (let at = 0; at < found.length; at++) {
      const place = index.find(keys, at * KEY_WORDS);
      if (!place) continue;
      const others = wanted.get(place.page);
      if (others) others.push({ at, slot: place.slot });
      else wanted.set(place.page, [{ at, slot: place.slot }]);
    }
    const now = Date.now();
    await Promise.all(
      Array.from(wanted, async ([id, places]) => {
        const page = await transaction.objectStore('pages').get(id);
        if (!page) return;
        for (const { at, slot } of places) found[at] = rowAt(page, slot);
        this.#touched.set(id, now);
      }),
    );
    if (wanted.size > 0) this.#scheduleUpkeep();
    return found;
  }

  async putMany(keys: Keys, rows: readonly CachedRow[]): Promise<void> {
    const pages = packPages(keys, rows);
    const write = (): Promise<void> =>
      this.#write(async (transaction) => {
        const now = Date.now();
        for (const page of pages) await addPage(transaction, page, now);
      });
    try {
      await write();
    } catch (error) {
      if (!isFull(error)) throw error;
      try {
        await this.#write((transaction) => evict(transaction, (total) => Math.min(total, this.#budget) / 2));
        await write();
      } catch (second) {
        if (!isFull(second)) throw second;
        throw new TaggerError('cache-full', 'This device has no room left to keep results.', 'Tagging goes on; what is new is forgotten when the page is closed. Free some space, or clear the kept results.', { cause: second });
      }
    }
    this.#scheduleUpkeep();
  }

  async size(): Promise<CacheSize> {
    const transaction = this.#db.transaction(['keys', 'uses']);
    const [uses, index] = await Promise.all([transaction.objectStore('uses').getAll(), this.#current(transaction.objectStore('keys'))]);
    return { sentences: index.size, bytes: uses.reduce((sum, { bytes }) => sum + bytes, 0) };
  }

  async clear(): Promise<void> {
    this.#touched.clear();
    this.#due = false;
    await this.#write(async (transaction) => {
      await Promise.all(PAGE_STORES.map((store) => transaction.objectStore(store).clear()));
    });
  }

  /** Does the upkeep that is due first: a page that is left right after a text would never see to it. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    if (this.#due) await this.upkeep().catch(() => undefined);
    await this.#kept;
    this.#db.close();
  }

  async knownModel(name: string): Promise<KnownModel | undefined> {
    return await this.#db.get('models', name);
  }

  async keepModel(name: string, model: KnownModel): Promise<void> {
    await this.#db.put('models', model, name);
  }

  /**
   * Notes which pages were used, evicts the least recently used ones where they pass the budget, and packs small
   * ones together. It runs by itself, some time after a look-up or a write, or before the database is closed.
   */
  async upkeep(): Promise<void> {
    this.#due = false;
    const done = this.#kept.then(() => this.#tidy());
    this.#kept = done.catch(() => undefined);
    await done;
  }

  async #tidy(): Promise<void> {
    const touched = this.#touched;
    this.#touched = new Map();
    const noting = this.#db.transaction('uses', 'readwrite', { durability: 'relaxed' });
    await Promise.all([noteUses(noting.store, touched), noting.done]);
    await this.#write((transaction) => evict(transaction, (total) => (total > this.#budget ? this.#budget * 0.9 : total)));
    while ((await this.#write(packSmall)) > 0);
  }

  #scheduleUpkeep(): void {
    this.#due = true;
    if (this.#closed || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      // What fails here (storage closed or full meanwhile) is noticed by the next look-up or write.
      const run = (): void => {
        if (!this.#closed && this.#due) this.upkeep().catch(() => undefined);
      };
      if ('requestIdleCallback' in globalThis) requestIdleCallback(run, { timeout: UPKEEP_DELAY });
      else run();
    }, UPKEEP_DELAY);
  }

  /** The index of what the database holds, as the store's transaction sees it. */
  async #current(store: KeyStore): Promise<KeyIndex> {
    let index = this.#index;
    const ids = await store.getAllKeys();
    const there = new Set(ids);
    // Numbers are never given twice, so what is gone was evicted, packed or cleared, here or in another tab.
    for (const id of index.pages) {
      if (there.has(id)) continue;
      index = new KeyIndex();
      break;
    }
    const open = ids.filter((id) => id > index.last).length;
    for (let read = 0; read < open; read += KEY_LISTS) {
      const lists = await store.getAll(IDBKeyRange.lowerBound(index.last, true), KEY_LISTS);
      for (const { id, keys } of lists) if (id !== undefined) index.add(id, keys);
    }
    this.#index = index;
    return index;
  }

  /**
   * One transaction over all pages: it does the whole of `work`, or nothing.
   * @throws what ended it; where the device is full, that, and not the requests that failed with it
   */
  async #write<T>(work: (transaction: Writing) => Promise<T>): Promise<T> {
    const transaction = this.#db.transaction([...PAGE_STORES], 'readwrite', { durability: 'relaxed' });
    const end = transaction.done.then(
      () => undefined,
      (error: unknown) => error,
    );
    let result: T;
    try {
      result = await work(transaction);
    } catch (error) {
      try {
        transaction.abort();
      } catch {
        // It has ended already.
      }
      const reason = await end;
      throw isFull(reason) ? reason : error;
    }
    const reason = await end;
    if (reason !== undefined) throw reason;
    return result;
  }

  static async delete(name = 'value-tagger'): Promise<void> {
    await deleteDB(name);
  }
}

/** The database's salt, made where it has none. */
async function saltOf(db: Database): Promise<string> {
  const meta = db.transaction('meta', 'readwrite');
  const kept = meta.store.get('salt');
  const made = kept.then(async (salt) => {
    if (salt !== undefined) return salt;
    const fresh = randomSalt();
    await meta.store.put(fresh, 'salt');
    return fresh;
  });
  const [salt] = await Promise.all([made, meta.done]);
  return salt;
}
