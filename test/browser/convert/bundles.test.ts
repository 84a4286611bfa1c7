import { describe, expect, it } from 'vitest';
import { activate } from '../../../src/activation.ts';
import type { Device } from '../../../src/model.ts';
import { loadEngine } from '../../../src/runtime/engine.ts';
import { headSlices, inputOf, neededFiles, parseManifest, type Manifest } from '../../../src/runtime/manifest.ts';
import type { HeadSlice, ModelText } from '../../../src/runtime/protocol.ts';
import { EncoderSession } from '../../../src/runtime/session.ts';
import { TextEncoding, type Encoding } from '../../../src/runtime/tokenizer.ts';
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
  const tokenizer = new TextEncoding(await read(bundle, manifest.tokenizer.file), await read(bundle, manifest.tokenizer.config), manifest.tokenizer.maxTokens, manifest.input && inputOf(manifest.input));
  return { manifest, expected, tokenizer };
}

/** A text as the tokenizer takes it, with its second segment where there is one. */
const asRead = (text: string, second: string | undefined): ModelText => (second === undefined ? text : { sentence: text, context: second });

type Scores = Readonly<Record<string, Float32Array>>;

const scoresOf = (row: Float32Array, slices: readonly HeadSlice[]): Scores => Object.fromEntries(slices.map((slice) => [slice.id, activate(row, slice)]));

/** Sessions in the page itself: one copy of the engine serves all bundles. */
async function openSession(bundle: string, manifest: Manifest, device: Device): Promise<EncoderSession> {
  const engine = await loadEngine(device === 'wasm' ? 'plain' : 'asyncify', 1);
  const files = neededFiles(manifest, device).map(async (name) => [name, new Uint8Array(await (await fetch(address(bundle) + name)).arrayBuffer())] as const);
  return EncoderSession.create(engine, manifest, new Map(await Promise.all(files)), device);
}

async function run(session: EncoderSession, encodings: readonly Encoding[], manifest: Manifest): Promise<Scores[]> {
  const logits = await session.run(encodings, Math.max(...encodings.map(({ ids }) => ids.length)));
  return encodings.map((_, row) => scoresOf(logits.subarray(row * session.rowSize, (row + 1) * session.rowSize), headSlices(manifest)));
}

function hold(what: string, given: readonly Scores[], expected: readonly Expected[], { selfTest: { tolerance } }: Manifest): void {
  const largest = Math.max(...expected.map(({ scores }, row) => largestDifference(given[row] ?? {}, scores)));
  console.info(`${what}: largest |Δp| to PyTorch ${largest.toFixed(4)} over ${expected.length} texts, allowed ${tolerance}`);
  expect(largest).toBeLessThanOrEqual(tolerance);
}

describe.for(BUNDLES)('the converted bundle %s', (bundle) => {
  it("has a tokenizer that gives Python's ids and segments", async () => {
    const { expected, tokenizer } = await open(bundle);
    expect(expected.length).toBeGreaterThanOrEqual(12);
    for (const { text, second, ids, types } of expected) {
      const encoding = tokenizer.encode(asRead(text, second));
      expect({ text, ids: [...encoding.ids] }).toEqual({ text, ids });
      if (second !== undefined) expect([...(encoding.types ?? [])]).toEqual(types);
    }
  });

  it('scores every text as PyTorch does, within its stated tolerance, in a worker on the CPU', async () => {
    const { manifest, expected } = await open(bundle);
    const single = expected.filter(({ second }) => second === undefined);
    const pool = encoderPool({ modelUrl: address(bundle), device: 'wasm' });
    try {
      const { slices } = await pool.ready();
      const given: Scores[] = [];
      await pool.encode(single.map(({ text }) => text), ({ indices, logits }, { rowSize }) => {
        for (const [place, index] of indices.entries()) given[index] = scoresOf(logits.subarray(place * rowSize, (place + 1) * rowSize), slices);
      });
      hold(`${bundle} on wasm`, given, single, manifest);
    } finally {
      pool.dispose();
    }
  });

  it('scores texts as PyTorch does, within its stated tolerance, on a WebGPU adapter', async () => {
    const { manifest, expected, tokenizer } = await open(bundle);
    // One batch, so that a software adapter compiles for one shape: the longest texts, one of them overlong.
    const some = expected.filter(({ second }) => second === undefined).toSorted((a, b) => b.ids.length - a.ids.length).slice(0, 8);
    const session = await openSession(bundle, manifest, 'webgpu');
    const given = await run(session, some.map(({ text }) => tokenizer.encode(text)), manifest);
    await session.release();
    hold(`${bundle} on webgpu`, given, some, manifest);
  });
});

describe('a model that reads two segments', () => {
  it.for(DEVICES)('tells them apart on %s', async (device) => {
    const { manifest, expected, tokenizer } = await open('pair');
    const pairs = expected.filter(({ second }) => second !== undefined).slice(0, 12);
    expect(pairs.length).toBe(12);
    const session = await openSession('pair', manifest, device);
    const encodings = pairs.map(({ text, second }) => tokenizer.encode(asRead(text, second)));
    const given = await run(session, encodings, manifest);
    const blind = await run(session, encodings.map(({ ids, truncated }) => ({ ids, truncated })), manifest);
    await session.release();
    hold(`pair on ${device}`, given, pairs, manifest);
    expect(Math.max(...blind.map((scores, row) => largestDifference(scores, pairs[row]?.scores ?? {})))).toBeGreaterThan(manifest.selfTest.tolerance);
  });
});

describe('a tagger over a converted bundle', () => {
  it('proves itself on a WebGPU adapter', async () => {
    const { manifest } = await open('deberta-v3');
    const pool = encoderPool({ modelUrl: address('deberta-v3'), device: 'webgpu', allowSoftwareAdapter: true });
    const { candidate, selfTestError } = await pool.ready();
    pool.dispose();
    expect(candidate.device).toBe('webgpu');
    expect(selfTestError).toBeLessThanOrEqual(manifest.selfTest.tolerance);
  });

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
