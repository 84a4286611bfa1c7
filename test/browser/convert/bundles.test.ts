import { describe, expect, it } from 'vitest';
import { activate } from '../../../src/activation.ts';
import type { Device } from '../../../src/model.ts';
import { loadEngine } from '../../../src/runtime/engine.ts';
import { headSlices, neededFiles, parseManifest, type Manifest } from '../../../src/runtime/manifest.ts';
import { EncoderSession } from '../../../src/runtime/session.ts';
import { TextEncoding } from '../../../src/runtime/tokenizer.ts';
import { createTagger } from '../../../src/tagging/create-tagger.ts';
import { encoderPool } from '../support/pool.ts';
import { largestDifference } from '../support/samples.ts';

/** A text as Python reads it, and the scores of the model before conversion. */
interface Expected {
  readonly text: string;
  readonly second?: string;
  readonly ids: readonly number[];
  readonly types: readonly number[];
  readonly scores: Readonly<Record<string, readonly number[]>>;
}

const BUNDLES = ['bert', 'roberta', 'xlm-roberta', 'deberta', 'deberta-v2', 'deberta-v3', 'distilbert', 'modernbert', 'electra', 'valence', 'family', 'pair', 'context'];
const DEVICES: readonly Device[] = ['wasm', 'webgpu'];

const address = (bundle: string): string => new URL(`/test/fixtures/bundles/${bundle}/`, location.href).href;
const read = async (bundle: string, file: string): Promise<string> => (await fetch(address(bundle) + file)).text();

async function open(bundle: string): Promise<{ manifest: Manifest; expected: readonly Expected[]; tokenizer: TextEncoding }> {
  const manifest = parseManifest(await read(bundle, 'manifest.json'), bundle);
  const expected = JSON.parse(await read(bundle, 'expected.json')) as readonly Expected[];
  const tokenizer = new TextEncoding(await read(bundle, manifest.tokenizer.file), await read(bundle, manifest.tokenizer.config), manifest.tokenizer.maxTokens);
  return { manifest, expected, tokenizer };
}

describe.for(BUNDLES)('the converted bundle %s', (bundle) => {
  it("has a tokenizer that gives Python's ids and segments", async () => {
    const { expected, tokenizer } = await open(bundle);
    expect(expected.length).toBeGreaterThanOrEqual(12);
    for (const { text, second, ids, types } of expected) {
      const encoding = tokenizer.encode(text, second);
      expect({ text, ids: [...encoding.ids] }).toEqual({ text, ids });
      if (second !== undefined) expect([...(encoding.types ?? [])]).toEqual(types);
    }
  });

  it.for(DEVICES)('scores every text as PyTorch does, within its stated tolerance, on %s', async (device) => {
    const { manifest, expected } = await open(bundle);
    const single = expected.filter(({ second }) => second === undefined);
    const pool = encoderPool({ modelUrl: address(bundle), device, allowSoftwareAdapter: true });
    try {
      const { slices } = await pool.ready();
      let largest = 0;
      let compared = 0;
      await pool.encode(single.map(({ text }) => text), ({ indices, logits }, { rowSize }) => {
        for (const [place, index] of indices.entries()) {
          const row = logits.subarray(place * rowSize, (place + 1) * rowSize);
          const given = Object.fromEntries(slices.map((slice) => [slice.id, activate(row, slice)]));
          largest = Math.max(largest, largestDifference(given, single[index]?.scores ?? {}));
          compared++;
        }
      });
      console.info(`${bundle} on ${device}: largest |Δp| to PyTorch ${largest.toFixed(4)}, allowed ${manifest.selfTest.tolerance}`);
      expect(compared).toBe(single.length);
      expect(largest).toBeLessThanOrEqual(manifest.selfTest.tolerance);
    } finally {
      pool.dispose();
    }
  });
});

describe('a model that reads two segments', () => {
  it.for(DEVICES)('tells them apart on %s', async (device) => {
    const { manifest, expected, tokenizer } = await open('pair');
    const engine = await loadEngine(device === 'wasm' ? 'plain' : 'asyncify', 1);
    const names = neededFiles(manifest, device);
    const files = new Map(await Promise.all(names.map(async (name) => [name, new Uint8Array(await (await fetch(address('pair') + name)).arrayBuffer())] as const)));
    const session = await EncoderSession.create(engine, manifest, files, device);
    const pairs = expected.filter(({ second }) => second !== undefined);
    const encodings = pairs.map(({ text, second }) => tokenizer.encode(text, second));
    const logits = await session.run(encodings, Math.max(...encodings.map(({ ids }) => ids.length)));
    const blind = await session.run(encodings.map(({ ids, truncated }) => ({ ids, truncated })), Math.max(...encodings.map(({ ids }) => ids.length)));
    await session.release();
    expect(pairs.length).toBeGreaterThanOrEqual(12);
    let moved = 0;
    for (const [row, { scores }] of pairs.entries()) {
      const scored = (all: Float32Array): Record<string, Float32Array> =>
        Object.fromEntries(headSlices(manifest).map((slice) => [slice.id, activate(all.subarray(row * session.rowSize, (row + 1) * session.rowSize), slice)]));
      expect(largestDifference(scored(logits), scores)).toBeLessThanOrEqual(manifest.selfTest.tolerance);
      moved = Math.max(moved, largestDifference(scored(blind), scores));
    }
    expect(moved).toBeGreaterThan(manifest.selfTest.tolerance);
  });
});

describe('a tagger over a converted bundle', () => {
  it('gives the scores of the values and of both valences', async () => {
    const { manifest, expected } = await open('valence');
    const tagger = createTagger({ modelUrl: address('valence'), device: 'wasm', cache: 'memory' });
    const { sentences, model } = await tagger.tag(expected[0]?.text ?? '');
    await tagger.dispose();
    expect(model.heads.map(({ id, labels }) => [id, labels.length])).toEqual([['schwartz-19', 19], ['attained', 19], ['constrained', 19]]);
    const scores = sentences[0]?.scores ?? {};
    expect(largestDifference(scores, expected[0]?.scores ?? {})).toBeLessThanOrEqual(manifest.selfTest.tolerance);
    for (const [label, sum] of [...(scores['schwartz-19'] ?? [])].entries()) {
      expect(sum).toBeCloseTo(Math.min(0.999, (scores['attained']?.[label] ?? 0) + (scores['constrained']?.[label] ?? 0)), 4);
    }
  });
});
