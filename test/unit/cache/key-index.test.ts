import { describe, expect, it } from 'vitest';
import { KeyIndex } from '../../../src/cache/key-index.ts';
import { joinKeys, keyAt, keysFromHex, makeKeys } from '../../../src/cache/keys.ts';
import { KEY_WORDS } from '../../../src/cache/types.ts';
import { sha256HexOfText } from '../../../src/hash.ts';
import { keysOf, textsFrom } from './support.ts';

describe('KeyIndex', () => {
  it('finds each of 5,000 keys where it was put last, and none that was not put', () => {
    const keys = keysOf(...textsFrom(0, 5000));
    const index = new KeyIndex();
    for (let page = 0; page < 20; page++) index.add(page + 1, keys.subarray(page * 250 * KEY_WORDS, (page + 1) * 250 * KEY_WORDS));
    index.add(21, keyAt(keys, 7));
    expect(index.size).toBe(5000);
    expect(index.last).toBe(21);
    expect(index.find(keys, 7 * KEY_WORDS)).toEqual({ page: 21, slot: 0 });
    for (const at of [0, 6, 8, 249, 250, 4999]) expect(index.find(keys, at * KEY_WORDS)).toEqual({ page: Math.floor(at / 250) + 1, slot: at % 250 });
    const others = keysOf(...textsFrom(5000, 1000));
    for (let at = 0; at < 1000; at++) expect(index.find(others, at * KEY_WORDS)).toBeUndefined();
  });

  it('tells keys apart that differ in their last word alone, though they begin in the same cell', () => {
    const index = new KeyIndex();
    const keys = Uint32Array.of(5, 5, 5, 1, 5, 5, 5, 2);
    index.add(1, keys);
    expect([index.find(keys, 0)?.slot, index.find(keys, KEY_WORDS)?.slot, index.find(Uint32Array.of(5, 5, 5, 3), 0)]).toEqual([0, 1, undefined]);
  });
});

describe('keys', () => {
  it('are the first half of SHA-256 over salt, model and input', () => {
    const inputs = ['We must protect the river.', '', 'a'.repeat(300), 'Žižek 🌍'];
    expect(makeKeys('s', 'd', inputs)).toEqual(keysFromHex(inputs.map((input) => sha256HexOfText(`s\0d\0${input}`))));
  });

  it('differ by salt, model and input', () => {
    const all = [makeKeys('a', 'd', ['x']), makeKeys('b', 'd', ['x']), makeKeys('a', 'e', ['x']), makeKeys('a', 'd', ['y'])];
    expect(new Set(all.map((key) => key.join())).size).toBe(4);
    expect(joinKeys(all)).toHaveLength(4 * KEY_WORDS);
  });
});
