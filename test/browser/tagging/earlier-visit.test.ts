import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IndexedDbCache } from '../../../src/cache/score-cache.ts';
import { createTagger, type TaggerOptions } from '../../../src/tagging/create-tagger.ts';
import type { EncoderTagger } from '../../../src/tagging/encoder-tagger.ts';
import type { TaggedSentence } from '../../../src/tagging/types.ts';
import { MODEL_URL, REFERENCES, largestDifference } from '../support/samples.ts';

/** A machine that does other things meanwhile may need long. */
const SLOW = { timeout: 120_000 };

const NAME = 'earlier-visit';
const FEW = REFERENCES.slice(0, 6);
const TEXTS = FEW.map(({ text }) => text);
const TEXT = TEXTS.join('\n\n');

const open: EncoderTagger[] = [];

function tagger(options: TaggerOptions = {}): EncoderTagger {
  const made = createTagger({ modelUrl: MODEL_URL, device: 'wasm', cache: 'indexeddb', cacheName: NAME, threads: 1, ...options });
  open.push(made);
  return made;
}

/** An earlier visit on another device, which gave the first `count` sentences a probability of 1 for everything. */
async function anotherDevice(count: number): Promise<void> {
  const visit = tagger();
  await visit.ready();
  const name = `${new URL(MODEL_URL, location.href).href} wasm`;
  await expect.poll(() => visit.cache.knownModel(name)).toBeDefined();
  const known = await visit.cache.knownModel(name);
  if (!known) throw new Error('The model is not remembered.');
  await visit.cache.keepModel(name, { ...known, info: { ...known.info, digest: 'of another device' } });
  const rows = TEXTS.slice(0, count).map(() => ({ logits: new Float32Array(known.rowSize).fill(20), truncated: false }));
  visit.cache.put(await visit.cache.keys('of another device', TEXTS.slice(0, count)), rows);
  await visit.cache.flush();
  await visit.dispose();
}

const indices = (sentences: readonly TaggedSentence[]): number[] => sentences.map(({ index }) => index).toSorted((a, b) => a - b);
const ALL = FEW.map((_, index) => index);

/** Every sentence once, with the loaded model's scores. */
function expectSound(sentences: readonly TaggedSentence[]): void {
  expect(indices(sentences)).toEqual(ALL);
  expect(Math.max(...sentences.map(({ index, scores }) => largestDifference(scores, FEW[index]?.wasm ?? {})))).toBeLessThan(0.02);
}

beforeEach(() => IndexedDbCache.delete(NAME));
afterEach(async () => {
  await Promise.all(open.splice(0).map((made) => made.dispose()));
  await IndexedDbCache.delete(NAME);
});

describe('sentences that an earlier visit kept, when another device is loaded now', SLOW, () => {
  it('are not given, so that each sentence is given once', async () => {
    await anotherDevice(3);
    const given: TaggedSentence[] = [];
    const done: number[] = [];
    const { sentences } = await tagger().tag(TEXT, {
      onSentences: (part) => given.push(...part),
      onProgress: (progress) => progress.phase === 'tag' && done.push(progress.done),
    });
    expectSound(given);
    expectSound(sentences);
    expect(done.toSorted((a, b) => a - b)).toEqual(done);
    expect(done.at(-1)).toBe(FEW.length);
  });

  it('are given at once to somebody who can take them back, and taken back before all is given anew', async () => {
    await anotherDevice(3);
    const made = tagger();
    let given: TaggedSentence[] = [];
    const resets: { model: string; given: number[]; loaded: boolean }[] = [];
    let loadedAtFirst: boolean | undefined;
    await made.tag(TEXT, {
      onSentences: (part) => {
        loadedAtFirst ??= made.report !== undefined;
        given.push(...part);
      },
      onReset: ({ digest }) => {
        resets.push({ model: digest, given: indices(given), loaded: made.report !== undefined });
        given = [];
      },
    });
    expect(loadedAtFirst).toBe(false);
    expect(resets).toEqual([{ model: made.report?.info.digest, given: [0, 1, 2], loaded: true }]);
    expectSound(given);
  });

  it('are not streamed', async () => {
    await anotherDevice(3);
    const given: TaggedSentence[] = [];
    for await (const sentence of tagger().stream(TEXT, { onReset: () => expect.unreachable() })) given.push(sentence);
    expectSound(given);
  });

  it('are what there is where the text is kept whole, or no model can be loaded', async () => {
    await anotherDevice(6);
    const broken = { workerFactory: () => new Worker('/no/such/worker.js', { type: 'module' }) };
    expect(indices((await tagger(broken).tag(TEXT)).sentences)).toEqual(ALL);
    const given: TaggedSentence[] = [];
    await expect(tagger(broken).tag(`${TEXT}\n\nNobody has read this.`, { onSentences: (part) => given.push(...part) })).rejects.toMatchObject({ code: 'worker-died' });
    expect(indices(given)).toEqual(ALL);
  });
});
