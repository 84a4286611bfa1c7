import { afterEach, describe, expect, it } from 'vitest';
import { createTagger, type TaggerOptions } from '../../../src/tagging/create-tagger.ts';
import type { EncoderTagger } from '../../../src/tagging/encoder-tagger.ts';
import { listen, oddWorker } from '../support/odd-worker.ts';
import { MODEL_URL, REFERENCES, largestDifference } from '../support/samples.ts';

/** A machine that does other things meanwhile may need long. */
const SLOW = { timeout: 300_000 };

const open: EncoderTagger[] = [];

function tagger(worker: string, options: TaggerOptions = {}): EncoderTagger {
  const made = createTagger({ modelUrl: MODEL_URL, device: 'wasm', cache: 'none', workerFactory: () => oddWorker(worker), ...options });
  open.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((made) => made.dispose()));
});

const TEXT = REFERENCES.map(({ text }) => text).join('\n\n');

/** Tags all references and holds them to their scores; each sentence is given once. */
async function tagAll(made: EncoderTagger): Promise<void> {
  const given: number[] = [];
  const { sentences } = await made.tag(TEXT, { onSentences: (part) => given.push(...part.map(({ index }) => index)) });
  expect(given.toSorted((a, b) => a - b)).toEqual(REFERENCES.map((_, index) => index));
  expect(Math.max(...REFERENCES.map(({ wasm }, index) => largestDifference(sentences[index]?.scores ?? {}, wasm)))).toBeLessThan(0.02);
}

describe('memory that runs out', SLOW, () => {
  it('makes batches smaller and keeps the device', async () => {
    const batches = listen('batch');
    const made = tagger('small-memory', { builds: ['jspi', 'plain'] });
    await tagAll(made);
    expect(made.report?.candidate.build).toBe('jspi');
    expect(made.notices.map(({ code }) => code)).not.toContain('device-dropped');
    // Some 20 tokens a text: no batch of 100 tokens has more than 12.
    expect(Math.max(...batches.map(({ texts }) => texts))).toBeLessThan(13);
  });

  it('is met by the next build where not even one sentence fits any more', async () => {
    const made = tagger('no-memory', { builds: ['jspi', 'plain'] });
    await tagAll(made);
    expect(made.report?.candidate).toEqual({ device: 'wasm', build: 'plain' });
    expect(made.notices.find(({ code }) => code === 'device-dropped')?.message).toMatch(/Memory ran out/);
  });
});

describe('the engine', SLOW, () => {
  it('compiles its WebAssembly from the file that was fetched for it, as a stream', async () => {
    const streamed = listen('streamed');
    const otherwise = listen('not-streamed');
    await tagger('ordinary', { threads: 1, builds: ['jspi'] }).ready();
    await expect.poll(() => streamed.length).toBe(1);
    expect(otherwise).toEqual([]);
  });
});

describe('a tagger that keeps nothing', SLOW, () => {
  it('tags the same text 200 times without growing', async () => {
    expect(crossOriginIsolated).toBe(true);
    const made = tagger('ordinary');
    const text = TEXT.split('\n\n').slice(0, 4).join('\n\n');
    const measured = performance as Performance & { measureUserAgentSpecificMemory(): Promise<{ bytes: number }> };
    const bytes = async (): Promise<number> => (await measured.measureUserAgentSpecificMemory()).bytes;
    for (let run = 0; run < 20; run++) await made.tag(text);
    const before = await bytes();
    const batches = listen('batch');
    for (let run = 0; run < 200; run++) await made.tag(text);
    const after = await bytes();
    // Nothing came from a cache.
    expect(batches.reduce((sum, { texts }) => sum + texts, 0)).toBe(800);
    console.info(`page and worker: ${(before / 1e6).toFixed(1)} MB before 200 runs, ${(after / 1e6).toFixed(1)} MB after (${((100 * (after - before)) / before).toFixed(1)} %)`);
    expect(before).toBeGreaterThan(20e6);
    expect(after).toBeLessThan(before * 1.05);
  });
});
