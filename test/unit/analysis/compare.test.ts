import { describe, expect, it } from 'vitest';
import { align } from '../../../src/analysis/align.ts';
import { compare } from '../../../src/analysis/compare.ts';
import { mft5 } from '../../../src/taxonomy/index.ts';

const kinds = (before: string[], after: string[]): string[] => align(before, after).map((pair) => `${pair.kind} ${'before' in pair ? before[pair.before] : '–'} | ${'after' in pair ? after[pair.after] : '–'}`);

describe('two versions of a text', () => {
  it('are aligned by what they share, whatever its marks and white space', () => {
    expect(kinds(['One fish.', 'Two  fish!', 'Three.'], ['one fish', 'Two fish.', 'Three.'])).toEqual(['same One fish. | one fish', 'same Two  fish! | Two fish.', 'same Three. | Three.']);
  });

  it('have sentences that were added, removed and changed', () => {
    expect(kinds(['The river is old.', 'We must keep the river clean.', 'Farewell.'], ['A new start.', 'The river is old.', 'We must keep the old river clean and safe.'])).toEqual([
      'added – | A new start.',
      'same The river is old. | The river is old.',
      'changed We must keep the river clean. | We must keep the old river clean and safe.',
      'removed Farewell. | –',
    ]);
  });

  it('with repeated sentences keep their order', () => {
    const pairs = align(['Yes.', 'No.', 'Yes.', 'No.'], ['No.', 'Yes.', 'No.', 'No.']);
    const same = pairs.filter(({ kind }) => kind === 'same');
    expect(same).toHaveLength(3);
    const before = pairs.flatMap((pair) => ('before' in pair ? [pair.before] : []));
    const after = pairs.flatMap((pair) => ('after' in pair ? [pair.after] : []));
    expect(before).toEqual([0, 1, 2, 3]);
    expect(after).toEqual([0, 1, 2, 3]);
  });

  it('of which one is empty are all added or all removed', () => {
    expect(align([], ['A b.', 'C d.']).map(({ kind }) => kind)).toEqual(['added', 'added']);
    expect(align(['A b.'], []).map(({ kind }) => kind)).toEqual(['removed']);
    expect(align([], [])).toEqual([]);
  });

  it('lose and repeat no sentence, whatever was done to them', () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 16807) % 2147483647) % below;
    for (let round = 0; round < 200; round++) {
      const before = Array.from({ length: random(30) }, () => `word${random(12)} word${random(5)}`);
      const after = before.flatMap((sentence) => [[], [sentence], [sentence], [`${sentence} more`], [sentence, `new${random(9)}`]][random(5)] ?? []);
      const pairs = align(before, after);
      expect(pairs.flatMap((pair) => ('before' in pair ? [pair.before] : []))).toEqual(before.map((_, index) => index));
      expect(pairs.flatMap((pair) => ('after' in pair ? [pair.after] : []))).toEqual(after.map((_, index) => index));
    }
  });

  it('of 10,000 sentences are aligned within a second or so', () => {
    const before = Array.from({ length: 10_000 }, (_, index) => `Sentence ${index % 2000} about ${index % 17}.`);
    const after = before.filter((_, index) => index % 97 !== 0).map((sentence, index) => (index % 53 === 0 ? `${sentence} And more.` : sentence));
    const started = performance.now();
    expect(align(before, after).length).toBeGreaterThanOrEqual(before.length);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('are compared by the labels of each pair and the shares of all', () => {
    const { pairs, counts, shares } = compare(
      [
        { text: 'We care.', labels: ['care'] },
        { text: 'Old end.', labels: ['loyalty'] },
      ],
      [
        { text: 'We care.', labels: ['care', 'fairness'] },
        { text: 'Something new comes.', labels: ['authority'] },
      ],
      mft5,
    );
    expect(counts).toEqual({ same: 1, changed: 0, added: 1, removed: 1 });
    expect(pairs[0]).toMatchObject({ kind: 'same', appeared: ['fairness'], vanished: [] });
    expect(pairs.find(({ kind }) => kind === 'removed')).toMatchObject({ before: 1, after: undefined, vanished: ['loyalty'] });
    expect(shares.find(({ label }) => label === 'care')).toEqual({ label: 'care', before: 0.5, after: 0.5 });
    expect(shares.find(({ label }) => label === 'fairness')).toEqual({ label: 'fairness', before: 0, after: 0.5 });
  });
});
