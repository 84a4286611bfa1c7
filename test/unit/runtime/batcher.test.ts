import { describe, expect, it } from 'vitest';
import { TaggerError } from '../../../src/errors.ts';
import { Batcher } from '../../../src/runtime/batcher.ts';
import type { RunBatch } from '../../../src/runtime/model-session.ts';

const encodings = Array.from({ length: 40 }, (_, index) => ({ ids: new Int32Array(4 + ((index * 7) % 30)).fill(index), truncated: false }));
const outOfMemory = (): TaggerError => new TaggerError('out-of-memory', 'Memory ran out.', '');

/** An engine whose logit is the row's first id, and which has memory for `room` tokens. */
function engine(room: number): { run: RunBatch; sizes: number[] } {
  const sizes: number[] = [];
  return {
    sizes,
    run: async (rows, length, height) => {
      sizes.push(length * height);
      if (length * height > room) throw outOfMemory();
      return Float32Array.from(rows, ({ ids }) => ids[0] ?? -1);
    },
  };
}

async function encode(batcher: Batcher): Promise<Map<number, number>> {
  const seen = new Map<number, number>();
  for await (const { rows, logits } of batcher.encode(encodings)) {
    for (const [place, row] of rows.entries()) {
      expect(seen.has(row)).toBe(false);
      seen.set(row, logits[place] ?? Number.NaN);
    }
  }
  return seen;
}

const limits = { tokens: 512, multiple: 4, fewShapes: false };

describe('Batcher', () => {
  it('gives every text its own row once', async () => {
    const { run } = engine(Infinity);
    expect([...(await encode(new Batcher(run, limits)))].toSorted(([a], [b]) => a - b)).toEqual(encodings.map((_, row) => [row, row]));
  });

  it('halves its batches where memory runs out, loses nothing, and keeps them small', async () => {
    const { run, sizes } = engine(100);
    const batcher = new Batcher(run, limits);
    const seen = await encode(batcher);
    expect(seen.size).toBe(encodings.length);
    expect([...seen].every(([row, logit]) => row === logit)).toBe(true);
    expect(Math.max(...sizes)).toBeGreaterThan(100);
    sizes.length = 0;
    await encode(batcher);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
  });

  it('halves batches without padding too', async () => {
    const { run, sizes } = engine(100);
    const seen = await encode(new Batcher(run, { tokens: 256, multiple: 1, fewShapes: false, ragged: true }));
    expect([...seen]).toEqual(encodings.map((_, row) => [row, row]));
    expect(Math.max(...sizes)).toBeGreaterThan(200);
    expect(sizes.filter((size) => size > 100).length).toBeLessThan(4);
  });

  it('leaves static shapes for which there is no memory, down to a single text in one', async () => {
    const { run, sizes } = engine(40);
    const batcher = new Batcher(run, { ...limits, buckets: [{ rows: 4, length: 8 }, { rows: 8, length: 16 }] });
    expect((await encode(batcher)).size).toBe(encodings.length);
    expect(sizes).toContain(128);
    sizes.length = 0;
    await encode(batcher);
    expect(sizes).toContain(32);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(40);
  });

  it('gives up where not even one text fits', async () => {
    const { run, sizes } = engine(0);
    await expect(encode(new Batcher(run, limits))).rejects.toMatchObject({ code: 'out-of-memory' });
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes.at(-1)).toBe(4);
  });

  it('gives a GPU a single row where there is no memory for two', async () => {
    const gpu = { tokens: 512, multiple: 4, fewShapes: true };
    const { run, sizes } = engine(40);
    const batcher = new Batcher(run, gpu);
    expect((await encode(batcher)).size).toBe(encodings.length);
    sizes.length = 0;
    await encode(batcher);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(40);
    // Also where the rows that fill a batch up are all that is too much.
    const one = engine(40);
    const alone = [];
    for await (const { rows } of new Batcher(one.run, gpu).encode(encodings.filter(({ ids }) => ids.length === 33))) alone.push(...rows);
    expect(alone.length).toBeGreaterThan(0);
    expect(one.sizes).toContain(36);
    await expect(encode(new Batcher(engine(30).run, gpu))).rejects.toMatchObject({ code: 'out-of-memory' });
  });

  it('warms no shape up for which there is no memory', async () => {
    const { run, sizes } = engine(40);
    const batcher = new Batcher(run, { tokens: 512, multiple: 4, fewShapes: true });
    await encode(batcher);
    sizes.length = 0;
    for (const warmUp of batcher.warmUps({ ids: new Int32Array(2), truncated: false })) await warmUp().catch(() => undefined);
    expect(sizes.filter((size) => size > 64)).toEqual([]);
  });

  it('passes other faults on at once', async () => {
    let runs = 0;
    const failing = new Batcher(async () => {
      runs++;
      throw new TaggerError('engine-failed', 'The engine failed.', '');
    }, limits);
    await expect(encode(failing)).rejects.toMatchObject({ code: 'engine-failed' });
    expect(runs).toBe(1);
  });
});
