import { describe, expect, it } from 'vitest';
import { isWanted, withinFolder } from '../../../src/bundle/entry-names.ts';

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
