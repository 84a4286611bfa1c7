import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import type { KnownModel } from './known-model.ts';
import { keysFromHex } from './keys.ts';
import { packPages, pageBytes, rowCount, type KeyedPage, type Page } from './pages.ts';
import type { CachedRow, Keys } from './types.ts';

/** Version of the schema below. Every change of it needs a step in {@link migrate}, and a test on a database of the old one. */
export const SCHEMA_VERSION = 2;

/** How long the browser may take to open the database, in milliseconds: some never answer, and old tabs may block it. */
const OPEN_LIMIT = 5_000;

/** Rows of an old database that are moved at a time, so that not all of them are in memory. */
const MIGRATE_ROWS = 1024;

/** What is known of a page without reading it. */
export interface PageUse {
  readonly bytes: number;
  readonly rows: number;
  /** When it was written or last read, in milliseconds since 1970. */
  readonly used: number;
}

/**
 * Version 2. One page has one number in `keys`, `pages` and `uses`. They are apart so that all keys can be read
 * without the scores, and so that noting a use neither rewrites them nor makes a look-up wait.
 */
export interface Schema extends DBSchema {
  keys: { key: number; value: { readonly id?: number; readonly keys: Keys } };
  pages: { key: number; value: Page };
  uses: { key: number; value: PageUse };
  /** The model that was last loaded from an address, so that a second visit need not wait for it. */
  models: { key: string; value: KnownModel };
  meta: { key: 'salt'; value: string };
}

/** Version 1: one record a row, under the whole SHA-256 hash in hexadecimal. */
interface SchemaV1 extends DBSchema {
  rows: { key: string; value: CachedRow };
  meta: Schema['meta'];
}

export type Database = IDBPDatabase<Schema>;

/** The stores that hold a page's parts. */
export const PAGE_STORES = ['keys', 'pages', 'uses'] as const;

/** A transaction that may change pages. */
export type Writing = IDBPTransaction<Schema, (typeof PAGE_STORES)[number][], 'readwrite'>;

type Upgrade = IDBPTransaction<Schema, StoreNames<Schema>[], 'versionchange'>;

/** Adds a page in a transaction of the caller's. */
export async function addPage(transaction: Writing, page: KeyedPage, used: number): Promise<void> {
  const { keys, logits, truncated } = page;
  const id = (await transaction.objectStore('keys').add({ keys })) as number;
  await Promise.all([
    transaction.objectStore('pages').put({ logits, truncated }, id),
    transaction.objectStore('uses').put({ bytes: pageBytes(page), rows: rowCount(page), used }, id),
  ]);
}

/**
 * Brings a database of any older version to this one. Version 1's rows are kept: a key of today is the first half of
 * one of theirs. So is the salt, without which no row would ever be found again.
 */
async function migrate(database: Database, oldVersion: number, transaction: Upgrade): Promise<void> {
  database.createObjectStore('keys', { keyPath: 'id', autoIncrement: true });
  database.createObjectStore('pages');
  database.createObjectStore('uses');
  database.createObjectStore('models');
  if (oldVersion < 1) database.createObjectStore('meta');
  if (oldVersion === 1) {
    // The same database and transaction, seen as what they were; and one that upgrades may do all that one that writes may.
    await moveRows((transaction as unknown as IDBPTransaction<SchemaV1, ['rows'], 'versionchange'>).objectStore('rows'), transaction as unknown as Writing);
    (database as unknown as IDBPDatabase<SchemaV1>).deleteObjectStore('rows');
  }
}

type OldRows = ReturnType<IDBPTransaction<SchemaV1, ['rows'], 'versionchange'>['objectStore']>;

async function moveRows(old: OldRows, transaction: Writing): Promise<void> {
  const now = Date.now();
  for (let after: string | undefined; ; ) {
    const range = after === undefined ? null : IDBKeyRange.lowerBound(after, true);
    const [names, rows] = await Promise.all([old.getAllKeys(range, MIGRATE_ROWS), old.getAll(range, MIGRATE_ROWS)]);
    const sound = names.flatMap((name, index) => {
      const row = rows[index];
      return row?.logits instanceof Float32Array && /^[0-9a-f]{32}/.test(name) ? [{ name, row }] : [];
    });
    for (const page of packPages(keysFromHex(sound.map(({ name }) => name)), sound.map(({ row }) => row))) await addPage(transaction, page, now);
    after = names.at(-1);
    if (names.length < MIGRATE_ROWS) return;
  }
}

/**
 * Opens the database, or makes it.
 * @throws {DOMException} `VersionError` where a newer version of the page has made it; and where the browser allows none
 */
export async function openDatabase(name: string, openLimit: number = OPEN_LIMIT): Promise<Database> {
  return await withinLimit(
    openDB<Schema>(name, SCHEMA_VERSION, {
      upgrade: (database, oldVersion, _newVersion, transaction) => migrate(database, oldVersion, transaction),
      // A newer version of the page in another tab, or its deletion, must not wait for this one.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    }),
    openLimit,
  );
}

/** A database that opens too late is closed again: whoever asked has gone on without it. */
function withinLimit<DB extends { close(): void }>(opening: Promise<DB>, limit: number): Promise<DB> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`the database did not open within ${limit / 1000} seconds`));
      opening.then((late) => late.close()).catch(() => undefined);
    }, limit);
    opening.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
