import { describe, expect, it } from 'vitest';
import { GeneratorTagger } from '../../../src/generator/generator-tagger.ts';
import { keptFiles } from '../../../src/generator/kept-models.ts';
import { INJECTIONS } from '../../unit/generator/injections.ts';
import { TINY, caught, listen, small, tinyGenerator } from '../support/odd-generator.ts';

const SENTENCE = 'We owe it to our children to keep the river clean.';

/**
 * Bytes that the scripts of this page and its workers hold. The browser takes a minute to tell, so it is only asked where
 * VITE_MEASURE_MEMORY is set.
 */
async function scriptBytes(): Promise<number> {
  if (!import.meta.env['VITE_MEASURE_MEMORY']) return 0;
  const { measureUserAgentSpecificMemory } = performance as Performance & { readonly measureUserAgentSpecificMemory: () => Promise<{ readonly bytes: number }> };
  return (await measureUserAgentSpecificMemory.call(performance)).bytes;
}

describe('before it is asked for', () => {
  it('requests nothing: neither when it is made, nor when a task is asked of it', async () => {
    const { generator, asked } = tinyGenerator();
    expect(await caught(generator.tag(SENTENCE, small))).toMatchObject({ code: 'not-loaded' });
    expect(await caught(new GeneratorTagger(generator, small).tag(SENTENCE))).toMatchObject({ code: 'not-loaded' });
    expect(await asked()).toEqual([]);
  });

  it('refuses a host that is no address', () => {
    expect(() => tinyGenerator({ host: 'https://' })).toThrowError(expect.objectContaining({ code: 'invalid-input', message: expect.stringContaining('"https://"') as string }));
  });

  it('tells the exact size when it is asked, and fetches no weights for it', async () => {
    const { generator, asked } = tinyGenerator();
    const size = await generator.measureDownload();
    expect((await asked()).filter((line) => line.startsWith('GET'))).toEqual(['GET tiny/Llama-Instruct/config.json']);
    const weights = await (await fetch('/hub-storage/tiny/Llama-Instruct/onnx/model_quantized.onnx')).blob();
    expect(size).toMatchObject({ device: 'wasm', dtype: 'q8' });
    expect(size.files.find(({ file }) => file === 'onnx/model_quantized.onnx')?.bytes).toBe(weights.size);
    expect(size.bytes).toBeGreaterThan(weights.size);
  });

  it('tells it of hosts that say no sizes of whole files, too', async () => {
    const { generator } = tinyGenerator({ behaviour: 'sizeless' });
    expect((await generator.measureDownload()).files.find(({ file }) => file.endsWith('.onnx'))?.bytes).toBeGreaterThan(400_000);
  });
});

describe('downloads', () => {
  it('follow redirects, as those of large files on the hub', async () => {
    const { generator } = tinyGenerator({ behaviour: 'redirect' });
    await generator.load();
    expect((await generator.tag(SENTENCE, small)).sentences).toHaveLength(1);
  });

  it.each([
    ['missing', 'file-missing', /model_quantized\.onnx is not there: .* answered 404/],
    ['denied', 'access-denied', /is not given to everybody/],
    ['page', 'file-missing', /answered with a web page/],
    ['broken', 'network', /the server answered 500/],
    ['cut', 'file-truncated', /model_quantized\.onnx broke off/],
  ] as const)('that end as %s give a named error', async (behaviour, code, message) => {
    for (const keepFiles of [false, true]) {
      const { generator } = tinyGenerator({ behaviour, keepFiles });
      const error = await caught(generator.load());
      expect(error).toMatchObject({ code, message: expect.stringMatching(message) as string });
      expect(error.hint).not.toBe('');
      await generator.deleteFiles();
    }
  });

  it('that broke off go on with the next try, and what was complete is not fetched again', async () => {
    const { generator, asked } = tinyGenerator({ behaviour: 'cut-once', keepFiles: true });
    expect(await caught(generator.load())).toMatchObject({ code: 'file-truncated' });
    await generator.load();
    const fetched = (await asked()).filter((line) => line.startsWith('GET'));
    expect(fetched.filter((line) => line.endsWith('tokenizer.json'))).toHaveLength(1);
    expect(fetched.filter((line) => line.endsWith('.onnx'))).toHaveLength(2);
    await generator.deleteFiles();
  });

  it('are kept: the next start asks for nothing; deleting leaves nothing', async () => {
    const { generator, asked } = tinyGenerator({ keepFiles: true });
    await generator.load();
    const before = (await asked()).length;
    expect(await generator.keptBytes()).toBeGreaterThan(400_000);
    generator.release();
    expect((await generator.tag(SENTENCE, small)).sentences).toHaveLength(1);
    // Not even for files that the model may have and has not: it starts without a network.
    expect(await generator.measureDownload()).toMatchObject({ bytes: 0 });
    expect((await asked()).slice(before)).toEqual([]);
    await generator.deleteFiles();
    expect(await generator.keptBytes()).toBe(0);
    expect((await keptFiles()).filter(({ url }) => url.includes('/hub/ok/'))).toEqual([]);
  });

  it('are not needed for files that somebody brings', async () => {
    const id = TINY[0];
    const names = ['config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model_quantized.onnx'];
    const files = new Map(await Promise.all(names.map(async (name) => [name, await (await fetch(`/hub-storage/${id}/${name}`)).blob()] as const)));
    const { generator, asked } = tinyGenerator({ keepFiles: true });
    expect(await caught(generator.bring(new Map([...files].filter(([name]) => !name.startsWith('onnx')))))).toMatchObject({ code: 'file-missing', message: expect.stringContaining('onnx/model_quantized.onnx') as string });
    await generator.bring(files);
    expect(await generator.measureDownload()).toMatchObject({ bytes: 0 });
    await generator.load();
    expect((await generator.tag(SENTENCE, small)).sentences).toHaveLength(1);
    expect(await asked()).toEqual([]);
    await generator.deleteFiles();
  });

  it('stop when they are aborted, and can be started again', async () => {
    const { generator, asked } = tinyGenerator({ behaviour: 'slow' });
    const stop = new AbortController();
    let loaded = 0;
    const loading = generator.load({
      signal: stop.signal,
      onProgress: (step) => {
        if (step.phase !== 'download' || !step.file.startsWith('onnx/')) return;
        loaded = step.loaded;
        stop.abort();
      },
    });
    expect(await caught(loading)).toMatchObject({ code: 'aborted' });
    expect(loaded).toBeLessThan(400_000);
    expect((await asked()).some((line) => line.endsWith('.onnx'))).toBe(true);
  });
});

describe('cancelling', () => {
  it('stops a run on the CPU within a few tokens', async () => {
    const runs = listen('run');
    const { generator } = tinyGenerator();
    await generator.load();
    const stop = new AbortController();
    let pieces = 0;
    // Some hundred tokens, were it not stopped.
    const writing = generator.perceptions(SENTENCE, small, { signal: stop.signal, onText: () => ++pieces === 5 && stop.abort() });
    expect(await caught(writing)).toMatchObject({ code: 'aborted', name: 'AbortError' });
    const atAbort = runs.length;
    // The next task waits for the worker to have stopped, and is done by the same one.
    expect((await generator.tag('Obey.', small)).sentences).toHaveLength(1);
    const decoding = runs.slice(atAbort).filter(({ tokens }) => tokens === 1);
    expect(decoding.length).toBeLessThan(12);
    expect(generator.notices.map(({ code }) => code)).toEqual([]);
  });

  it('ends a worker that does not stop, and starts another', { timeout: 120_000 }, async () => {
    const { generator } = tinyGenerator({ workers: ['stuck', 'ordinary'], grace: 300 });
    await generator.load();
    const stop = new AbortController();
    const running = generator.tag(SENTENCE, small, { signal: stop.signal });
    setTimeout(() => stop.abort(), 300);
    expect(await caught(running)).toMatchObject({ code: 'aborted' });
    expect((await generator.tag(SENTENCE, small)).sentences).toHaveLength(1);
  });
});

describe('failures', () => {
  it('of a run have the worker replaced and the work done, once', { timeout: 120_000 }, async () => {
    const { generator } = tinyGenerator({ workers: ['failing', 'ordinary'] });
    await generator.load();
    expect((await generator.tag(SENTENCE, small)).sentences).toHaveLength(1);
    expect(generator.notices.map(({ code }) => code)).toEqual(['generator-restarted']);
  });

  it('that come again are told, and a worker that fails now and then loses nothing', { timeout: 120_000 }, async () => {
    const { generator } = tinyGenerator({ workers: ['failing'] });
    await generator.load();
    expect(await caught(generator.tag(SENTENCE, small))).toMatchObject({ code: 'engine-failed' });
    const { generator: flaky } = tinyGenerator({ workers: ['flaky', 'ordinary'] });
    await flaky.load();
    expect((await flaky.tag(`${SENTENCE} Obey the law. Help your neighbour. Be free.`, small)).sentences).toHaveLength(4);
  });

  it('bring nothing of the text to the console or into the error', { timeout: 120_000 }, async () => {
    const written = listen('console');
    const { generator } = tinyGenerator({ workers: ['failing'] });
    await generator.load();
    const error = await caught(generator.tag(SENTENCE, small));
    const told = JSON.stringify([error.message, error.hint, error.cause, generator.notices]);
    for (const word of ['owe', 'children', 'river']) expect(told).not.toContain(word);
    expect(written).toEqual([]);
    // The same worker with an open console would have written.
    const { generator: loud } = tinyGenerator({ workers: ['loud'] });
    await loud.load();
    await caught(loud.tag(SENTENCE, small));
    expect(written.length).toBeGreaterThan(0);
  });

  it('of the GPU: it is lost in the middle of a run, and the work is done all the same', { timeout: 240_000 }, async () => {
    const { generator } = tinyGenerator({ device: 'webgpu', allowSoftwareAdapter: true, workers: ['lost-gpu', 'ordinary'] });
    await generator.load();
    expect((await generator.tagOne('Obey.', small)).scores).toHaveLength(2);
    expect(generator.notices.map(({ code }) => code)).toEqual(['generator-restarted']);
  });
});

describe('texts that would like to be instructions', () => {
  it(`change neither form nor task (${INJECTIONS.length} of them)`, { timeout: 240_000 }, async () => {
    for (const id of TINY) {
      const { generator } = tinyGenerator({ id });
      await generator.load();
      for (const text of INJECTIONS) {
        const { scores, none } = await generator.tagOne(text, small, { method: 'generate' });
        expect([...scores].every((score) => score === 0 || score === 1), text).toBe(true);
        expect(none).toBe(Math.max(...scores) === 0 ? 1 : 0);
      }
      const [{ result } = { result: undefined }] = (await generator.extract(INJECTIONS[12] ?? '', { maxTokens: 90 })).sentences;
      for (const item of result?.items ?? []) expect(Object.keys(item).sort()).toEqual(['kind', 'name', 'relevance', 'valence', 'why']);
      generator.dispose();
    }
  });
});

describe('the end', () => {
  it('rejects what is under way and what comes later', async () => {
    const { generator } = tinyGenerator();
    await generator.load();
    const running = caught(generator.extract(SENTENCE, { onText: () => generator.dispose() }));
    expect(await running).toMatchObject({ code: 'disposed' });
    expect(await caught(generator.tag(SENTENCE, small))).toMatchObject({ code: 'disposed' });
    expect(await caught(generator.load())).toMatchObject({ code: 'disposed' });
  });

  it('needs no model: a generator that was never loaded is disposed of as well', () => {
    const { generator } = tinyGenerator();
    expect(() => generator.dispose()).not.toThrow();
  });
});

describe('memory', () => {
  it('is given back when nothing is to be done, and taken again by the next task', { timeout: 120_000 }, async () => {
    const { generator } = tinyGenerator({ idleLimit: 200, keepFiles: true });
    await generator.load();
    await expect.poll(() => generator.loaded).toBe(false);
    expect((await generator.tag(SENTENCE, small)).sentences).toHaveLength(1);
    expect(generator.loaded).toBe(true);
    await generator.deleteFiles();
  });

  it('stays flat over 200 answers', { timeout: 300_000 }, async () => {
    const memory = listen('memory');
    const { generator } = tinyGenerator();
    await generator.load();
    const write = async (from: number, to: number): Promise<void> => {
      for (let count = from; count < to; count++) await generator.group([{ name: 'freedom' }, { name: `freedom ${count}` }], { nearest: 0.2, maxTokens: 34 });
    };
    await write(0, 50);
    const early = await scriptBytes();
    await write(50, 200);
    const late = await scriptBytes();
    await expect.poll(() => memory.length).toBe(200);
    console.log(`engine ${memory[49]?.bytes} → ${memory[199]?.bytes} bytes, page and workers ${early} → ${late} bytes`);
    expect(memory[49]?.bytes).toBeGreaterThan(1e6);
    expect(memory[199]?.bytes).toBe(memory[49]?.bytes);
    expect(late - early).toBeLessThan(4e6);
  });

  it('of the GPU is given back on every way out: done, cancelled, refused', { timeout: 300_000 }, async () => {
    const tensors = listen('tensors');
    const { generator } = tinyGenerator({ device: 'webgpu', allowSoftwareAdapter: true });
    await generator.load();
    // Two layers, a key and a value each: what may be kept is the beginning of one prompt.
    const KEPT = 4;
    for (let count = 0; count < 6; count++) await generator.group([{ name: 'freedom' }, { name: `freedom ${count}` }], { nearest: 0.2, maxTokens: 32 });
    await expect.poll(() => tensors.at(-1)?.live).toBeLessThanOrEqual(KEPT);
    const stop = new AbortController();
    await caught(generator.group([{ name: 'freedom' }, { name: 'freedom x' }], { nearest: 0.2, maxTokens: 60, signal: stop.signal, onText: () => stop.abort() }));
    await generator.tagOne('Obey.', small);
    await expect.poll(() => tensors.at(-1)?.live).toBeLessThanOrEqual(KEPT);
    expect(tensors.at(-1)?.made).toBeGreaterThan(300);
    expect(await caught(generator.tagOne('Obey. '.repeat(9000), small))).toMatchObject({ code: 'invalid-input' });
    await expect.poll(() => tensors.at(-1)?.live).toBeLessThanOrEqual(KEPT);
  });

  it('of the GPU is given back by a run that fails, before its worker is replaced', { timeout: 240_000 }, async () => {
    const tensors = listen('tensors');
    const { generator } = tinyGenerator({ device: 'webgpu', allowSoftwareAdapter: true, workers: ['flaky', 'ordinary'] });
    await generator.load();
    await generator.group([{ name: 'freedom' }, { name: 'freedom x' }], { nearest: 0.2, maxTokens: 40 });
    expect(generator.notices.map(({ code }) => code)).toEqual(['generator-restarted']);
    const failed = (): typeof tensors => tensors.filter(({ worker }) => worker === 'flaky');
    expect(failed().at(-1)?.made).toBeGreaterThan(10);
    // What the failing step was given was the run's own, and nothing that an earlier run has kept.
    await expect.poll(() => failed().at(-1)?.live).toBeLessThanOrEqual(4);
  });
});
