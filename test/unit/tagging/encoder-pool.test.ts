import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { TaggerError } from '../../../src/errors.ts';
import type { ModelText } from '../../../src/runtime/protocol.ts';
import { EncoderPool, type EncoderPoolOptions } from '../../../src/tagging/encoder-pool.ts';
import type { EncodeOptions } from '../../../src/tagging/row-source.ts';
import type { Notice } from '../../../src/tagging/types.ts';
import { FakeEncoder, type FakeEncoderOptions } from '../../support/fake-encoder.ts';

beforeAll(() => void vi.stubGlobal('navigator', {}));
afterAll(() => void vi.unstubAllGlobals());

const open: EncoderPool[] = [];
afterEach(() => open.splice(0).forEach((pool) => pool.dispose()));

interface Made {
  readonly pool: EncoderPool;
  /** In the order in which they were started. */
  readonly workers: FakeEncoder[];
  readonly notices: Notice[];
}

/** A pool whose nth worker is made of the nth of `kinds`, and all later ones of the last. */
function poolOf(kinds: readonly FakeEncoderOptions[], options: Partial<EncoderPoolOptions> = {}): Made {
  const workers: FakeEncoder[] = [];
  const notices: Notice[] = [];
  const workerFactory = (): Worker => {
    const made = new FakeEncoder(kinds[Math.min(workers.length, kinds.length - 1)]);
    workers.push(made);
    return made.worker.asWorker;
  };
  const pool = new EncoderPool({ workerFactory, modelUrl: 'https://example.org/', device: 'auto', allowSoftwareAdapter: false, builds: ['jspi', 'plain'], keepFiles: false, threads: 1, workers: 1, onNotice: (notice) => notices.push(notice), ...options });
  open.push(pool);
  return { pool, workers, notices };
}

const textsFrom = (count: number, seed = ''): string[] => Array.from({ length: count }, (_, index) => `text ${seed}${'x'.repeat(index % 7)} ${index}`);

interface Run {
  /** How often each text's row came, in their order. */
  readonly counts: number[];
  readonly done: Promise<void>;
}

/** Encodes texts, and holds each row to what a worker makes of its text. */
function run(pool: EncoderPool, texts: readonly ModelText[], options: EncodeOptions & { readonly onRow?: (count: number) => void } = {}): Run {
  const counts = texts.map(() => 0);
  let rows = 0;
  const done = pool.encode(
    texts,
    ({ indices, logits }) => {
      for (const [place, index] of indices.entries()) {
        expect(logits[place]).toBe(String(texts[index]).length);
        counts[index] = (counts[index] ?? 0) + 1;
        options.onRow?.(++rows);
      }
    },
    options,
  );
  done.catch(() => undefined);
  return { counts, done };
}

const once = (texts: readonly unknown[]): number[] => texts.map(() => 1);

/** What can be waited for, and let go. */
function gate(): { readonly open: () => void; readonly passed: Promise<void> } {
  let pass = (): void => undefined;
  const passed = new Promise<void>((resolve) => (pass = resolve));
  return { open: () => pass(), passed };
}

const never = (): Promise<never> => new Promise(() => undefined);

const lost = (): TaggerError => new TaggerError('engine-failed', 'The connection to the GPU was lost.', '');

describe('a worker that dies with two orders', () => {
  it('has each text that it did not finish run once again, while its neighbour has nothing to do', async () => {
    const texts = textsFrom(200);
    let batches = 0;
    const stuck = { onBatch: () => (batches++ > 0 ? never() : undefined) };
    const { pool, workers, notices } = poolOf([stuck, {}], { device: 'wasm', workers: 2 });
    const { counts, done } = run(pool, texts);
    // The first order has 5 texts, of which one batch was done, and the second is on its way.
    await vi.waitFor(() => expect(counts.filter((count) => count > 0).length).toBe(texts.length - 1 - 49));
    workers[0]?.worker.crash();
    await done;
    expect(counts).toEqual(once(texts));
    expect(workers).toHaveLength(2);
    expect(workers[1]?.ran).toHaveLength(texts.length - 4);
    expect(notices.map(({ code }) => code)).toEqual(['worker-replaced']);
  });
});

describe('a device that was dropped', () => {
  it.each([
    ['lost', () => lost()],
    ['hung', () => new TaggerError('engine-failed', 'The GPU did not finish a batch within 30 seconds.', '')],
  ])('stays dropped when it was %s and its replacement was aborted', async (_name, fault) => {
    let batches = 0;
    const gpu = { webgpu: true, onBatch: () => (batches++ > 0 ? Promise.reject(fault()) : undefined) };
    const loading = gate();
    const { pool, workers } = poolOf([gpu, { webgpu: true, onLoad: () => (loading.open(), never()) }, { webgpu: true }]);
    const stop = new AbortController();
    const { counts, done } = run(pool, textsFrom(20), { signal: stop.signal });
    await loading.passed;
    stop.abort();
    await expect(done).rejects.toMatchObject({ code: 'aborted' });
    expect(counts.filter((count) => count > 0)).toHaveLength(4);
    await expect(pool.ready()).resolves.toMatchObject({ candidate: { device: 'wasm' } });
    expect(workers.map(({ loads }) => loads.map(({ device }) => device))).toEqual([['webgpu'], ['wasm'], ['wasm']]);
  });

  it('stays dropped when it failed in the first load, and the next was aborted', async () => {
    const loading = gate();
    const { pool, workers, notices } = poolOf([{ webgpu: true, onLoad: () => Promise.reject(lost()) }, { webgpu: true, onLoad: () => (loading.open(), never()) }, { webgpu: true }]);
    const stop = new AbortController();
    const first = pool.ready(undefined, stop.signal);
    const aborted = expect(first).rejects.toMatchObject({ code: 'aborted' });
    await loading.passed;
    stop.abort();
    await aborted;
    await pool.ready();
    expect(workers.map(({ loads }) => loads.map(({ device }) => device))).toEqual([['webgpu'], ['wasm'], ['wasm']]);
    expect(notices.filter(({ code }) => code === 'device-dropped')).toHaveLength(1);
  });

  it('stays dropped when the files for the next could not be fetched', async () => {
    const offline = new TaggerError('network', 'The model could not be fetched.', '');
    const { pool, workers } = poolOf([{ webgpu: true, onLoad: () => Promise.reject(lost()) }, { webgpu: true, onLoad: () => Promise.reject(offline) }, { webgpu: true }]);
    await expect(pool.ready()).rejects.toMatchObject({ code: 'network' });
    await expect(pool.ready()).resolves.toMatchObject({ candidate: { device: 'wasm' } });
    expect(workers.map(({ loads }) => loads.map(({ device }) => device))).toEqual([['webgpu'], ['wasm'], ['wasm']]);
  });

  it('is tried again, as all others are, where none was left', async () => {
    const { pool, workers } = poolOf([{ webgpu: true, onLoad: () => Promise.reject(lost()) }, { onLoad: () => Promise.reject(lost()) }, { webgpu: true }], { builds: ['jspi'] });
    await expect(pool.ready()).rejects.toMatchObject({ code: 'engine-failed' });
    await expect(pool.ready()).resolves.toMatchObject({ candidate: { device: 'webgpu' } });
    expect(workers).toHaveLength(3);
  });
});

describe('a worker that dies while it loads', () => {
  const dies = { webgpu: true, onLoad: (_: unknown, { worker }: FakeEncoder) => (worker.crash(), never()) };

  it('is replaced by its like, and the reader is told', async () => {
    const { pool, workers, notices } = poolOf([dies, { webgpu: true }]);
    await expect(pool.ready()).resolves.toMatchObject({ candidate: { device: 'webgpu' } });
    expect(workers).toHaveLength(2);
    expect(notices).toEqual([{ code: 'worker-replaced', message: 'The worker failed: out of memory. It was replaced, and the model is loaded again.' }]);
  });

  it('gives way to the next device when its like dies as well', async () => {
    const { pool, workers, notices } = poolOf([dies, dies, { webgpu: true }]);
    await expect(pool.ready()).resolves.toMatchObject({ candidate: { device: 'wasm', build: 'jspi' } });
    expect(workers).toHaveLength(3);
    expect(notices.map(({ code }) => code)).toEqual(['worker-replaced', 'device-dropped']);
  });

  it('is no accident where it shows no sign of life', async () => {
    const { pool, workers, notices } = poolOf([{ webgpu: true, onLoad: never }, { webgpu: true }], { stallLimit: 50 });
    await expect(pool.ready()).resolves.toMatchObject({ candidate: { device: 'wasm' } });
    expect(workers).toHaveLength(2);
    expect(notices.map(({ code }) => code)).toEqual(['device-dropped']);
  });
});

describe('looking for a GPU', () => {
  it('is left out where none would be used', async () => {
    const { pool, workers, notices } = poolOf([{ webgpu: true }], { device: 'wasm' });
    await expect(pool.ready()).resolves.toMatchObject({ candidate: { device: 'wasm' } });
    expect(workers[0]?.probes).toEqual([false]);
    expect(notices).toEqual([]);
    const { pool: other, workers: others } = poolOf([{ webgpu: true }]);
    await other.ready();
    expect(others[0]?.probes).toEqual([true]);
  });
});

describe("a caller's own code that throws", () => {
  const mine = new RangeError('mine');

  it('when it is asked what is in sight ends that call alone', async () => {
    const { pool, workers } = poolOf([{}]);
    const other = run(pool, textsFrom(60, 'a'));
    let asked = 0;
    const faulty = run(pool, textsFrom(60, 'b'), {
      wanted: function* () {
        if (asked++ > 1) throw mine;
        yield 7;
      },
    });
    await expect(faulty.done).rejects.toBe(mine);
    await other.done;
    expect(other.counts).toEqual(once(other.counts));
    const later = run(pool, textsFrom(9, 'c'));
    await later.done;
    expect(later.counts).toEqual(once(later.counts));
    expect(workers).toHaveLength(1);
  });

  it('when it is told of progress leaves the load to others who wait for it', async () => {
    const { pool, workers } = poolOf([{}]);
    const phases: string[] = [];
    const faulty = pool.ready(() => {
      throw mine;
    });
    const other = pool.ready(({ phase }) => phases.push(phase));
    await expect(faulty).rejects.toBe(mine);
    await other;
    expect(phases).toEqual(['verify', 'compile']);
    expect(workers).toHaveLength(1);
  });

  it('when it is told of progress ends a load that nobody else waits for', async () => {
    const { pool, workers } = poolOf([{ onLoad: never }, {}]);
    await expect(pool.ready(() => { throw mine; })).rejects.toBe(mine);
    await vi.waitFor(() => expect(workers[0]?.worker.terminated).toBe(true));
    await pool.ready();
    expect(workers).toHaveLength(2);
  });

  it('when it gets rows leaves the same rows to others', async () => {
    const texts = textsFrom(40);
    const { pool } = poolOf([{}]);
    await pool.ready();
    const faulty = run(pool, texts, { onRow: () => { throw mine; } });
    const other = run(pool, texts);
    await expect(faulty.done).rejects.toBe(mine);
    await other.done;
    expect(other.counts).toEqual(once(texts));
  });
});

describe('a text that several want', () => {
  const ran = (workers: readonly FakeEncoder[]): string[] => workers.flatMap((worker) => worker.ran.map(String));

  it('is run once, whoever comes first, and whatever else each wants', async () => {
    const texts = textsFrom(150);
    const { pool, workers } = poolOf([{}]);
    const first = run(pool, texts, { wanted: () => [100, 101] });
    const second = run(pool, [...textsFrom(30, 'own'), ...texts.toReversed()], { wanted: () => [3, 40] });
    await Promise.all([first.done, second.done]);
    expect(first.counts).toEqual(once(first.counts));
    expect(second.counts).toEqual(once(second.counts));
    expect(ran(workers).toSorted()).toEqual([...texts, ...textsFrom(30, 'own')].toSorted());
  });

  it.each([1, 2])('is run once when the caller who came first leaves midway, with %i workers', async (count) => {
    const texts = textsFrom(300);
    const { pool, workers } = poolOf([{}], { workers: count });
    await pool.ready();
    const stop = new AbortController();
    const first = run(pool, texts, { signal: stop.signal, onRow: (row) => row === 70 && stop.abort() });
    const second = run(pool, texts);
    await expect(first.done).rejects.toMatchObject({ code: 'aborted' });
    await second.done;
    expect(second.counts).toEqual(once(texts));
    expect(ran(workers).toSorted()).toEqual(texts.toSorted());
  });

  it('is given to the other by the batch that runs when the first leaves', async () => {
    const texts = textsFrom(4);
    const running = gate();
    const { pool, workers } = poolOf([{ onBatch: () => running.passed }]);
    await pool.ready();
    const stop = new AbortController();
    const first = run(pool, texts, { signal: stop.signal });
    const second = run(pool, texts);
    // The request is on its way to the worker.
    await new Promise((resolve) => setTimeout(resolve, 20));
    stop.abort();
    running.open();
    await expect(first.done).rejects.toMatchObject({ code: 'aborted' });
    await second.done;
    expect(second.counts).toEqual(once(texts));
    expect(ran(workers)).toEqual(texts);
  });

  it('is run again for the other where the worker died that had it for the first', async () => {
    const texts = textsFrom(20);
    let batches = 0;
    const { pool, workers } = poolOf([{ onBatch: (_, { worker }) => (batches++ > 1 ? (worker.crash(), never()) : undefined) }, {}]);
    await pool.ready();
    const stop = new AbortController();
    const first = run(pool, texts, { signal: stop.signal, onRow: () => stop.abort() });
    const second = run(pool, texts);
    await expect(first.done).rejects.toMatchObject({ code: 'aborted' });
    await second.done;
    expect(second.counts).toEqual(once(texts));
    expect(workers).toHaveLength(2);
  });

  it('is run for each in another reading, or beside another context', async () => {
    const { pool, workers } = poolOf([{}]);
    const texts = textsFrom(10);
    const beside = (context: string): ModelText[] => texts.map((sentence) => ({ sentence, context }));
    const batches: number[] = [];
    await Promise.all([
      run(pool, texts).done,
      run(pool, texts, { reading: { kind: 'heads' } }).done,
      run(pool, texts, { reading: { kind: 'embedding' } }).done,
      ...[beside('a'), beside('b'), beside('a')].map((some) => pool.encode(some, ({ indices }) => batches.push(indices.length))),
    ]);
    expect(batches.reduce((sum, count) => sum + count, 0)).toBe(30);
    expect(workers[0]?.ran).toHaveLength(40);
  });
});
