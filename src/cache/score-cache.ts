import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { TaggerError } from '../errors.ts';

const VERSION = 1;

/** How long the browser may take to open the database, in milliseconds: some never answer. */
const OPEN_LIMIT = 5_000;

/** What is kept of a sentence: the logits of all heads, and no text. */
export interface CachedRow {
  readonly logits: Float32Array;
  readonly truncated: boolean;
}

interface Schema extends DBSchema {
  rows: { key: string; value: { logits: Float32Array; truncated: boolean } };
  meta: { key: 'salt'; value: string };
}

/** Where scores are kept. Keys are hashes that the caller makes with {@link ScoreCache.salt}. */
export interface ScoreCache {
  /** Random text of this browser profile, without which a key cannot be made from a known sentence. */
  salt(): Promise<string>;
  /** One row a key, in the keys' order; undefined where there is none. */
  getMany(keys: readonly string[]): Promise<(CachedRow | undefined)[]>;
  putMany(rows: readonly (readonly [key: string, row: CachedRow])[]): Promise<void>;
  count(): Promise<number>;
  clear(): Promise<void>;
  close(): void;
}

const randomSalt = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Keeps rows for as long as the page is open: where IndexedDB is missing, and where nothing is to be kept. */
export class MemoryCache implements ScoreCache {
  readonly #salt = randomSalt();
  readonly #rows = new Map<string, CachedRow>();

  async salt(): Promise<string> {
    return this.#salt;
  }

  async getMany(keys: readonly string[]): Promise<(CachedRow | undefined)[]> {
    return keys.map((key) => this.#rows.get(key));
  }

  async putMany(rows: readonly (readonly [string, CachedRow])[]): Promise<void> {
    for (const [key, row] of rows) this.#rows.set(key, row);
  }

  async count(): Promise<number> {
    return this.#rows.size;
  }

  async clear(): Promise<void> {
    this.#rows.clear();
  }

  close(): void {
    this.#rows.clear();
  }
}

function withinLimit<DB extends { close(): void }>(opening: Promise<DB>): Promise<DB> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`the database did not open within ${OPEN_LIMIT / 1000} seconds`));
      opening.then((late) => late.close()).catch(() => undefined);
    }, OPEN_LIMIT);
    opening.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Rows in IndexedDB: one transaction for a batch of look-ups, one for a batch of writes. */
export class IndexedDbCache implements ScoreCache {
  readonly #db: IDBPDatabase<Schema>;
  readonly #salt: string;

  private constructor(db: IDBPDatabase<Schema>, salt: string) {
    this.#db = db;
    this.#salt = salt;
  }

  /** @throws {TaggerError} `cache-unavailable`, as in some private modes */
  static async open(name = 'value-tagger'): Promise<IndexedDbCache> {
    try {
      const opening = openDB<Schema>(name, VERSION, {
        upgrade(database) {
          database.createObjectStore('rows');
          database.createObjectStore('meta');
        },
        // A newer version of the page in another tab must not wait for this one.
        blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
      });
      const db = await withinLimit(opening);
      const meta = db.transaction('meta', 'readwrite');
      let salt = await meta.store.get('salt');
      if (salt === undefined) {
        salt = randomSalt();
        await meta.store.put(salt, 'salt');
      }
      await meta.done;
      return new IndexedDbCache(db, salt);
    } catch (cause) {
      throw new TaggerError('cache-unavailable', 'This browser keeps no results: its storage (IndexedDB) cannot be opened.', 'Tagging works; a second visit just starts from nothing. Private windows often do this.', { cause });
    }
  }

  async salt(): Promise<string> {
    return this.#salt;
  }

  async getMany(keys: readonly string[]): Promise<(CachedRow | undefined)[]> {
    const { store } = this.#db.transaction('rows');
    return await Promise.all(keys.map((key) => store.get(key)));
  }

  async putMany(rows: readonly (readonly [string, CachedRow])[]): Promise<void> {
    const transaction = this.#db.transaction('rows', 'readwrite');
    await Promise.all([...rows.map(([key, { logits, truncated }]) => transaction.store.put({ logits, truncated }, key)), transaction.done]);
  }

  async count(): Promise<number> {
    return await this.#db.count('rows');
  }

  async clear(): Promise<void> {
    await this.#db.clear('rows');
  }

  close(): void {
    this.#db.close();
  }

  static async delete(name = 'value-tagger'): Promise<void> {
    await deleteDB(name);
  }
}
