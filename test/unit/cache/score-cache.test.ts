import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PAGE_ROWS } from '../../../src/cache/pages.ts';
import { IndexedDbCache } from '../../../src/cache/score-cache.ts';
import { firsts, keysOf, rowOf, textsFrom } from './support.ts';

const NAME = 'score-cache';
/** Bytes of a row of two logits: key, logits and the mark whether it was cut. */
const ROW = 16 + 8 + 1;

const open: IndexedDbCache[] = [];

async function openCache(budget?: number): Promise<IndexedDbCache> {
  const cache = await IndexedDbCache.open(NAME, budget === undefined ? {} : { budget });
  open.push(cache);
  return cache;
}

/** Writes each list of texts in a transaction of its own, so that each is a page; rows count from `value`. */
async function put(cache: IndexedDbCache, texts: readonly string[], value = 0): Promise<void> {
  await cache.putMany(keysOf(...texts), texts.map((_, index) => rowOf(value + index)));
}

const pages = async (): Promise<number> => {
  const raw = await openDB(NAME);
  const count = await raw.count('pages');
  raw.close();
  return count;
};

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(open.splice(0).map((cache) => cache.close()));
  await IndexedDbCache.delete(NAME);
});

describe('IndexedDbCache', () => {
  it('gives rows back in the order of the keys, to the bit, and undefined for what it does not have', async () => {
    const cache = await openCache();
    const odd = { logits: Float32Array.of(0.1, -0, 1e-45, 3.4e38, -Infinity, Math.PI), truncated: true };
    await cache.putMany(keysOf('a', 'b'), [odd, rowOf(2)]);
    const found = await cache.getMany(keysOf('b', 'missing', 'a'));
    expect(firsts(found)).toEqual([2, undefined, Math.fround(0.1)]);
    expect(new Uint32Array(found[2]?.logits.slice().buffer ?? new ArrayBuffer())).toEqual(new Uint32Array(odd.logits.buffer));
    expect(found.map((row) => row?.truncated)).toEqual([false, undefined, true]);
  });

  it('keeps its salt, and another profile has another', async () => {
    const first = await openCache();
    const salt = await first.salt();
    await first.close();
    expect(await (await openCache()).salt()).toBe(salt);
    const other = await IndexedDbCache.open('other');
    expect(await other.salt()).not.toBe(salt);
    await other.close();
    await IndexedDbCache.delete('other');
  });

  it('takes one transaction for a batch of look-ups and one for a batch of writes, and no record a row', async () => {
    const cache = await openCache();
    const texts = textsFrom(0, 1000);
    const transactions = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await put(cache, texts);
    expect(transactions.mock.calls.map(([, mode]) => mode)).toEqual(['readwrite']);
    transactions.mockClear();
    const gets = vi.spyOn(IDBObjectStore.prototype, 'get');
    expect(firsts(await cache.getMany(keysOf(...texts)))).toEqual(texts.map((_, index) => index));
    expect(transactions).toHaveBeenCalledTimes(1);
    expect(gets.mock.calls.length).toBe(Math.ceil(1000 / PAGE_ROWS));
  });

  it('counts different sentences, and the bytes of keys and numbers', async () => {
    const cache = await openCache();
    await put(cache, ['a', 'b']);
    await put(cache, ['b', 'c']);
    expect(await cache.size()).toEqual({ sentences: 3, bytes: 4 * ROW });
    await cache.clear();
    expect(await cache.size()).toEqual({ sentences: 0, bytes: 0 });
    expect(firsts(await cache.getMany(keysOf('a')))).toEqual([undefined]);
  });

  it('gives the row that was written last', async () => {
    const cache = await openCache();
    await put(cache, ['a'], 1);
    await put(cache, ['a'], 2);
    expect(firsts(await cache.getMany(keysOf('a')))).toEqual([2]);
  });

  it('lets go of a database in which it cannot write its salt, and says that nothing is kept', async () => {
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('read-only', 'UnknownError');
    });
    const closed = vi.spyOn(IDBDatabase.prototype, 'close');
    await expect(IndexedDbCache.open(NAME)).rejects.toMatchObject({ code: 'cache-unavailable' });
    expect(closed).toHaveBeenCalledTimes(1);
  });
});

describe('the budget', () => {
  it('evicts what was used longest ago, and keeps what was read since', async () => {
    const now = vi.spyOn(Date, 'now');
    const cache = await openCache(40 * ROW);
    for (let page = 0; page < 5; page++) {
      now.mockReturnValue(1000 + page);
      await put(cache, textsFrom(page * 10, 10), page * 10);
    }
    now.mockReturnValue(2000);
    await cache.getMany(keysOf('sentence 3'));
    expect((await cache.size()).bytes).toBe(50 * ROW);
    await cache.upkeep();
    // Down to nine tenths of the budget in whole pages: the two after the first, which was read, are gone.
    expect(await cache.size()).toEqual({ sentences: 30, bytes: 30 * ROW });
    expect(firsts(await cache.getMany(keysOf('sentence 3', 'sentence 13', 'sentence 23', 'sentence 33', 'sentence 43')))).toEqual([3, undefined, undefined, 33, 43]);
  });

  it('is kept by itself, some time after a write', async () => {
    const cache = await openCache(20 * ROW);
    for (let page = 0; page < 5; page++) await put(cache, textsFrom(page * 10, 10));
    await expect.poll(async () => (await cache.size()).bytes, { timeout: 5000 }).toBeLessThanOrEqual(20 * ROW);
    expect((await cache.size()).bytes).toBeGreaterThan(0);
  });

  it('is kept by a page that is left right after each text, and what it read last stays', async () => {
    const now = vi.spyOn(Date, 'now');
    for (let visit = 0; visit < 10; visit++) {
      const cache = await IndexedDbCache.open(NAME, { budget: 40 * ROW });
      now.mockReturnValue(1000 + 10 * visit);
      await put(cache, textsFrom(visit * 10, 10), visit * 10);
      now.mockReturnValue(1001 + 10 * visit);
      expect(firsts(await cache.getMany(keysOf('sentence 3')))).toEqual([3]);
      await cache.close();
    }
    const cache = await openCache();
    expect((await cache.size()).bytes).toBe(40 * ROW);
    expect(firsts(await cache.getMany(keysOf('sentence 3', 'sentence 13', 'sentence 93')))).toEqual([3, undefined, 93]);
  });

  it('asks for no upkeep of what was emptied before it is closed', async () => {
    const cache = await openCache(10 * ROW);
    await put(cache, textsFrom(0, 20));
    await cache.clear();
    const transactions = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await cache.close();
    expect(transactions).not.toHaveBeenCalled();
  });

  it('makes no look-up wait for a write: a use is noted in a store that look-ups do not read', async () => {
    const cache = await openCache();
    await put(cache, ['a']);
    await cache.upkeep();
    const transactions = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await cache.getMany(keysOf('a'));
    expect(transactions.mock.calls.map(([stores, mode]) => [stores, mode ?? 'readonly'])).toEqual([[['keys', 'pages'], 'readonly']]);
    const blocker = await openDB(NAME);
    const noting = blocker.transaction('uses', 'readwrite');
    await noting.store.get(1);
    expect(firsts(await cache.getMany(keysOf('a')))).toEqual([0]);
    await noting.done;
    blocker.close();
  });

  it('packs the small pages of many short texts together, and loses none of their rows', async () => {
    const cache = await openCache();
    const texts = textsFrom(0, 210);
    for (let start = 0; start < 210; start += 3) await put(cache, texts.slice(start, start + 3), start);
    await put(cache, ['sentence 5'], 1005);
    expect(await pages()).toBe(71);
    await cache.upkeep();
    expect(await pages()).toBe(1);
    expect(firsts(await cache.getMany(keysOf(...texts)))).toEqual(texts.map((_, index) => (index === 5 ? 1005 : index)));
    expect(await cache.size()).toEqual({ sentences: 210, bytes: 210 * ROW });
  });

  it('packs so few rows at a time that nothing waits long for it, and all of them in the end', async () => {
    const cache = await openCache();
    const texts = textsFrom(0, 200 * 127);
    for (let start = 0; start < texts.length; start += 127) await put(cache, texts.slice(start, start + 127), start);
    const reads: number[] = [];
    const transaction = IDBDatabase.prototype.transaction;
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...call: Parameters<IDBDatabase['transaction']>) {
      reads.push(0);
      return transaction.apply(this, call);
    });
    const get = IDBObjectStore.prototype.get;
    vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (this: IDBObjectStore, ...call: Parameters<IDBObjectStore['get']>) {
      if (this.name === 'pages') reads[reads.length - 1] = (reads.at(-1) ?? 0) + 1;
      return get.apply(this, call);
    });
    await cache.upkeep();
    expect(Math.max(...reads) * 127).toBeLessThanOrEqual(4096);
    // What is left are fewer small pages than are worth it.
    expect(await pages()).toBeLessThan(130);
    expect((await cache.size()).sentences).toBe(texts.length);
    expect(firsts(await cache.getMany(keysOf('sentence 0', 'sentence 12700', `sentence ${texts.length - 1}`)))).toEqual([0, 12700, texts.length - 1]);
  });

  it('leaves small pages alone that cannot be packed, as those of rows of many widths', async () => {
    const cache = await openCache();
    for (let width = 1; width <= 70; width++) await cache.putMany(keysOf(`width ${width}`), [rowOf(width, width)]);
    await cache.upkeep();
    expect(await pages()).toBe(70);
    expect(firsts(await cache.getMany(keysOf('width 1', 'width 70')))).toEqual([1, 70]);
  });
});

describe('a device without room', () => {
  /** Lets `adds` more pages be written, then none; `release` frees the room again. */
  function fill(allowed: () => boolean): void {
    const add = IDBObjectStore.prototype.add;
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (this: IDBObjectStore, ...call: Parameters<IDBObjectStore['add']>) {
      if (!allowed()) throw new DOMException('no room', 'QuotaExceededError');
      return add.apply(this, call);
    });
  }

  it('is made some: half of what is kept goes, and the write is tried once more', async () => {
    const cache = await openCache();
    for (let page = 0; page < 4; page++) await put(cache, textsFrom(page * 10, 10), page * 10);
    let tries = 0;
    fill(() => ++tries > 1);
    await put(cache, ['new'], 99);
    expect(tries).toBe(2);
    expect(firsts(await cache.getMany(keysOf('new', 'sentence 35')))).toEqual([99, 35]);
    expect((await cache.size()).sentences).toBe(21);
  });

  it('that stays full is told of, and what was kept before can still be read', async () => {
    const cache = await openCache();
    for (let page = 0; page < 4; page++) await put(cache, textsFrom(page * 10, 10), page * 10);
    fill(() => false);
    await expect(put(cache, ['new'])).rejects.toMatchObject({ code: 'cache-full' });
    expect(firsts(await cache.getMany(keysOf('new', 'sentence 35')))).toEqual([undefined, 35]);
  });

  it('is noticed where the browser says so only when it commits', async () => {
    const cache = await openCache();
    await put(cache, ['a']);
    const add = IDBObjectStore.prototype.add;
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (this: IDBObjectStore, ...call: Parameters<IDBObjectStore['add']>) {
      const request = add.apply(this, call);
      const { transaction } = this;
      queueMicrotask(() => {
        Object.defineProperty(transaction, 'error', { value: new DOMException('no room', 'QuotaExceededError') });
        transaction.abort();
      });
      return request;
    });
    await expect(put(cache, ['new'])).rejects.toMatchObject({ code: 'cache-full' });
  });
});

describe('two tabs', () => {
  it('see each other\'s rows, evictions and clearing at once', async () => {
    const now = vi.spyOn(Date, 'now').mockReturnValue(1000);
    const here = await openCache(20 * ROW);
    const there = await openCache(20 * ROW);
    await put(here, textsFrom(0, 10));
    expect(firsts(await there.getMany(keysOf('sentence 4')))).toEqual([4]);
    now.mockReturnValue(2000);
    await put(there, textsFrom(10, 15), 10);
    await there.upkeep();
    expect(firsts(await here.getMany(keysOf('sentence 4', 'sentence 14')))).toEqual([undefined, 14]);
    expect(await here.size()).toEqual(await there.size());
    await here.clear();
    expect(firsts(await there.getMany(keysOf('sentence 14')))).toEqual([undefined]);
    await put(there, ['sentence 4'], 44);
    expect(firsts(await here.getMany(keysOf('sentence 4')))).toEqual([44]);
  });

  it('may write, read, evict and clear in any order: what is found is right, and the sum of bytes too', async () => {
    const tabs = [await openCache(300 * ROW), await openCache(300 * ROW), await openCache(300 * ROW)];
    let seed = 7;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed % below;
    };
    const seen: boolean[] = [];
    const step = async (tab: IndexedDbCache, number: number): Promise<void> => {
      const first = random(400);
      const texts = textsFrom(first, 30);
      if (number % 40 === 39) await tab.clear();
      else if (number % 7 === 6) await tab.upkeep();
      else if (number % 2 === 0) await put(tab, texts, first);
      else {
        for (const [index, value] of firsts(await tab.getMany(keysOf(...texts))).entries()) {
          if (value !== undefined) expect(value).toBe(first + index);
          seen.push(value !== undefined);
        }
      }
    };
    await Promise.all(tabs.map(async (tab, at) => {
      for (let number = 0; number < 60; number++) await step(tab, number * 3 + at);
    }));
    expect(seen.filter(Boolean).length).toBeGreaterThan(100);
    const [one, other] = tabs;
    await one?.upkeep();
    expect((await one?.size())?.bytes).toBeLessThanOrEqual(300 * ROW);
    expect(await one?.size()).toEqual(await other?.size());
  });
});
