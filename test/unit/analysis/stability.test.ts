import { describe, expect, it } from 'vitest';
import { stabilityOf } from '../../../src/analysis/stability.ts';
import { uncertaintyOf } from '../../../src/analysis/uncertainty.ts';

const sets = (...tags: string[][]): Set<string>[] => tags.map((own) => new Set(own));

describe('stability', () => {
  it('counts the tags that survive other words, label by label', () => {
    const base = sets(['a', 'b'], ['a'], []);
    const { all, labels, retaggings, sentences } = stabilityOf(['a', 'b', 'c'], base, [
      { name: 'one', tags: sets(['a'], ['a', 'b'], ['c']), changed: new Set(['a', 'b', 'c']) },
      { name: 'two', tags: sets(['b'], [], []), changed: new Set(['a']) },
    ]);
    expect(sentences).toBe(3);
    expect(labels).toEqual({ a: { survived: 2, tags: 4, share: 0.5 }, b: { survived: 0, tags: 1, share: 0 }, c: { survived: 0, tags: 0, share: null } });
    expect(all).toEqual({ survived: 2, tags: 5, share: 0.4 });
    expect(retaggings.map(({ name, survived, tags }) => [name, survived, tags])).toEqual([['one', 2, 3], ['two', 0, 2]]);
  });
});

describe('uncertainty', () => {
  it('is 0 where one label takes all and 1 where none stands out', () => {
    expect(uncertaintyOf([1, 0, 0, 0]).entropy).toBeCloseTo(0, 9);
    expect(uncertaintyOf([0.4, 0.4, 0.4]).entropy).toBeCloseTo(1, 9);
    expect(uncertaintyOf([0.9, 0.1]).entropy).toBeCloseTo(0.469, 3);
    expect(uncertaintyOf([0, 0, 0]).entropy).toBe(1);
    expect(uncertaintyOf([0.3]).entropy).toBe(0);
  });

  it('looks at the largest scores alone', () => {
    expect(uncertaintyOf(Array.from({ length: 105 }, (_, index) => (index < 5 ? 0.9 : 0.1))).entropy).toBeCloseTo(1, 9);
  });

  it('has the largest distance between taggers, where several spoke', () => {
    expect(uncertaintyOf([0.5, 0.5], [0.1, Number.NaN, 0.4]).spread).toBe(0.4);
    expect(uncertaintyOf([0.5], [Number.NaN]).spread).toBeUndefined();
    expect(uncertaintyOf([0.5]).spread).toBeUndefined();
  });
});
