import { afterEach, describe, expect, it } from 'vitest';
import { activate } from '../../../src/activation.ts';
import { IndexedDbCache } from '../../../src/cache/score-cache.ts';
import { createTagger, type TaggerOptions } from '../../../src/tagging/create-tagger.ts';
import type { EncoderTagger } from '../../../src/tagging/encoder-tagger.ts';
import type { TaggedSentence } from '../../../src/tagging/types.ts';
import real from '../../fixtures/real-text.json';
import golden from '../../fixtures/tokenizer-golden.json';
import { listen, oddWorker } from '../support/odd-worker.ts';
import { encoderPool } from '../support/pool.ts';
import { MODEL_URL, REFERENCES, largestDifference } from '../support/samples.ts';

const open: EncoderTagger[] = [];

function tagger(options: TaggerOptions = {}): EncoderTagger {
  const made = createTagger({ modelUrl: MODEL_URL, device: 'wasm', cache: 'memory', ...options });
  open.push(made);
  return made;
}


afterEach(async () => {
  await Promise.all(open.splice(0).map((made) => made.dispose()));
});

/** One sentence a line, so that each is a sentence of its own. */
const TEXT = REFERENCES.map(({ text }) => text).join('\n\n');

describe('a tagger on the CPU', () => {
  it('gives the scores that Python computes from the same graph', async () => {
    const { sentences } = await tagger().tag(TEXT);
    expect(sentences.map(({ text }) => text)).toEqual(REFERENCES.map(({ text }) => text));
    const toGraph = REFERENCES.map(({ wasm }, index) => largestDifference(sentences[index]?.scores ?? {}, wasm));
    const toPyTorch = REFERENCES.map(({ pytorch }, index) => largestDifference(sentences[index]?.scores ?? {}, pytorch));
    console.info(`${sentences.length} sentences: largest |Δp| to Python on the same graph ${Math.max(...toGraph).toFixed(5)}, to the unquantized model ${Math.max(...toPyTorch).toFixed(4)}`);
    expect(sentences.length).toBeGreaterThanOrEqual(32);
    expect(Math.max(...toGraph)).toBeLessThan(0.02);
  });

  it('gives the same scores with ONNX Runtime and its threads', async () => {
    const made = tagger({ builds: ['jspi', 'plain'] });
    const { sentences } = await made.tag(TEXT);
    expect(made.report?.candidate).toEqual({ device: 'wasm', build: 'jspi' });
    expect(made.report?.threads).toBe(Math.min(4, navigator.hardwareConcurrency));
    expect(Math.max(...REFERENCES.map(({ wasm }, index) => largestDifference(sentences[index]?.scores ?? {}, wasm)))).toBeLessThan(0.02);
  });

  it('gives the same scores with the plain engine and one thread', async () => {
    const plain = tagger({ threads: 1, builds: ['jspi', 'plain'], workerFactory: () => oddWorker('no-jspi') });
    const { sentences } = await plain.tag(TEXT);
    expect(plain.report?.candidate).toEqual({ device: 'wasm', build: 'plain' });
    expect(Math.max(...REFERENCES.map(({ wasm }, index) => largestDifference(sentences[index]?.scores ?? {}, wasm)))).toBeLessThan(0.02);
  });

  it('gives each of 200 sentences the same scores alone, in a batch, and in another batch', async () => {
    const texts = [...new Set([...REFERENCES.map(({ text }) => text), ...real.sentences, ...golden.map(({ text }) => text)].map((text) => text.replace(/\s+/g, ' ').trim()))]
      .filter((text) => /\p{L}/u.test(text))
      .slice(0, 200);
    expect(texts).toHaveLength(200);
    const pool = encoderPool();
    const { slices, info } = await pool.ready();
    const run = async (some: readonly string[]): Promise<Map<string, Float32Array>> => {
      const scores = new Map<string, Float32Array>();
      await pool.encode(some, ({ indices, logits }, { rowSize }) => {
        for (const [place, index] of indices.entries()) {
          const row = logits.subarray(place * rowSize, (place + 1) * rowSize);
          scores.set(some[index] ?? '', Float32Array.from(slices.flatMap((slice) => [...activate(row, slice)])));
        }
      });
      return scores;
    };
    const together = await run(texts);
    // Other neighbours and other padding: in the opposite order, each beside a text of the model's full length.
    const long = 'the river and the forest and the people who live there '.repeat(40);
    const elsewhere = await run(texts.toReversed().flatMap((text, index) => (index % 16 === 0 ? [`${long} ${index}`, text] : [text])));
    const thresholds = info.heads.flatMap(({ labels }) => labels.map(({ threshold }) => threshold));
    let largest = 0;
    let flips = 0;
    for (const text of texts) {
      const alone = (await run([text])).get(text) ?? new Float32Array();
      for (const other of [together.get(text), elsewhere.get(text)]) {
        for (const [label, score] of alone.entries()) {
          const there = other?.[label] ?? Number.NaN;
          largest = Math.max(largest, Math.abs(score - there) || (Number.isNaN(there) ? Infinity : 0));
          if (score >= (thresholds[label] ?? 1) !== there >= (thresholds[label] ?? 1)) flips++;
        }
      }
    }
    pool.dispose();
    console.info(`200 sentences alone and in two batchings: largest |Δp| ${largest.toExponential(1)}, ${flips} tags flip`);
    expect(largest).toBeLessThan(0.01);
    expect(flips).toBe(0);
  });

  it('runs no model on a text that it has read before', async () => {
    const name = 'tagger-test';
    await IndexedDbCache.delete(name);
    const first = await tagger({ cache: 'indexeddb', cacheName: name }).tag(TEXT);
    expect(first.sentences.every(({ cached }) => !cached)).toBe(true);
    const second = await tagger({ cache: 'indexeddb', cacheName: name }).tag(TEXT);
    expect(second.sentences.every(({ cached }) => cached)).toBe(true);
    expect(second.sentences.map(({ scores }) => scores)).toEqual(first.sentences.map(({ scores }) => scores));
    await Promise.all(open.splice(0).map((made) => made.dispose()));
    await IndexedDbCache.delete(name);
  });

  it('runs a repeated sentence once and gives it everywhere', async () => {
    const batches = listen('batch');
    const { sentences } = await tagger({ workerFactory: () => oddWorker('ordinary') }).tag('Nature must be protected.\n\nNature  must be protected.\n\nNature must be protected.');
    expect(sentences).toHaveLength(3);
    await expect.poll(() => batches).toEqual([{ kind: 'batch', count: 1, texts: 1 }]);
    expect(sentences[1]?.scores).toEqual(sentences[0]?.scores);
    expect(sentences[2]?.scores).toEqual(sentences[0]?.scores);
  });

  it('streams sentences in reading order', async () => {
    const seen: number[] = [];
    for await (const { index } of tagger().stream(TEXT)) seen.push(index);
    expect(seen).toEqual(REFERENCES.map((_, index) => index));
  });

  it('says of each sentence whether its end was left out', async () => {
    const long = `We must ${'protect the river and the forest and the people who live there and '.repeat(60)}rest.`;
    const { sentences } = await tagger().tag(`A short one.\n\n${long}`);
    expect(sentences.map(({ truncated }) => truncated)).toEqual([false, true]);
  });

  it('gives no sentences for no text', async () => {
    const { sentences, model } = await tagger().tag(' \n\t ');
    expect(sentences).toEqual([]);
    expect(model.heads.length).toBeGreaterThan(0);
  });

  it('stops within a batch when it is cancelled, in the worker too, and goes on in the same worker', async () => {
    const heard = listen('batch');
    let workers = 0;
    const stallLimit = 1500;
    const made = tagger({ stallLimit, workerFactory: () => (workers++, oddWorker('ordinary')) });
    await made.ready();
    const stop = new AbortController();
    const text = Array.from({ length: 3000 }, (_, index) => `Sentence number ${index} speaks of freedom and of order.`).join('\n\n');
    await expect(made.tag(text, { signal: stop.signal, onSentences: () => stop.abort() })).rejects.toMatchObject({ name: 'AbortError', code: 'aborted' });
    const atAbort = heard.length;
    // Longer than the worker may be silent: a cancelled call must not count as a stuck worker.
    await new Promise((resolve) => setTimeout(resolve, 2 * stallLimit + 500));
    expect(heard.length).toBeLessThanOrEqual(atAbort + 2);
    expect((await made.tag('Freedom is worth more than comfort.')).sentences).toHaveLength(1);
    expect(workers).toBe(1);
    expect(made.notices.filter(({ code }) => code === 'worker-replaced')).toEqual([]);
  });

  it('ends a load that nobody waits for any more, and loads anew when asked again', async () => {
    let workers = 0;
    const made = tagger({ workerFactory: () => (workers++, oddWorker('ordinary')) });
    const stop = new AbortController();
    const first = made.ready({ signal: stop.signal, onProgress: () => stop.abort() });
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    await expect(made.ready()).resolves.toMatchObject({ maxTokens: 256 });
    expect(workers).toBe(2);
  });

  it('goes on loading while somebody else waits', async () => {
    let workers = 0;
    const made = tagger({ workerFactory: () => (workers++, oddWorker('ordinary')) });
    const stop = new AbortController();
    const leaving = made.ready({ signal: stop.signal, onProgress: () => stop.abort() });
    const staying = made.ready();
    await expect(leaving).rejects.toMatchObject({ code: 'aborted' });
    await expect(staying).resolves.toMatchObject({ maxTokens: 256 });
    expect(workers).toBe(1);
  });

  it("rejects with what the caller's own code threw", async () => {
    const made = tagger();
    await expect(made.tag(TEXT, { onSentences: () => { throw new RangeError('mine'); } })).rejects.toThrow('mine');
    expect((await made.tag('Freedom is worth more than comfort.')).sentences).toHaveLength(1);
  });

  it('reports bytes while it loads, then each sentence', async () => {
    const phases: string[] = [];
    let largest = 0;
    await tagger().tag(TEXT, {
      onProgress: (progress) => {
        if (phases.at(-1) !== progress.phase) phases.push(progress.phase);
        if (progress.phase === 'download') {
          expect(progress.allLoaded).toBeGreaterThanOrEqual(largest);
          largest = progress.allLoaded;
          expect(progress.allTotal).toBeGreaterThan(1_000_000);
        }
        if (progress.phase === 'tag') largest = progress.total;
      },
    });
    expect(phases).toEqual(['download', 'verify', 'compile', 'self-test', 'tag']);
    expect(largest).toBe(REFERENCES.length);
  });

  it('refuses what is no text', async () => {
    await expect(tagger().tag(42 as unknown as string)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('answers nothing after it was disposed of', async () => {
    const made = tagger();
    const running = made.tag(TEXT);
    await made.dispose();
    await expect(running).rejects.toMatchObject({ code: 'disposed' });
    await expect(made.tag(TEXT)).rejects.toMatchObject({ code: 'disposed' });
  });
});

describe('a tagger whose worker fails', () => {
  it('replaces a worker that died and loses no sentence', async () => {
    let made = 0;
    const mortal = tagger({ workerFactory: () => oddWorker(made++ === 0 ? 'mortal' : 'ordinary') });
    const seen = new Map<number, TaggedSentence>();
    const { sentences, notices } = await mortal.tag(TEXT, { onSentences: (part) => part.forEach((sentence) => seen.set(sentence.index, sentence)) });
    expect(made).toBe(2);
    expect(seen.size).toBe(REFERENCES.length);
    expect(Math.max(...REFERENCES.map(({ wasm }, index) => largestDifference(sentences[index]?.scores ?? {}, wasm)))).toBeLessThan(0.02);
    expect(notices.map(({ code }) => code)).toContain('worker-replaced');
  });

  it('gives up on a worker that dies again and again, and says so', async () => {
    const mortal = tagger({ workerFactory: () => oddWorker('mortal') });
    await expect(mortal.tag(TEXT.repeat(3).replaceAll('.\n', `, ${Math.random()}.\n`))).rejects.toMatchObject({ code: 'worker-died' });
  });

  it('says that a worker could not be started', async () => {
    const absent = tagger({ workerFactory: () => new Worker('/no/such/worker.js', { type: 'module' }) });
    await expect(absent.tag(TEXT)).rejects.toMatchObject({ code: 'worker-died', message: expect.stringMatching(/could not be (started|loaded)/) as string });
  });

  it('gives up on a worker that shows no sign of life', async () => {
    const silent = URL.createObjectURL(new Blob(['onmessage = () => {}'], { type: 'text/javascript' }));
    const stuck = tagger({ workerFactory: () => new Worker(silent), stallLimit: 300 });
    await expect(stuck.tag(TEXT)).rejects.toMatchObject({ code: 'worker-died', message: expect.stringContaining('no sign of life') as string });
    URL.revokeObjectURL(silent);
  });

  it('can be asked again after the model could not be loaded', async () => {
    const lost = tagger({ modelUrl: '/no/such/model/' });
    await expect(lost.tag(TEXT)).rejects.toMatchObject({ code: 'file-missing' });
    await expect(lost.tag(TEXT)).rejects.toMatchObject({ code: 'file-missing' });
  });
});

describe('a tagger on WebGPU', () => {
  it('gives the scores that Python computes from the same graph', async () => {
    const gpu = tagger({ device: 'webgpu', allowSoftwareAdapter: true, stallLimit: 120_000 });
    const few = REFERENCES.toSorted((a, b) => a.text.length - b.text.length).slice(0, 4);
    const { sentences, device } = await gpu.tag(few.map(({ text }) => text).join('\n\n'));
    expect(device).toBe('webgpu');
    const differences = few.map(({ webgpu }, index) => largestDifference(sentences[index]?.scores ?? {}, webgpu));
    console.info(`WebGPU, ${few.length} sentences: largest |Δp| to Python on the same graph ${Math.max(...differences).toFixed(5)}`);
    expect(Math.max(...differences)).toBeLessThan(0.02);
  }, 170_000);

  it('counts a software adapter as no GPU, and says why it reads on the CPU', async () => {
    const automatic = tagger({ device: 'auto' });
    const { device, notices } = await automatic.tag('Freedom is worth more than comfort.');
    expect(device).toBe('wasm');
    expect(notices.map(({ code }) => code)).toContain('no-webgpu');
  });

  it('refuses the GPU where there is only a software adapter and it was not allowed', async () => {
    await expect(tagger({ device: 'webgpu' }).ready()).rejects.toMatchObject({ code: 'device-unavailable' });
  });
});
