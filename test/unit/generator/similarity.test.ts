import { describe, expect, it } from 'vitest';
import { agglomerate, trigramVectors } from '../../../src/generator/similarity.ts';
import { randomOf } from '../../../src/random.ts';

describe('vectors', () => {
  it('are grouped as average linkage defines it', () => {
    const random = randomOf(3);
    const mean = (a: readonly number[], b: readonly number[], vectors: readonly Float32Array[]): number => {
      const cosine = (x: Float32Array, y: Float32Array): number => {
        const [xy, xx, yy] = [[x, y], [x, x], [y, y]].map(([p, q]) => (p ?? x).reduce((sum, value, at) => sum + value * ((q ?? y)[at] ?? 0), 0));
        return (xy ?? 0) / Math.sqrt((xx ?? 0) * (yy ?? 0));
      };
      return a.reduce((sum, i) => sum + b.reduce((inner, j) => inner + cosine(vectors[i] ?? Float32Array.of(), vectors[j] ?? Float32Array.of()), 0), 0) / (a.length * b.length);
    };
    for (let round = 0; round < 40; round++) {
      const vectors = Array.from({ length: 3 + (round % 12) }, () => Float32Array.from({ length: 3 }, () => random() - 0.3));
      const groups = vectors.map((_, index) => [index]);
      for (;;) {
        const pairs = groups.flatMap((a, i) => groups.slice(i + 1).map((b, j) => ({ i, j: i + 1 + j, mean: mean(a, b, vectors) })));
        const best = pairs.reduce<(typeof pairs)[number] | undefined>((most, pair) => (!most || pair.mean > most.mean ? pair : most), undefined);
        if (!best || best.mean < 0.5) break;
        groups[best.i] = [...(groups[best.i] ?? []), ...(groups[best.j] ?? [])].sort((a, b) => a - b);
        groups.splice(best.j, 1);
      }
      expect(agglomerate(vectors, 0.5), `round ${round}`).toEqual(groups.sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0)));
    }
  });

  it('are grouped in seconds, as many as there may be', { timeout: 60_000 }, () => {
    const random = randomOf(5);
    const word = (): string => Array.from({ length: 8 }, () => 'aeioulnrst'[Math.floor(random() * 10)]).join('');
    const groups = agglomerate(trigramVectors(Array.from({ length: 2000 }, word)), 0.1);
    expect(groups.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 2000 }, (_, index) => index));
    expect(groups.length).toBeLessThan(1000);
  });
});
