import { describe, expect, it } from 'vitest';
import type { GeneratorProgress } from '../../../src/runtime/generator/protocol.ts';
import { caught, listen, oddGeneratorWorker, small, tinyEntry, tinyGenerator } from '../support/odd-generator.ts';

const SENTENCE = 'We owe it to our children to keep the river clean.';
const ON_GPU = { device: 'auto', allowSoftwareAdapter: true } as const;
const KEY_ON_GPU = 'onnx/model_q4.onnx';
const KEY_ON_CPU = 'onnx/model_quantized.onnx';

const inDownload = (step: GeneratorProgress): boolean => step.phase === 'download' && step.file.startsWith('onnx/');
const weightsAsked = (log: readonly string[]): string[] => log.filter((line) => line.startsWith('GET') && line.includes('/onnx/')).map((line) => line.replace(/^GET tiny\/[^/]+\//, ''));
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('a download', () => {
  it('that two wait for goes on for one when the other cancels, and tells its progress', async () => {
    const { generator, asked } = tinyGenerator({ behaviour: 'slow' });
    const stop = new AbortController();
    const first = caught(generator.load({ signal: stop.signal, onProgress: (step) => inDownload(step) && stop.abort() }));
    const parts: number[] = [];
    const second = generator.load({ onProgress: (step) => step.phase === 'download' && inDownload(step) && parts.push(step.loaded) });
    expect(await first).toMatchObject({ code: 'aborted' });
    expect((await second).device).toBe('wasm');
    expect(new Set(parts).size).toBeGreaterThan(3);
    expect(weightsAsked(await asked())).toEqual([KEY_ON_CPU]);
  });

  it('is work: the clock of idleness, started by a task before it, does not end it', async () => {
    const { generator, asked } = tinyGenerator({ behaviour: 'slow', idleLimit: 200 });
    expect(await caught(generator.tag(SENTENCE, small))).toMatchObject({ code: 'not-loaded' });
    const start = performance.now();
    await generator.load();
    expect(performance.now() - start).toBeGreaterThan(400);
    expect(weightsAsked(await asked())).toEqual([KEY_ON_CPU]);
  });

  it('that is released ends, and nothing is fetched in its place', { timeout: 120_000 }, async () => {
    const { generator, asked } = tinyGenerator({ ...ON_GPU, behaviour: 'slow' });
    let at = 0;
    const loading = generator.load({
      onProgress: (step) => {
        if (!inDownload(step) || at++ > 0) return;
        generator.release();
      },
    });
    expect(await caught(loading)).toMatchObject({ code: 'aborted', message: expect.stringContaining('released') as string });
    await pause(500);
    expect(weightsAsked(await asked())).toEqual([KEY_ON_GPU]);
    expect(generator.notices).toEqual([]);
    expect(generator.loaded).toBe(false);
  });

  it('that is released before its worker is ready leaves no worker behind', async () => {
    const living = new Set<Worker>();
    let made = 0;
    const { generator, asked } = tinyGenerator({
      workerFactory: () => {
        const worker = oddGeneratorWorker('ordinary');
        made++;
        living.add(worker);
        const terminate = worker.terminate.bind(worker);
        worker.terminate = () => {
          living.delete(worker);
          terminate();
        };
        return worker;
      },
    });
    const loading = caught(generator.load());
    await expect.poll(() => made).toBe(1);
    generator.release();
    expect(await loading).toMatchObject({ code: 'aborted' });
    expect(living.size).toBe(0);
    // The same for what only measures.
    const measuring = caught(generator.measureDownload());
    generator.dispose();
    expect(await measuring).toMatchObject({ code: 'disposed' });
    expect(living.size).toBe(0);
    expect(weightsAsked(await asked())).toEqual([]);
  });
});

describe('work that is under way', () => {
  it('ends when the files are deleted; they are not fetched again, nor by what comes later', { timeout: 120_000 }, async () => {
    const { generator, asked } = tinyGenerator({ keepFiles: true });
    await generator.load();
    const before = await asked();
    let deleted: Promise<void> | undefined;
    const running = caught(generator.extract(`${SENTENCE} ${SENTENCE}`, { onText: () => (deleted ??= generator.deleteFiles()) }));
    const behind = caught(generator.tagOne(SENTENCE, small));
    expect(await running).toMatchObject({ code: 'aborted' });
    expect(await behind).toMatchObject({ code: 'aborted' });
    await deleted;
    expect(await caught(generator.tag(SENTENCE, small))).toMatchObject({ code: 'not-loaded', message: 'No model is loaded.' });
    await pause(300);
    expect(await asked()).toEqual(before);
    expect(await generator.keptBytes()).toBe(0);
    await generator.load();
    expect((await generator.tag(SENTENCE, small)).sentences).toHaveLength(1);
    await generator.deleteFiles();
  });

  it('ends when the generator is released, which is no fault of the GPU', { timeout: 240_000 }, async () => {
    const runs = listen('run');
    const { generator } = tinyGenerator({ ...ON_GPU, keepFiles: true });
    await generator.load();
    for (let count = 0; count < 2; count++) {
      const before = runs.length;
      const running = caught(generator.tagOne('Obey.', small));
      await expect.poll(() => runs.length, { timeout: 60_000 }).toBeGreaterThan(before);
      generator.release();
      expect(await running).toMatchObject({ code: 'aborted' });
    }
    expect(await generator.load()).toMatchObject({ device: 'webgpu' });
    expect(generator.notices).toEqual([]);
    await generator.deleteFiles();
  });

  it('stops in the worker, too, when a callback throws', async () => {
    const runs = listen('run');
    const { generator } = tinyGenerator();
    await generator.load();
    let pieces = 0;
    // Some hundred tokens, were it not stopped.
    const writing = generator.perceptions(SENTENCE, small, {
      onText: () => {
        if (++pieces === 5) throw new RangeError('no room to show it');
      },
    });
    await expect(writing).rejects.toThrow('no room to show it');
    const before = runs.length;
    await generator.tagOne('Obey.', small);
    expect(runs.slice(before).filter(({ tokens }) => tokens === 1).length).toBeLessThan(12);
  });
});

describe('a device that fails, where the next one needs other weights', () => {
  it('while it starts: they are fetched only when they were agreed to', { timeout: 120_000 }, async () => {
    const { generator, asked } = tinyGenerator({ ...ON_GPU, workers: ['ordinary', 'no-start', 'ordinary'] });
    expect(await generator.measureDownload()).toMatchObject({ device: 'webgpu', dtype: 'q4' });
    const error = await caught(generator.load());
    expect(error).toMatchObject({ code: 'not-loaded', message: 'On the CPU the model needs other weights (q8).', hint: expect.stringContaining('measureDownload') as string });
    expect(weightsAsked(await asked())).toEqual([KEY_ON_GPU]);
    expect(await generator.measureDownload()).toMatchObject({ device: 'wasm', dtype: 'q8' });
    expect(weightsAsked(await asked())).toEqual([KEY_ON_GPU]);
    expect(await generator.load()).toMatchObject({ device: 'wasm', dtype: 'q8' });
    expect(weightsAsked(await asked())).toEqual([KEY_ON_GPU, KEY_ON_CPU]);
    expect(generator.notices.map(({ code }) => code)).toEqual(['device-dropped']);
  });

  it('while it works: the task says so, and can be done after they were agreed to', { timeout: 240_000 }, async () => {
    const { generator, asked } = tinyGenerator({ ...ON_GPU, workers: ['failing', 'failing', 'ordinary'], keepFiles: true });
    await generator.load();
    for (let count = 0; count < 2; count++) expect(await caught(generator.tagOne('Obey.', small))).toMatchObject({ code: 'not-loaded', message: expect.stringContaining('(q8)') as string });
    expect(weightsAsked(await asked())).toEqual([KEY_ON_GPU]);
    await generator.load();
    expect((await generator.tagOne('Obey.', small)).scores).toHaveLength(2);
    expect(generator.notices.map(({ code }) => code)).toEqual(['generator-restarted', 'device-dropped']);
    await generator.deleteFiles();
  });

  it.each([['untemplated', 'tokenizer-failed'], ['strange', 'invalid-input']])('is not one where no device would help: a model that is %s', { timeout: 120_000 }, async (behaviour, code) => {
    const { generator, asked } = tinyGenerator({ ...ON_GPU, behaviour });
    expect(await caught(generator.load())).toMatchObject({ code });
    expect(generator.notices).toEqual([]);
    expect(weightsAsked(await asked())).toEqual([KEY_ON_GPU]);
  });

  it('where it takes the same, it goes on with them', { timeout: 120_000 }, async () => {
    const { generator, asked } = tinyGenerator({ ...ON_GPU, dtype: 'q4', workers: ['no-start', 'ordinary'], keepFiles: true });
    expect(await generator.load()).toMatchObject({ device: 'wasm', dtype: 'q4' });
    expect(weightsAsked(await asked())).toEqual([KEY_ON_GPU]);
    await generator.deleteFiles();
  });
});

describe('the size of a download', () => {
  it('is nothing where everything is kept, and then nobody is asked', { timeout: 120_000 }, async () => {
    const key = `kept-${Date.now()}`;
    const { generator, asked } = tinyGenerator({ keepFiles: true, key });
    expect((await generator.measureDownload()).bytes).toBeGreaterThan(400_000);
    await generator.load();
    const before = await asked();
    const { generator: later } = tinyGenerator({ keepFiles: true, key });
    for (const each of [generator, later]) {
      const { bytes, files } = await each.measureDownload();
      expect(bytes).toBe(0);
      expect(files.every(({ kept }) => kept)).toBe(true);
      expect(files.reduce((sum, file) => sum + (file.bytes ?? 0), 0)).toBe(await each.keptBytes());
    }
    await later.load();
    expect(await asked()).toEqual(before);
    await generator.deleteFiles();
  });

  it('is not known where the host does not tell it, and never 0', { timeout: 120_000 }, async () => {
    const { generator } = tinyGenerator({ behaviour: 'silent' });
    const { bytes, files } = await generator.measureDownload();
    expect(bytes).toBeUndefined();
    expect(files.filter((file) => file.bytes === undefined).map(({ file }) => file)).toEqual([KEY_ON_CPU]);
    const steps: GeneratorProgress[] = [];
    const report = await generator.load({ onProgress: (step) => steps.push(step) });
    expect(report.files.find(({ file }) => file === KEY_ON_CPU)?.bytes).toBeGreaterThan(400_000);
    const downloads = steps.filter((step) => step.phase === 'download');
    expect(downloads.every(({ allLoaded, allTotal }) => allLoaded <= allTotal && allTotal > 0)).toBe(true);
    expect(downloads.at(-1)?.allLoaded).toBe(report.files.reduce((sum, file) => sum + file.bytes, 0));
  });
});

describe('files that are not what they should be', () => {
  const sha256Of = async (file: string): Promise<string> => {
    const bytes = await (await fetch(`/hub-storage/tiny/Llama-Instruct/${file}`)).arrayBuffer();
    return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  };

  it.each([false, true])('by the catalog are refused and named, those that are let through (kept: %s)', { timeout: 120_000 }, async (keepFiles) => {
    const right = { [KEY_ON_CPU]: await sha256Of(KEY_ON_CPU), 'tokenizer.json': await sha256Of('tokenizer.json') };
    const { generator } = tinyGenerator({ keepFiles, entry: { ...tinyEntry('tiny/Llama-Instruct'), sha256: right } });
    await generator.load();
    await generator.deleteFiles();
    for (const file of Object.keys(right)) {
      const { generator: wary } = tinyGenerator({ keepFiles, entry: { ...tinyEntry('tiny/Llama-Instruct'), sha256: { ...right, [file]: '0'.repeat(64) } } });
      expect(await caught(wary.load())).toMatchObject({ code: 'file-altered', message: expect.stringMatching(`${file} is not what it should be.*the catalog states 0{64}`) as string });
      await wary.deleteFiles();
    }
  });

  it.each([KEY_ON_CPU, 'tokenizer.json', 'tokenizer_config.json', 'config.json'])('by what was first read are found and named: %s', { timeout: 120_000 }, async (file) => {
    const { generator } = tinyGenerator({ keepFiles: true });
    await generator.load();
    generator.release();
    const cache = await caches.open('value-tagger-generators-1');
    const [url = ''] = (await cache.keys()).map((request) => request.url).filter((kept) => kept.endsWith(`/${file}`));
    const bytes = new Uint8Array((await (await cache.match(url))?.arrayBuffer()) ?? new ArrayBuffer());
    // One letter or bit; what it is in remains readable.
    const at = file.endsWith('.json') ? bytes.lastIndexOf('}'.charCodeAt(0)) - 1 : bytes.length >> 1;
    bytes[at] = file.endsWith('.json') ? 0x20 : (bytes[at] ?? 0) ^ 1;
    await cache.put(url, new Response(bytes));
    expect(await caught(generator.tagOne('Obey.', small))).toMatchObject({ code: 'file-altered', message: expect.stringContaining(`${file} is not what it should be`) as string });
    await generator.deleteFiles();
    await generator.load();
    expect((await generator.tagOne('Obey.', small)).scores).toHaveLength(2);
    await generator.deleteFiles();
  });
});
