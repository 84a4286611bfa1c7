import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { activate } from '../../../src/activation.ts';
import { encodeNatively } from '../../../models/evaluation/encode-natively.ts';
import { parseManifest } from '../../../src/runtime/manifest.ts';
import references from '../../fixtures/reference-scores.json' with { type: 'json' };

const FOLDER = 'models/embedded/';

describe('the graph in 16-bit floats', () => {
  it('gives no probability that is further from the one in 32 bits than the manifest says', async () => {
    const manifest = parseManifest(await readFile(`${FOLDER}manifest.json`, 'utf8'), 'manifest.json');
    const { verified, loss } = manifest.graphs['webgpu-f16'] ?? {};
    expect(verified).toBe(false);
    const texts = references.filter((_, index) => index % 4 === 0).map(({ text }) => text);
    const scores = [];
    for (const graph of ['webgpu', 'webgpu-f16'] as const) {
      const encoder = await encodeNatively(FOLDER, graph);
      const { rows } = await encoder.encode(texts);
      await encoder.close();
      scores.push(rows.flatMap((row) => encoder.model.slices.flatMap((slice) => [...activate(Float32Array.from(row), slice)])));
    }
    const [exact = [], half = []] = scores;
    expect(half).toHaveLength(texts.length * 82);
    const differences = exact.map((score, place) => Math.abs(score - (half[place] ?? Infinity)));
    expect(Math.max(...differences)).toBeLessThanOrEqual(loss?.max ?? 0);
    // They are two graphs.
    expect(Math.max(...differences)).toBeGreaterThan(1e-6);
  }, 60_000);
});
