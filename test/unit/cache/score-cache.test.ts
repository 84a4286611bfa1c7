import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it } from 'vitest';
import { IndexedDbCache } from '../../../src/cache/score-cache.ts';
import { CachedScores, modelInput } from '../../../src/tagging/cached-scores.ts';
import type { Notice } from '../../../src/tagging/types.ts';

const row = (value: number) => ({ logits: Float32Array.of(value, -value), truncated: false });

describe('IndexedDbCache', () => {
  afterEach(() => IndexedDbCache.delete('test'));

  it('gives rows back in the order of the keys, and undefined for what it does not have', async () => {
    const cache = await IndexedDbCache.open('test');
    await cache.putMany([['a', row(1)], ['b', row(2)]]);
    const found = await cache.getMany(['b', 'missing', 'a']);
    expect(found.map((entry) => entry?.logits[0])).toEqual([2, undefined, 1]);
    cache.close();
  });

  it('keeps its salt, and another profile has another', async () => {
    const first = await IndexedDbCache.open('test');
    const salt = await first.salt();
    first.close();
    const again = await IndexedDbCache.open('test');
    expect(await again.salt()).toBe(salt);
    again.close();
    const other = await IndexedDbCache.open('other');
    expect(await other.salt()).not.toBe(salt);
    other.close();
    await IndexedDbCache.delete('other');
  });

  it('is empty when it was cleared', async () => {
    const cache = await IndexedDbCache.open('test');
    await cache.putMany([['a', row(1)]]);
    expect(await cache.count()).toBe(1);
    await cache.clear();
    expect(await cache.count()).toBe(0);
    cache.close();
  });
});

describe('CachedScores', () => {
  const text = 'My secret interview sentence.';

  it('stores no text, neither as key nor as value', async () => {
    const scores = new CachedScores('indexeddb', () => undefined, 'private');
    const [key] = await scores.keys('digest', [text]);
    await scores.put([[key ?? '', row(1)]]);
    await scores.close();
    const cache = await IndexedDbCache.open('private');
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(await cache.getMany([key ?? '']))).not.toContain('secret');
    cache.close();
    await IndexedDbCache.delete('private');
  });

  it('makes keys from the model and the input', async () => {
    const scores = new CachedScores('memory', () => undefined);
    const [a, b, same] = await scores.keys('model', [text, `${text}!`, text]);
    const [otherModel] = await scores.keys('other model', [text]);
    expect(a).toBe(same);
    expect(new Set([a, b, otherModel]).size).toBe(3);
  });

  it('takes no row of another width', async () => {
    const scores = new CachedScores('memory', () => undefined);
    await scores.put([['k', row(1)]]);
    expect(await scores.get(['k'], 2)).toHaveLength(1);
    expect(await scores.get(['k'], 3)).toEqual([undefined]);
  });

  it('goes on in memory, and says so once, where storage cannot be opened', async () => {
    const notices: Notice[] = [];
    const open = indexedDB.open.bind(indexedDB);
    indexedDB.open = () => {
      throw new DOMException('not here', 'SecurityError');
    };
    try {
      const scores = new CachedScores('indexeddb', (notice) => notices.push(notice), 'private-mode');
      await scores.put([['k', row(3)]]);
      expect((await scores.get(['k'], 2))[0]?.logits[0]).toBe(3);
      expect(notices.map(({ code }) => code)).toEqual(['cache-unavailable']);
    } finally {
      indexedDB.open = open;
    }
  });

  it('goes on in memory where storage fails later, as when the disk is full', async () => {
    const notices: Notice[] = [];
    const scores = new CachedScores('indexeddb', (notice) => notices.push(notice), 'full');
    await scores.put([['a', row(1)]]);
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    try {
      await scores.put([['b', row(2)]]);
      expect((await scores.get(['b'], 2))[0]?.logits[0]).toBe(2);
      expect(notices).toHaveLength(1);
    } finally {
      IDBObjectStore.prototype.put = put;
      await scores.close();
      await IndexedDbCache.delete('full');
    }
  });
});

describe('modelInput', () => {
  it('makes kinds of white space equal, and nothing else', () => {
    expect(modelInput(' a\r\n\tb c ')).toBe('a b c');
    expect(modelInput('A b')).toBe('A b');
  });
});
