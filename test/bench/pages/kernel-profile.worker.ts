/** Runs texts in our own kernel and tells how long each of its steps took in all, the least of several passes. */
import { settle, startKernel } from '../../../src/runtime/kernel/binary.ts';
import { parseDescription } from '../../../src/runtime/kernel/description.ts';
import { fetchKernel } from '../../../src/runtime/kernel/fetch-kernel.ts';
import { KernelModel } from '../../../src/runtime/kernel/model.ts';
import type { KernelProfileRequest } from '../profile.ts';

const MODEL = '/models/embedded/';

async function bytes(name: string): Promise<Uint8Array> {
  const response = await fetch(MODEL + name);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function run({ batches, passes }: KernelProfileRequest): Promise<void> {
  const [json, weights] = await Promise.all([bytes('model.kernel.json'), bytes('weights.bin')]);
  const kernel = await startKernel(await (await fetchKernel(() => undefined)).arrayBuffer());
  settle(kernel);
  const model = new KernelModel(kernel, parseDescription(new TextDecoder().decode(json), weights.length, 'model.kernel.json'), weights);
  const texts = batches.map((batch) => batch.map((ids) => Int32Array.from(ids)));
  const least: Record<string, number> = {};
  for (let pass = 0; pass < passes; pass++) {
    const own: Record<string, number> = {};
    model.onStage = (stage, milliseconds) => {
      own[stage] = (own[stage] ?? 0) + milliseconds;
    };
    for (const batch of texts) model.run(batch);
    for (const [stage, time] of Object.entries(own)) least[stage] = Math.min(least[stage] ?? Infinity, time);
  }
  postMessage({ times: least });
}

addEventListener('message', ({ data }: MessageEvent<KernelProfileRequest>) => {
  run(data).catch((error: unknown) => postMessage({ error: String(error) }));
});
