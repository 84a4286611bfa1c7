import { afterEach, describe, expect, it } from 'vitest';
import { createTagger, type TaggerOptions } from '../../../src/tagging/create-tagger.ts';
import type { EncoderTagger } from '../../../src/tagging/encoder-tagger.ts';
import type { TaggedSentence } from '../../../src/tagging/types.ts';
import { listen, oddWorker } from '../support/odd-worker.ts';
import { MODEL_URL, REFERENCES, largestDifference } from '../support/samples.ts';

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
const KERNEL = { device: 'wasm', build: 'kernel' };

/** Tags all references and holds them to Python's scores. */
async function tagAll(made: EncoderTagger): Promise<readonly TaggedSentence[]> {
  const { sentences } = await made.tag(TEXT);
  const differences = REFERENCES.map(({ wasm }, index) => largestDifference(sentences[index]?.scores ?? {}, wasm));
  console.info(`${made.report?.candidate.build}: largest |Δp| to Python ${Math.max(...differences).toFixed(4)}, ${(differences.reduce((a, b) => a + b) / differences.length).toFixed(4)} in the mean of the sentences' largest`);
  expect(Math.max(...differences)).toBeLessThan(0.02);
  return sentences;
}

/** Kinds of WebAssembly files that were fetched, in order. */
const binaries = (fetched: readonly { url: string }[]): string[] => fetched.flatMap(({ url }) => /(encoder-relaxed|encoder-simd|ort-wasm)[^/]*\.wasm/.exec(url)?.[1] ?? []);

describe('the kernel', () => {
  it('serves on the CPU, and nothing of ONNX Runtime is fetched', async () => {
    const fetched = listen('fetch');
    const made = tagger('ordinary');
    await tagAll(made);
    expect(made.report).toMatchObject({ candidate: KERNEL, threads: 1 });
    expect(made.notices.filter(({ code }) => code === 'device-dropped')).toEqual([]);
    expect(binaries(fetched)).toEqual(['encoder-relaxed']);
    expect(made.report?.resources.filter((url) => /onnxruntime|ort[.-]|\.onnx$/.test(url))).toEqual([]);
  });

  it('gives the same bits with baseline SIMD, which it takes where the browser has no relaxed one', async () => {
    const fetched = listen('fetch');
    const baseline = tagger('no-relaxed');
    const [given, expected] = [await tagAll(baseline), await tagAll(tagger('ordinary'))];
    expect(baseline.report?.candidate).toEqual(KERNEL);
    expect(binaries(fetched)).toEqual(['encoder-simd', 'encoder-relaxed']);
    expect(given.map(({ scores }) => scores)).toEqual(expected.map(({ scores }) => scores));
  });

  it('takes baseline SIMD where the relaxed product is not exact', async () => {
    const fetched = listen('fetch');
    const made = tagger('saturating');
    await tagAll(made);
    expect(made.report?.candidate).toEqual(KERNEL);
    expect(binaries(fetched)).toEqual(['encoder-relaxed', 'encoder-simd']);
    expect(made.notices.map(({ code }) => code)).not.toContain('device-dropped');
  });

  it('gives way to ONNX Runtime without a word where the model has no description for it', async () => {
    const fetched = listen('fetch');
    let workers = 0;
    const made = tagger('no-kernel', { workerFactory: () => (workers++, oddWorker('no-kernel')) });
    await tagAll(made);
    expect(made.report?.candidate).toEqual({ device: 'wasm', build: 'jspi' });
    expect(made.notices.map(({ code }) => code)).not.toContain('device-dropped');
    expect(workers).toBe(1);
    expect(binaries(fetched)).toEqual(['ort-wasm']);
    expect(fetched.filter(({ url }) => url.endsWith('/manifest.json'))).toHaveLength(1);
  });

  it('says what is missing where nothing else may be taken', async () => {
    await expect(tagger('no-kernel', { builds: ['kernel'] }).ready()).rejects.toMatchObject({ code: 'graph-missing' });
  });

  it.each([
    ['its file is damaged', 'damaged-kernel', /WebAssembly, kernel\) was dropped: The kernel could not be started/],
    ['there is no memory for it', 'no-room', /WebAssembly, kernel\) was dropped: Memory ran out/],
  ])('gives way to ONNX Runtime where %s, and the reader is told', async (_, worker, message) => {
    // What spoils the kernel's memory would spoil the other engine's too.
    let workers = 0;
    const made = tagger(worker, { workers: 1, workerFactory: () => oddWorker(workers++ === 0 ? worker : 'ordinary') });
    await tagAll(made);
    expect(made.report?.candidate).toEqual({ device: 'wasm', build: 'jspi' });
    expect(made.notices.find(({ code }) => code === 'device-dropped')?.message).toMatch(message);
  });

  it('reads fewer texts at a time where it cannot have an array for more, and stays', async () => {
    const batches = listen('batch');
    const made = tagger('small-heap');
    await tagAll(made);
    expect(made.report?.candidate).toEqual(KERNEL);
    expect(Math.max(...batches.map(({ texts }) => texts))).toBeLessThanOrEqual(4);
    expect(made.notices.map(({ code }) => code)).not.toContain('device-dropped');
  });

  it.each([
    ['traps', 'trapping', /WebAssembly, kernel\) was dropped: The engine failed while reading sentences: unreachable/],
    ['can have no array any more', 'full-heap', /WebAssembly, kernel\) was dropped: Memory ran out while reading sentences/],
  ])('gives way to ONNX Runtime where it %s in the middle of a text, and no sentence is lost', async (_, worker, message) => {
    const made = tagger(worker, { workers: 1 });
    await tagAll(made);
    expect(made.report?.candidate).toEqual({ device: 'wasm', build: 'jspi' });
    expect(made.notices.find(({ code }) => code === 'device-dropped')?.message).toMatch(message);
  });
});
