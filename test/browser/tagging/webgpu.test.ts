import { afterEach, describe, expect, it } from 'vitest';
import { createTagger, type TaggerOptions } from '../../../src/tagging/create-tagger.ts';
import type { EncoderTagger } from '../../../src/tagging/encoder-tagger.ts';
import { listen, oddWorker } from '../support/odd-worker.ts';
import expected from '../../fixtures/bundles/bert/expected.json';
import manifest from '../../fixtures/bundles/bert/manifest.json';
import { MODEL_URL, REFERENCES, largestDifference } from '../support/samples.ts';

/** On a software adapter, and on a machine that does other things meanwhile. */
const SLOW = { timeout: 300_000 };

/** A tiny model of the same architecture: a software adapter needs half a minute to load the embedded one. */
const TINY = '/test/fixtures/bundles/bert/';

const open: EncoderTagger[] = [];

function tagger(worker: string, options: TaggerOptions = {}): EncoderTagger {
  const made = createTagger({ modelUrl: TINY, device: 'auto', allowSoftwareAdapter: true, cache: 'none', stallLimit: 120_000, gpuTimeLimit: 120_000, workerFactory: () => oddWorker(worker), ...options });
  open.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((made) => made.dispose()));
});

interface Scored {
  readonly text: string;
  readonly scores: Readonly<Record<string, readonly number[]>>;
}

/** Plain sentences, with the scores of the tiny model before conversion. */
const SHORT: readonly Scored[] = expected.filter(({ text }) => /^[A-Z][\w ,']{10,90}\.$/.test(text)).slice(0, 8);

const { tolerance } = manifest.selfTest;

/** Tags texts, each of which must be given once. @returns the largest |difference| to the scores that are given with them */
async function tagAll(made: EncoderTagger, references: readonly Scored[] = SHORT): Promise<number> {
  const given: number[] = [];
  const { sentences } = await made.tag(references.map(({ text }) => text).join('\n\n'), { onSentences: (part) => given.push(...part.map(({ index }) => index)) });
  expect(given.toSorted((a, b) => a - b)).toEqual(references.map((_, index) => index));
  return Math.max(...references.map(({ scores }, index) => largestDifference(sentences[index]?.scores ?? {}, scores)));
}

describe('16-bit floats', SLOW, () => {
  it('are dropped for 32-bit ones on the same GPU where it does not bear them, and the reader is told', async () => {
    const [fetched, released] = [listen('fetch'), listen('released')];
    const made = tagger('claims-f16', { modelUrl: MODEL_URL });
    const short = REFERENCES.toSorted((a, b) => a.text.length - b.text.length).slice(0, 4);
    expect(await tagAll(made, short.map(({ text, webgpu }) => ({ text, scores: webgpu })))).toBeLessThan(0.001);
    expect(made.report?.candidate).toEqual({ device: 'webgpu', build: 'jspi' });
    expect(fetched.some(({ url }) => url.endsWith('/model.webgpu-f16.onnx'))).toBe(true);
    await expect.poll(() => released.length).toBe(1);
    const [dropped] = made.notices.filter(({ code }) => code === 'device-dropped');
    console.info(dropped?.message);
    expect(dropped?.message).toMatch(/^The GPU \(WebGPU, 16-bit floats\) was dropped: .*f16/);
  });

  it('are not asked of a GPU that does not offer them', async () => {
    const fetched = listen('fetch');
    const made = tagger('ordinary');
    await made.ready();
    expect(made.report?.candidate).toEqual({ device: 'webgpu', build: 'jspi' });
    expect(fetched.filter(({ url }) => url.includes('f16'))).toEqual([]);
    expect(made.notices.map(({ code }) => code)).toEqual(['software-adapter']);
  });

  it('are left out without a word where the model has no graph for them', async () => {
    const made = tagger('claims-f16');
    await expect(made.ready()).resolves.toMatchObject({ id: manifest.id });
    expect(made.notices.map(({ code }) => code)).toEqual(['software-adapter']);
  });
});

describe('memory that runs out on the GPU', SLOW, () => {
  it('makes batches smaller and keeps the GPU', async () => {
    const runs = listen('run');
    const made = tagger('small-gpu');
    expect(await tagAll(made)).toBeLessThan(tolerance);
    expect(made.device).toBe('webgpu');
    expect(made.notices.map(({ code }) => code)).toEqual(['software-adapter']);
    const sizes = runs.map(({ rows, length }) => rows * length);
    expect(Math.max(...sizes)).toBeGreaterThan(40);
    expect(sizes.filter((size) => size > 40).length).toBeLessThan(5);
  });

  it('is met by the CPU where not even one sentence fits any more', async () => {
    const made = tagger('full-gpu');
    expect(await tagAll(made)).toBeLessThan(tolerance);
    expect(made.device).toBe('wasm');
    expect(made.notices.find(({ code }) => code === 'device-dropped')?.message).toBe('The GPU (WebGPU) was dropped: Memory ran out on the GPU.');
  });
});

describe('a GPU that fails', SLOW, () => {
  /** The embedded model, which our kernel has an entry for. */
  const embedded = REFERENCES.toSorted((a, b) => a.text.length - b.text.length).slice(0, 7).map(({ text, wasm }) => ({ text, scores: wasm }));
  /** Both graphs stand for one model, which the CPU rounds. */
  const rounding = 0.15;

  it('is replaced by the CPU when it is lost in the middle of a batch, and no sentence with it', async () => {
    const made = tagger('lost-gpu');
    await made.ready();
    expect({ device: made.device, notices: made.notices }).toMatchObject({ device: 'webgpu', notices: [{ code: 'software-adapter' }] });
    expect(await tagAll(made)).toBeLessThan(tolerance);
    expect(made.device).toBe('wasm');
    expect(made.notices.find(({ code }) => code === 'device-dropped')?.message).toMatch(/The GPU \(WebGPU\) was dropped: The connection to the GPU was lost/);
  });

  it.each(['none', 'indexeddb'] as const)('is replaced by the CPU where there is no network by then either, with the cache `%s`', async (cache) => {
    let workers = 0;
    const made = tagger('lost-gpu', { modelUrl: MODEL_URL, cache, cacheName: 'lost without a network', workerFactory: () => oddWorker(workers++ === 0 ? 'lost-gpu' : 'offline') });
    await made.ready();
    expect(made.device).toBe('webgpu');
    expect(made.report?.resources.some((url) => /encoder-\w+[^/]*\.wasm/.test(url))).toBe(true);
    expect(await tagAll(made, embedded)).toBeLessThan(rounding);
    expect(made.report?.candidate).toEqual({ device: 'wasm', build: 'kernel' });
    expect(workers).toBe(2);
    await made.setCache('none');
    await made.deleteModelFiles();
  });

  it('is given up when it hangs', async () => {
    const made = tagger('hung-gpu', { modelUrl: MODEL_URL, gpuTimeLimit: 4000 });
    await made.ready();
    expect({ device: made.device, notices: made.notices }).toMatchObject({ device: 'webgpu', notices: [{ code: 'software-adapter' }] });
    expect(await tagAll(made, embedded)).toBeLessThan(rounding);
    expect(made.device).toBe('wasm');
    expect(made.notices.find(({ code }) => code === 'device-dropped')?.message).toMatch(/did not finish a batch within 16 seconds/);
  });
});

describe('a GPU that works', SLOW, () => {
  it('compiles its programs on the first texts and in the warm-up, and none for later shapes', async () => {
    const pipelines = listen('pipeline');
    const made = tagger('ordinary', { modelUrl: MODEL_URL, device: 'webgpu' });
    await made.ready();
    const atReady = pipelines.length;
    await made.tag('Freedom matters.\n\nWe owe it to our children to keep the river clean.');
    // The warm-up has begun; what is asked now comes after it.
    await made.tag('Order matters.');
    const warm = pipelines.length;
    await made.tag(REFERENCES.toSorted((a, b) => a.text.length - b.text.length).filter((_, index) => index % 9 === 0).map(({ text }) => text).join('\n\n'));
    console.info(`GPU programs: ${atReady} in loading and self-test, ${warm - atReady} in the first texts and the warm-up, ${pipelines.length - warm} after`);
    expect(atReady).toBeGreaterThan(5);
    expect(pipelines.length - warm).toBe(0);
  });
});

describe('a GPU that never ends its first batch', SLOW, () => {
  it('is given up after its time, though its session does not end either', async () => {
    const made = tagger('stuck-gpu', { gpuTimeLimit: 1000 });
    expect(await tagAll(made)).toBeLessThan(tolerance);
    expect(made.device).toBe('wasm');
    expect(made.notices.find(({ code }) => code === 'device-dropped')?.message).toMatch(/did not finish a batch within 4 seconds/);
  });
});

describe('a tagger on the GPU that is disposed of', { timeout: 600_000 }, () => {
  /** Workers that live: each holds a lock until it ends. */
  const workers = async (): Promise<number> => ((await navigator.locks.query()).held ?? []).filter(({ name }) => name?.startsWith('value-tagger-worker-')).length;
  /** A worker ends when the browser gets round to it. */
  const gone = (): Promise<void> => expect.poll(workers, { timeout: 60_000 }).toBe(0);

  it('gives everything back, so that others can be made after it, again and again', async () => {
    for (let round = 0; round < 3; round++) {
      const made = tagger('ordinary');
      expect(await tagAll(made, SHORT.slice(0, 1))).toBeLessThan(tolerance);
      expect(await workers()).toBe(1);
      await made.dispose();
      // With the worker all goes that was in it: sessions, tensors, buffers, the device.
      await gone();
    }
  });

  it('while a batch runs rejects what waits for it, and ends the worker', async () => {
    const made = tagger('ordinary');
    await made.ready();
    const running = made.tag(SHORT.map(({ text }) => text).join('\n\n'), { onSentences: () => void made.dispose() });
    await expect(running).rejects.toMatchObject({ code: 'disposed' });
    await gone();
  });
});

describe('a run on the GPU', SLOW, () => {
  it('stops within a batch when it is cancelled, and the GPU goes on', async () => {
    const heard = listen('batch');
    const made = tagger('ordinary');
    await made.ready();
    const stop = new AbortController();
    await expect(made.tag(REFERENCES.map(({ text }) => text).join('\n\n'), { signal: stop.signal, onSentences: () => stop.abort() })).rejects.toMatchObject({ code: 'aborted' });
    const atAbort = heard.length;
    expect((await made.tag('Freedom is worth more than comfort.')).sentences).toHaveLength(1);
    // The batch that was running, and the one that was asked for afterwards.
    expect(heard.length).toBeLessThanOrEqual(atAbort + 2);
    expect(made.notices.map(({ code }) => code)).toEqual(['software-adapter']);
  });

  it('in static shapes gives the same scores, with a session for each shape that is needed and one for longer texts', async () => {
    const [runs, sessions] = [listen('run'), listen('session')];
    const made = tagger('static');
    await made.ready();
    await expect.poll(() => sessions.length).toBe(1);
    expect(runs.every(({ rows, length }) => rows === 2 && length === 32)).toBe(true);
    const long = REFERENCES.reduce((all, { text }) => (all.split(' ').length < 60 ? `${all} ${text.replace(/\.$/, ',')}` : all), 'They said that');
    expect(await tagAll(made, SHORT.slice(0, 3))).toBeLessThan(tolerance);
    await made.tag(long);
    expect(sessions.length).toBeGreaterThanOrEqual(2);
    expect(new Set(runs.map(({ rows, length }) => `${rows}x${length}`)).size).toBeGreaterThanOrEqual(2);
    expect(made.notices.map(({ code }) => code)).toEqual(['software-adapter']);
  });
});
