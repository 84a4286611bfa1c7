import 'fake-indexeddb/auto';
import { deleteDB, openDB } from 'idb';
import { afterEach, describe, expect, it } from 'vitest';
import { IndexedDbCache } from '../../../src/cache/score-cache.ts';
import { makeKeys } from '../../../src/cache/keys.ts';
import { CachedScores } from '../../../src/tagging/cached-scores.ts';
import { sha256HexOfText } from '../../../src/hash.ts';
import type { Notice } from '../../../src/tagging/types.ts';
import { firsts, keysOf, rowOf, textsFrom } from './support.ts';

const NAME = 'migration';
const SALT = '00112233445566778899aabbccddeeff';

/** Version 1 as it was released; it never changes again. */
async function openVersion1(closing = true): Promise<IDBDatabase> {
  return await new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('rows');
      request.result.createObjectStore('meta');
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const database = request.result;
      if (closing) database.onversionchange = () => database.close();
      resolve(database);
    };
  });
}

/** What version 1 kept of texts. */
async function fillVersion1(texts: readonly string[]): Promise<void> {
  const database = await openVersion1();
  const transaction = database.transaction(['rows', 'meta'], 'readwrite');
  transaction.objectStore('meta').put(SALT, 'salt');
  for (const [index, text] of texts.entries()) transaction.objectStore('rows').put(rowOf(index, 3), sha256HexOfText(`${SALT}\0model\0${text}`));
  await new Promise((resolve) => {
    transaction.oncomplete = resolve;
  });
  database.close();
}

afterEach(() => deleteDB(NAME));

describe('a database of version 1', () => {
  it('keeps its salt and every row, so that an old visitor runs nothing again', async () => {
    const texts = textsFrom(0, 2500);
    await fillVersion1(texts);
    const cache = await IndexedDbCache.open(NAME);
    expect(await cache.salt()).toBe(SALT);
    const rows = await cache.getMany(makeKeys(SALT, 'model', texts));
    expect(firsts(rows)).toEqual(texts.map((_, index) => index));
    expect(rows.map((row) => row?.truncated)).toEqual(texts.map((_, index) => index % 2 === 1));
    expect(await cache.size()).toEqual({ sentences: 2500, bytes: 2500 * (16 + 12 + 1) });
    cache.close();
    const raw = await openDB(NAME);
    expect([...raw.objectStoreNames]).toEqual(['keys', 'meta', 'models', 'pages', 'uses']);
    raw.close();
  });

  it('leaves out what is no row', async () => {
    await fillVersion1(['one']);
    const database = await openVersion1();
    const transaction = database.transaction('rows', 'readwrite');
    transaction.objectStore('rows').put({ logits: 'broken' }, 'f'.repeat(64));
    transaction.objectStore('rows').put(rowOf(1), 'no hash');
    await new Promise((resolve) => {
      transaction.oncomplete = resolve;
    });
    database.close();
    const cache = await IndexedDbCache.open(NAME);
    expect((await cache.size()).sentences).toBe(1);
    cache.close();
  });

  it('is upgraded while a tab of the old version is open, which lets go of it', async () => {
    await fillVersion1(['one']);
    await openVersion1();
    const cache = await IndexedDbCache.open(NAME);
    expect((await cache.size()).sentences).toBe(1);
    cache.close();
  });

  it('is not waited for for ever where another tab does not let go of it; the next visit upgrades it', async () => {
    await fillVersion1(['one']);
    const other = await openVersion1(false);
    await expect(IndexedDbCache.open(NAME, { openLimit: 50 })).rejects.toMatchObject({ code: 'cache-unavailable' });
    other.close();
    const cache = await IndexedDbCache.open(NAME);
    expect((await cache.size()).sentences).toBe(1);
    cache.close();
  });
});

describe('a database of a newer version', () => {
  it('is left alone, and the reader is told to reload', async () => {
    const newer = await openDB(NAME, 3, { upgrade: (database) => void database.createObjectStore('of-version-3') });
    newer.close();
    await expect(IndexedDbCache.open(NAME)).rejects.toMatchObject({ code: 'cache-unavailable', message: expect.stringMatching(/newer version/), hint: expect.stringMatching(/[Rr]eload/) });
    const raw = await openDB(NAME);
    expect([...raw.objectStoreNames]).toEqual(['of-version-3']);
    raw.close();
  });

  it('can be made in another tab while this one is open, which then goes on in memory and says so', async () => {
    const notices: Notice[] = [];
    const scores = new CachedScores('indexeddb', (notice) => notices.push(notice), { name: NAME });
    scores.put(keysOf('a'), [rowOf(1)]);
    await scores.flush();
    const newer = await openDB(NAME, 3);
    expect(notices).toEqual([]);
    scores.put(keysOf('b'), [rowOf(2)]);
    await scores.flush();
    expect(firsts(await scores.get(keysOf('b'), 2))).toEqual([2]);
    expect(notices.map(({ code, message }) => [code, /newer version/.test(message)])).toEqual([['cache-unavailable', true]]);
    newer.close();
    await scores.close();
  });
});
