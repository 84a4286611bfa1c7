import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { IndexedDbCache } from '../../../src/cache/score-cache.ts';
import { MemoryCache } from '../../../src/cache/memory-cache.ts';
import { CachedScores, modelInput, type CachedScoresOptions } from '../../../src/tagging/cached-scores.ts';
import type { CacheMode } from '../../../src/tagging/types.ts';
import { firsts, keysOf, rowOf, textsFrom } from './support.ts';

const NAME = 'cached-scores';
const made: CachedScores[] = [];
let codes: string[] = [];

function scoresOf(mode: CacheMode = 'indexeddb', options: CachedScoresOptions = {}): CachedScores {
  const scores = new CachedScores(mode, ({ code }) => codes.push(code), { name: NAME, ...options });
  made.push(scores);
  return scores;
}

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(made.splice(0).map((scores) => scores.close()));
  await IndexedDbCache.delete(NAME);
  codes = [];
});

/** Everything that the database holds, numbers as text. */
async function dump(): Promise<string> {
  const raw = await openDB(NAME);
  const all = await Promise.all([...raw.objectStoreNames].flatMap((store) => [raw.getAll(store), raw.getAllKeys(store)]));
  raw.close();
  return JSON.stringify(all, (_, value: unknown) => (ArrayBuffer.isView(value) ? [...new TextDecoder('latin1').decode(value)].join('') : value));
}

describe('CachedScores', () => {
  const text = 'My secret interview sentence.';

  it('stores no text, neither as key nor as value', async () => {
    const scores = scoresOf();
    const keys = await scores.keys('digest', [text]);
    scores.put(keys, [rowOf(1)]);
    await scores.flush();
    const stored = await dump();
    expect(stored).toContain('truncated');
    expect(stored).not.toContain('secret');
    expect(keys).toHaveLength(4);
  });

  it('makes keys from the model and the input, as many as there are', async () => {
    const scores = scoresOf('memory');
    const texts = textsFrom(0, 1201);
    const keys = await scores.keys('model', texts);
    expect(keys).toHaveLength(1201 * 4);
    expect(await scores.keys('model', [texts[1200] ?? ''])).toEqual(keys.subarray(1200 * 4));
    expect(await scores.keys('other model', texts)).not.toEqual(keys);
  });

  it('takes no row of another width', async () => {
    const scores = scoresOf('memory');
    scores.put(keysOf('k'), [rowOf(1)]);
    expect(firsts(await scores.get(keysOf('k'), 2))).toEqual([1]);
    expect(await scores.get(keysOf('k'), 3)).toEqual([undefined]);
  });

  it('gives rows back that are not written yet, and writes those of many small batches together', async () => {
    const scores = scoresOf();
    const texts = textsFrom(0, 600);
    for (const [index, one] of texts.entries()) scores.put(keysOf(one), [rowOf(index)]);
    expect(firsts(await scores.get(keysOf(...texts), 2))).toEqual(texts.map((_, index) => index));
    const raw = await openDB(NAME);
    expect(await raw.count('pages')).toBe(3);
    raw.close();
  });

  it('goes on in memory, and says so once, where storage cannot be opened', async () => {
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('not here', 'SecurityError');
    });
    const scores = scoresOf();
    scores.put(keysOf('k'), [rowOf(3)]);
    expect(firsts(await scores.get(keysOf('k'), 2))).toEqual([3]);
    expect(codes).toEqual(['cache-unavailable']);
  });

  it('loses no result where the device is full: new ones stay in memory, old ones are read, and it says so once', async () => {
    const scores = scoresOf();
    scores.put(keysOf(...textsFrom(0, 10)), textsFrom(0, 10).map((_, index) => rowOf(index)));
    await scores.flush();
    const full = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    for (const value of [100, 101]) {
      scores.put(keysOf(`new ${value}`), [rowOf(value)]);
      await scores.flush();
    }
    expect(firsts(await scores.get(keysOf('sentence 3', 'new 100', 'new 101'), 2)).slice(1)).toEqual([100, 101]);
    expect(codes).toEqual(['cache-full']);
    // Cleared, it may have room again.
    full.mockRestore();
    await scores.clear();
    expect(firsts(await scores.get(keysOf('new 100'), 2))).toEqual([undefined]);
    scores.put(keysOf('later'), [rowOf(5)]);
    await scores.flush();
    expect(await dump()).toContain('truncated');
  });

  it('goes on in memory where storage breaks for good', async () => {
    const scores = scoresOf();
    scores.put(keysOf('a'), [rowOf(1)]);
    await scores.flush();
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
      throw new DOMException('disk gone', 'UnknownError');
    });
    scores.put(keysOf('b'), [rowOf(2)]);
    expect(firsts(await scores.get(keysOf('b'), 2))).toEqual([2]);
    expect(codes).toEqual(['cache-unavailable']);
  });

  it('opens the database again where it was closed under the page', async () => {
    const scores = scoresOf();
    scores.put(keysOf('a'), [rowOf(1)]);
    await scores.flush();
    await IndexedDbCache.delete(NAME); // As another tab does: this one lets go of it.
    scores.put(keysOf('b'), [rowOf(2)]);
    expect(firsts(await scores.get(keysOf('a', 'b'), 2))).toEqual([undefined, 2]);
    expect(codes).toEqual([]);
    expect(await dump()).toContain('truncated');
  });

  it('opens it again once, however many look-ups find it closed', async () => {
    const scores = scoresOf();
    expect(await scores.get(keysOf('a'), 2)).toEqual([undefined]);
    await IndexedDbCache.delete(NAME);
    const opened = vi.spyOn(IndexedDbCache, 'open');
    const rows = await Promise.all([scores.get(keysOf('a'), 2), scores.get(keysOf('b'), 2), scores.size()]);
    expect(rows).toEqual([[undefined], [undefined], { sentences: 0, bytes: 0 }]);
    expect(opened).toHaveBeenCalledTimes(1);
  });

  it('gives it up once, and says so once, however many look-ups find it broken', async () => {
    const scores = scoresOf();
    expect(await scores.get(keysOf('a'), 2)).toEqual([undefined]);
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
      throw new DOMException('closing', 'InvalidStateError');
    });
    expect(await Promise.all([scores.get(keysOf('a'), 2), scores.get(keysOf('b'), 2), scores.get(keysOf('c'), 2)])).toEqual([[undefined], [undefined], [undefined]]);
    expect(codes).toEqual(['cache-unavailable']);
  });
});

describe('where scores are kept', () => {
  const names = async (): Promise<(string | undefined)[]> => (await indexedDB.databases()).map(({ name }) => name);

  it('`none` keeps nothing, not even until the page is closed, and makes no database', async () => {
    const scores = scoresOf('none');
    scores.put(await scores.keys('model', ['a']), [rowOf(1)]);
    await scores.flush();
    expect(await scores.get(await scores.keys('model', ['a']), 2)).toEqual([undefined]);
    expect(await scores.size()).toEqual({ sentences: 0, bytes: 0 });
    expect(await names()).not.toContain(NAME);
  });

  it('`memory` forgets when it is closed, and makes no database', async () => {
    const scores = scoresOf('memory');
    scores.put(keysOf('a'), [rowOf(1)]);
    expect(firsts(await scores.get(keysOf('a'), 2))).toEqual([1]);
    await scores.close();
    expect(await names()).not.toContain(NAME);
  });

  it('deletes what was kept at once when it is changed to `none`, with what waits to be written, and keeps again when it is changed back', async () => {
    const scores = scoresOf();
    scores.put(keysOf('a'), [rowOf(1)]);
    await scores.flush();
    scores.put(keysOf('b'), [rowOf(2)]);
    await scores.setMode('none');
    expect(scores.mode).toBe('none');
    scores.put(keysOf('c'), [rowOf(3)]);
    expect(await scores.get(keysOf('a', 'b', 'c'), 2)).toEqual([undefined, undefined, undefined]);
    await expect.poll(names).not.toContain(NAME);
    await scores.setMode('indexeddb');
    expect(await scores.get(keysOf('a', 'b', 'c'), 2)).toEqual([undefined, undefined, undefined]);
    scores.put(keysOf('d'), [rowOf(4)]);
    expect(firsts(await scores.get(keysOf('d'), 2))).toEqual([4]);
    expect((await scores.size()).sentences).toBe(1);
    expect(codes).toEqual([]);
  });

  it('is emptied for another tab too, which goes on', async () => {
    const here = scoresOf();
    const there = scoresOf();
    here.put(keysOf('a'), [rowOf(1)]);
    await here.flush();
    expect(firsts(await there.get(keysOf('a'), 2))).toEqual([1]);
    await here.setMode('none');
    expect(await there.get(keysOf('a'), 2)).toEqual([undefined]);
    // What it writes before the database is deleted under it goes too; what comes after is kept.
    await expect.poll(async () => {
      there.put(keysOf('b'), [rowOf(2)]);
      return firsts(await there.get(keysOf('b'), 2));
    }).toEqual([2]);
    expect(codes).toEqual([]);
  });
});

describe('changes of where scores are kept, while a text is tagged', () => {
  /** Gives rows as a run does, a page at a time, until it is stopped. */
  function startRun(scores: CachedScores): () => Promise<void> {
    let running = true;
    let page = 0;
    const turns = (async () => {
      for (; running; page++) {
        const texts = textsFrom(page * 256, 256);
        scores.put(keysOf(...texts), texts.map((_, index) => rowOf(index)));
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    return async () => {
      running = false;
      await turns;
      expect(page).toBeGreaterThan(3);
    };
  }

  const held = async (): Promise<number> => {
    const raw = await openDB(NAME);
    const rows = raw.objectStoreNames.contains('keys') ? await raw.count('keys') : 0;
    raw.close();
    return rows;
  };

  it('leave nothing of the run on the device once nothing is to be kept, even where another tab puts the deletion off', async () => {
    const scores = scoresOf();
    const stop = startRun(scores);
    await expect.poll(async () => (await scores.size()).sentences).toBeGreaterThan(0);
    const deletion = vi.spyOn(IndexedDbCache, 'delete').mockResolvedValue(undefined);
    await scores.setMode('none');
    expect(deletion).toHaveBeenCalledTimes(1);
    await stop();
    await scores.flush();
    expect(await held()).toBe(0);
    expect(scores.mode).toBe('none');
    deletion.mockRestore();
  });

  it('come out as the last call says, whatever is still being done for those before it', async () => {
    const scores = scoresOf('memory');
    const stop = startRun(scores);
    const changes = [scores.setMode('indexeddb'), scores.setMode('none')];
    expect(scores.mode).toBe('none');
    await Promise.all(changes);
    await stop();
    await scores.flush();
    expect(scores.mode).toBe('none');
    expect(await scores.place()).toBe('none');
    expect(await scores.size()).toEqual({ sentences: 0, bytes: 0 });
    expect(await held()).toBe(0);
    expect(codes).toEqual([]);
  });

  it('there and back again, with clearings in between, leave a cache that keeps what comes after them', async () => {
    const scores = scoresOf();
    scores.put(keysOf('before'), [rowOf(1)]);
    await scores.flush();
    const stop = startRun(scores);
    const changes = [scores.clear(), scores.setMode('none'), scores.clear(), scores.setMode('indexeddb'), scores.clear(), scores.setMode('memory'), scores.setMode('indexeddb')];
    await Promise.all(changes);
    await stop();
    await scores.clear();
    expect(await scores.place()).toBe('indexeddb');
    scores.put(keysOf('after'), [rowOf(4)]);
    expect(firsts(await scores.get(keysOf('before', 'sentence 0', 'after'), 2))).toEqual([undefined, undefined, 4]);
    expect((await scores.size()).sentences).toBe(1);
    expect(await held()).toBe(1);
    expect(codes).toEqual([]);
  });

  it('forget what was given before a clearing, and what waits to be written with it', async () => {
    const scores = scoresOf();
    for (let page = 0; page < 4; page++) {
      const texts = textsFrom(page * 256, 300);
      scores.put(keysOf(...texts), texts.map((_, index) => rowOf(index)));
    }
    const cleared = scores.clear();
    scores.put(keysOf('after'), [rowOf(4)]);
    await cleared;
    await scores.flush();
    expect((await scores.size()).sentences).toBeLessThanOrEqual(1);
    expect(firsts(await scores.get(keysOf('sentence 0', 'sentence 1000'), 2))).toEqual([undefined, undefined]);
  });

  it('say so where what is left can neither be emptied nor deleted', async () => {
    const scores = scoresOf();
    scores.put(keysOf('a'), [rowOf(1)]);
    await scores.flush();
    vi.spyOn(IDBObjectStore.prototype, 'clear').mockImplementation(() => {
      throw new DOMException('read-only', 'UnknownError');
    });
    vi.spyOn(IndexedDbCache, 'delete').mockRejectedValueOnce(new DOMException('read-only', 'UnknownError'));
    await expect(scores.setMode('none')).rejects.toMatchObject({ name: 'UnknownError' });
    expect(scores.mode).toBe('none');
    // The next change does not wait for it.
    await scores.setMode('memory');
    scores.put(keysOf('b'), [rowOf(2)]);
    expect(firsts(await scores.get(keysOf('b'), 2))).toEqual([2]);
  });
});

describe('MemoryCache', () => {
  it('keeps to its budget, and forgets what was used longest ago', async () => {
    const cache = new MemoryCache(3 * 25);
    await cache.putMany(keysOf('a', 'b', 'c'), [rowOf(1), rowOf(2), rowOf(3)]);
    await cache.getMany(keysOf('a'));
    await cache.putMany(keysOf('d'), [rowOf(4)]);
    expect(firsts(await cache.getMany(keysOf('a', 'b', 'c', 'd')))).toEqual([1, undefined, 3, 4]);
    expect(await cache.size()).toEqual({ sentences: 3, bytes: 75 });
  });
});

describe('modelInput', () => {
  it('makes kinds of white space equal, and nothing else', () => {
    expect(modelInput(' a\r\n\tb c ')).toBe('a b c');
    expect(modelInput('A b')).toBe('A b');
  });
});
