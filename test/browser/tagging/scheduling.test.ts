import { afterEach, describe, expect, it } from 'vitest';
import { createTagger, type TaggerOptions } from '../../../src/tagging/create-tagger.ts';
import type { EncoderPool, EncoderPoolOptions } from '../../../src/tagging/encoder-pool.ts';
import type { EncoderTagger } from '../../../src/tagging/encoder-tagger.ts';
import type { Notice, TaggedSentence } from '../../../src/tagging/types.ts';
import { listen, oddWorker } from '../support/odd-worker.ts';
import { encoderPool } from '../support/pool.ts';
import { MODEL_URL } from '../support/samples.ts';

/** A machine that does other things meanwhile may need long; nothing here is about time. */
const SLOW = { timeout: 240_000 };

const open: { dispose(): unknown }[] = [];

function tagger(options: TaggerOptions = {}): EncoderTagger {
  const made = createTagger({ modelUrl: MODEL_URL, device: 'wasm', cache: 'none', threads: 1, workers: 1, workerFactory: () => oddWorker('ordinary'), ...options });
  open.push(made);
  return made;
}

function pool(options: Partial<EncoderPoolOptions> = {}): EncoderPool {
  const made = encoderPool(options);
  open.push(made);
  return made;
}

async function rowsOf(encoder: EncoderPool, texts: readonly string[]): Promise<Float32Array[]> {
  const rows: Float32Array[] = [];
  await encoder.encode(texts, ({ indices, logits }, { rowSize }) => {
    for (const [place, index] of indices.entries()) {
      expect(rows[index]).toBeUndefined();
      rows[index] = logits.slice(place * rowSize, (place + 1) * rowSize);
    }
  });
  return rows;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((made) => made.dispose()));
});

const THINGS = ['freedom', 'order', 'the river', 'their children', 'old customs', 'new ideas', 'wealth', 'peace', 'justice'];

/** Different sentences of some ten tokens, short so that many are run in little time. */
const sentencesFrom = (seed: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `In year ${seed}${index} they spoke of ${THINGS[(index * 7 + seed) % THINGS.length] ?? ''}${index % 3 === 0 ? ' and of little else' : ''}.`);

/** One a line, so that each is a sentence of its own. */
const lines = (sentences: readonly string[]): string => sentences.join('\n\n');

describe('what is in sight', SLOW, () => {
  it('is tagged first, and after a scroll what is in sight then, before the rest', async () => {
    const sentences = sentencesFrom(1, 360);
    const text = lines(sentences);
    const startOf = (index: number): number => text.indexOf(sentences[index] ?? '?');
    let top = 150;
    const inSight = (): { start: number; end: number } => ({ start: startOf(top), end: startOf(top + 12) });
    const order: number[] = [];
    let scrolledAt = 0;
    const made = tagger();
    await made.ready();
    await made.tag(text, {
      inSight,
      onSentences: (part) => {
        order.push(...part.map(({ index }) => index));
        if (top === 150 && order.length > 60) {
          top = 300;
          scrolledAt = order.length;
        }
      },
    });
    expect(order.toSorted((a, b) => a - b)).toEqual(sentences.map((_, index) => index));
    expect(order.slice(0, 12).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, place) => 150 + place));
    const after = order.slice(scrolledAt);
    const last = Math.max(...Array.from({ length: 12 }, (_, place) => after.indexOf(300 + place)));
    console.info(`after a scroll the 12 sentences in sight were among the next ${last + 1} that were tagged, of ${after.length}`);
    // What the worker was about: a batch that runs and one that is on its way, of some 20 sentences each.
    expect(last).toBeLessThan(12 + 60);
    // The rest comes in reading order, window by window.
    const rest = after.slice(last + 1);
    expect(rest.indexOf(350)).toBeGreaterThan(rest.indexOf(40));
  });

  it('asks nobody where nothing is said of it, and goes through the text in reading order', async () => {
    const seen: TaggedSentence[] = [];
    await tagger().tag(lines(sentencesFrom(2, 300)), { onSentences: (part) => seen.push(...part) });
    expect(seen.slice(0, 8).map(({ index }) => index).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(Math.max(...seen.slice(0, 264).map(({ index }) => index))).toBe(263);
  });
});

describe('several requests', SLOW, () => {
  it('gives a second one its first tags while a long one is running, and both all of theirs', async () => {
    const made = tagger();
    await made.ready();
    let long = 0;
    let longAtFirst = 0;
    let longAtSecond = 0;
    let second: Promise<unknown> | undefined;
    await made.tag(lines(sentencesFrom(3, 300)), {
      onSentences: (part) => {
        long += part.length;
        if (long < 60 || second) return;
        longAtFirst = long;
        second = made.tag(lines(sentencesFrom(4, 30)), { onSentences: () => (longAtSecond ||= long) });
      },
    });
    expect(long).toBe(300);
    await expect(second).resolves.toMatchObject({ sentences: { length: 30 } });
    console.info(`a second request waited for ${longAtSecond - longAtFirst} sentences of the first`);
    expect(longAtSecond - longAtFirst).toBeLessThan(80);
  });

  it('stops a cancelled one within a batch, and the other goes on', async () => {
    const batches = listen('batch');
    const made = tagger();
    await made.ready();
    const stop = new AbortController();
    const cancelled = made.tag(lines(sentencesFrom(5, 400)), { signal: stop.signal });
    const other = made.tag(lines(sentencesFrom(6, 40)), { onSentences: () => stop.abort() });
    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
    await expect(other).resolves.toMatchObject({ sentences: { length: 40 } });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(batches.reduce((sum, { texts }) => sum + texts, 0)).toBeLessThan(40 + 100);
  });
});

describe('a pool of workers', SLOW, () => {
  const texts = sentencesFrom(8, 300);

  it('gives the same rows as one worker, bit by bit, and fetches the weights once', async () => {
    const one = await rowsOf(pool({ threads: 1, workers: 1 }), texts);
    const fetched = listen('fetch');
    const batches = listen('batch');
    const two = pool({ threads: 1, workers: 2 });
    let first = 0;
    let sizeAtFirst = 0;
    const rows: Float32Array[] = [];
    await two.encode(texts, ({ indices, logits }, { rowSize }) => {
      if (first === 0) sizeAtFirst = two.size;
      first ||= performance.now();
      for (const [place, index] of indices.entries()) rows[index] = logits.slice(place * rowSize, (place + 1) * rowSize);
    });
    expect(rows).toEqual(one);
    expect(sizeAtFirst).toBe(1);
    expect(two.size).toBe(2);
    // Each worker counts its own batches: two have made a first one.
    expect(batches.filter(({ count }) => count === 1)).toHaveLength(2);
    expect(fetched.filter(({ url }) => url.endsWith('weights.bin'))).toHaveLength(1);
    expect(fetched.filter(({ url }) => url.endsWith('manifest.json'))).toHaveLength(1);
    expect(fetched.filter(({ url }) => /\.wasm/.test(url))).toHaveLength(1);
  });

  it('starts no second worker for a short text', async () => {
    let workers = 0;
    const few = pool({ threads: 1, workers: 4, workerFactory: () => (workers++, oddWorker('ordinary')) });
    expect(await rowsOf(few, texts.slice(0, 60))).toHaveLength(60);
    expect(workers).toBe(1);
  });

  it('ends the others after an idle while, and works on', async () => {
    const two = pool({ threads: 1, workers: 2, idleLimit: 500 });
    await rowsOf(two, texts);
    expect(two.size).toBe(2);
    await expect.poll(() => two.size, { timeout: 5000 }).toBe(1);
    expect(await rowsOf(two, texts.slice(0, 20))).toHaveLength(20);
  });

  it('loses nothing when one of them dies, and replaces it', async () => {
    const notices: string[] = [];
    let workers = 0;
    const two = pool({ threads: 1, workers: 2, onNotice: ({ code }) => notices.push(code), workerFactory: () => oddWorker(workers++ === 1 ? 'mortal' : 'ordinary') });
    const rows = await rowsOf(two, texts);
    expect(rows.filter(Boolean)).toHaveLength(texts.length);
    expect(notices).toContain('worker-replaced');
    expect(notices).not.toContain('device-dropped');
    expect(workers).toBeGreaterThanOrEqual(2);
  });

  it('goes on with fewer where one more cannot be started, and says so once', async () => {
    const notices: Notice[] = [];
    let workers = 0;
    const absent = (): Worker => new Worker('/no/such/worker.js', { type: 'module' });
    const two = pool({ threads: 1, workers: 3, onNotice: (notice) => notices.push(notice), workerFactory: () => (workers++ === 0 ? oddWorker('ordinary') : absent()) });
    expect((await rowsOf(two, texts)).filter(Boolean)).toHaveLength(texts.length);
    expect(two.size).toBe(1);
    expect(workers).toBe(2);
    expect(notices).toEqual([{ code: 'fewer-workers', message: expect.stringMatching(/^One worker reads the text, and no more, so it takes longer: .*could not be (started|loaded)/) as string }]);
  });
});
