import type { IDBPObjectStore } from 'idb';
import { PAGE_STORES, addPage, type PageUse, type Schema, type Writing } from './database.ts';
import { KeyIndex } from './key-index.ts';
import { joinKeys, keyAt } from './keys.ts';
import { PAGE_ROWS, packPages, rowAt, rowCount } from './pages.ts';
import { KEY_WORDS, type CachedRow, type Keys } from './types.ts';

type NumberedUse = PageUse & { readonly id: number };

/** A page below this many rows is small. */
const SMALL = PAGE_ROWS / 2;

/** Small pages that may pile up before they are packed. */
const PILE = 64;

/** Rows that are packed at a time: so few that the page does not wait for it, some ten milliseconds. */
const PACK_ROWS = 4096;

type UseStore = Pick<IDBPObjectStore<Schema, ['uses'], 'uses', 'readwrite'>, 'get' | 'put'>;

/**
 * Notes when pages were last read.
 * @param touched milliseconds since 1970 by the page's number
 */
export async function noteUses(store: UseStore, touched: ReadonlyMap<number, number>): Promise<void> {
  await Promise.all(
    Array.from(touched, async ([id, used]) => {
      const use = await store.get(id);
      if (use && use.used < used) await store.put({ ...use, used }, id);
    }),
  );
}

/** Deletes the least recently used pages until all take no more bytes than `limit` says of what they take now. */
export async function evict(transaction: Writing, limit: (total: number) => number): Promise<void> {
  const uses = await usesOf(transaction);
  const total = uses.reduce((sum, { bytes }) => sum + bytes, 0);
  await drop(transaction, leastRecentlyUsed(uses, total - limit(total)));
}

/**
 * Packs some of the pages that short texts have left into full ones, where there are many.
 * @returns how many pages fewer there are
 */
export async function packSmall(transaction: Writing): Promise<number> {
  const ids = smallPages(await usesOf(transaction));
  if (ids.length === 0) return 0;
  const read = await Promise.all(
    ids.map(async (id) => {
      const [list, page, use] = await Promise.all([transaction.objectStore('keys').get(id), transaction.objectStore('pages').get(id), transaction.objectStore('uses').get(id)]);
      return list && page && use ? { keys: list.keys, page, used: use.used } : undefined;
    }),
  );
  const parts = read.filter((part) => part !== undefined);
  // A key that two tabs have written counts once: the newest row stays.
  const newest = new KeyIndex();
  for (const [number, { keys }] of parts.entries()) newest.add(number, keys);
  const kept: Keys[] = [];
  const rows: CachedRow[] = [];
  for (const [number, { keys, page }] of parts.entries()) {
    for (let slot = 0; slot < rowCount(page); slot++) {
      const place = newest.find(keys, slot * KEY_WORDS);
      if (place?.page !== number || place.slot !== slot) continue;
      kept.push(keyAt(keys, slot));
      rows.push(rowAt(page, slot));
    }
  }
  await drop(transaction, ids);
  const used = parts.reduce((latest, part) => Math.max(latest, part.used), 0);
  const packed = packPages(joinKeys(kept), rows);
  for (const page of packed) await addPage(transaction, page, used);
  return ids.length - packed.length;
}

/** The pages to delete so that at least `excess` bytes are freed, least recently used first; none where it is not above 0. */
function leastRecentlyUsed(uses: readonly NumberedUse[], excess: number): number[] {
  const ids: number[] = [];
  let freed = 0;
  for (const { id, bytes } of uses.toSorted((a, b) => a.used - b.used || a.id - b.id)) {
    if (freed >= excess) break;
    ids.push(id);
    freed += bytes;
  }
  return ids;
}

/** The small pages that are to be packed together, oldest first; none while there are few. */
function smallPages(uses: readonly NumberedUse[]): number[] {
  const small = uses.filter(({ rows }) => rows < SMALL);
  if (small.length < PILE) return [];
  let sum = 0;
  return small.filter(({ rows }) => (sum += rows) <= PACK_ROWS).map(({ id }) => id);
}

async function usesOf(transaction: Writing): Promise<NumberedUse[]> {
  const store = transaction.objectStore('uses');
  const [ids, uses] = await Promise.all([store.getAllKeys(), store.getAll()]);
  return ids.flatMap((id, index) => {
    const use = uses[index];
    return use ? [{ id, ...use }] : [];
  });
}

async function drop(transaction: Writing, ids: readonly number[]): Promise<void> {
  await Promise.all(ids.flatMap((id) => PAGE_STORES.map((store) => transaction.objectStore(store).delete(id))));
}
