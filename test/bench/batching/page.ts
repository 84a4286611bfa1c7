/** Runs the workers of an arm; `test/bench/batching.mjs` asks it to. */
import * as Comlink from 'comlink';
import type { BatchLimits } from '../../../src/runtime/batching.ts';
import { sentencesFrom } from '../text.ts';
import type { BatchingWorker } from './encode.worker.ts';

const MODEL = new URL('/models/embedded/', location.href).href;
const pools = new Map<string, Comlink.Remote<BatchingWorker>[]>();
const texts = sentencesFrom(26, 2048);

async function poolOf(workers: number, threads: number): Promise<Comlink.Remote<BatchingWorker>[]> {
  const name = `${workers}x${threads}`;
  let pool = pools.get(name);
  if (!pool) {
    pool = Array.from({ length: workers }, () => Comlink.wrap<BatchingWorker>(new Worker(new URL('./encode.worker.ts', import.meta.url), { type: 'module' })));
    pools.set(name, pool);
    for (const worker of pool) await worker.load(MODEL, 'jspi', threads);
  }
  return pool;
}

Object.assign(globalThis, {
  /** Tokens a second, padded ones among them, that the workers run together: `batches` batches each of one shape. */
  async rate(workers: number, threads: number, height: number, length: number, batches: number): Promise<number> {
    const pool = await poolOf(workers, threads);
    const started = performance.now();
    await Promise.all(
      pool.map(async (worker) => {
        for (let batch = 0; batch < batches; batch++) await worker.time(height, length);
      }),
    );
    return (1000 * workers * batches * height * length) / (performance.now() - started);
  },

  /** Share of padding on a normal text. */
  async padding(window: number, limits: BatchLimits): Promise<number> {
    const [worker] = await poolOf(1, 1);
    return (await worker?.padding(texts, window, limits)) ?? Number.NaN;
  },
});
