import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { isWanted, withinFolder } from '../../../src/bundle/entry-names.ts';
import { IMPORT_LIMITS } from '../../../src/bundle/limits.ts';
import { unzip } from '../../../src/bundle/zip.ts';

const blob = new Blob(['x']);

describe('names of entries', () => {
  it.each(['../a', 'a/../../b', '/a', 'C:a', 'c:\\a', 'a\\b', 'a\0b', 'a//b', './a', 'a/./b', 'a\nb', '..'])('refuses %j', (name) => {
    expect(() => isWanted(name)).toThrowError(expect.objectContaining({ code: 'bundle-refused' }));
  });

  it('takes plain ones, and leaves out folders and what systems add', () => {
    expect(['a.json', 'onnx/model.onnx', 'a/b/c..d', 'größe.txt'].map(isWanted)).toEqual([true, true, true, true]);
    expect(['a/', '__MACOSX/a', '.DS_Store', 'a/.DS_Store', 'a/._b'].map(isWanted)).toEqual([false, false, false, false, false]);
  });

  it('drops the folder that all share, and keeps the model’s own', () => {
    expect([...withinFolder(new Map([['a/b/config.json', blob], ['a/b/onnx/model.onnx', blob]])).keys()]).toEqual(['config.json', 'onnx/model.onnx']);
    expect([...withinFolder(new Map([['onnx/model.onnx', blob]])).keys()]).toEqual(['onnx/model.onnx']);
  });

  it('refuses names that differ in case, or in how an accent is written, alone', () => {
    expect(() => withinFolder(new Map([['a.json', blob], ['A.json', blob]]))).toThrow(/same name/);
    expect(() => withinFolder(new Map([['é.json', blob], ['e\u0301.json', blob]]))).toThrow(/same name/);
  });
});

describe('unzip', () => {
  const zipped = (files: Readonly<Record<string, Uint8Array>>, level: 0 | 9 = 9): Blob => new Blob([new Uint8Array(zipSync(files, { level }))]);

  it.each([0, 9] as const)('gives the files back (level %i), however large', async (level) => {
    const large = Uint8Array.from({ length: 900_000 }, (_, index) => (index * 7919) % 251);
    const files = await unzip(zipped({ 'a/large.bin': large, 'a/small.txt': new Uint8Array([104, 105]) }, level));
    expect([...files.keys()]).toEqual(['a/large.bin', 'a/small.txt']);
    expect(Buffer.compare(Buffer.from((await files.get('a/large.bin')?.arrayBuffer()) ?? new ArrayBuffer()), large)).toBe(0);
    expect(await files.get('a/small.txt')?.text()).toBe('hi');
  });

  it('counts what it grows to and not what its table says', async () => {
    const bomb = zipped({ 'zeros.bin': new Uint8Array(30_000_000) });
    expect(bomb.size).toBeLessThan(100_000);
    await expect(unzip(bomb)).rejects.toThrow(/grows to more than 50 times/);
    await expect(unzip(bomb, undefined, { ...IMPORT_LIMITS, slack: 1e9, total: 1_000_000 })).rejects.toThrow(/more than 1 MB/);
  });
});
