import * as engine from 'onnxruntime-web/wasm';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { ProfileRequest } from '../profile.ts';

async function bytes(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function run({ graph, data, type, glue, threads, batches }: ProfileRequest): Promise<void> {
  engine.env.wasm.wasmPaths = { mjs: new URL(glue, location.origin).href, wasm: new URL(wasm, import.meta.url).href };
  engine.env.wasm.numThreads = threads;
  const session = await engine.InferenceSession.create(await bytes(graph), {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
    enableProfiling: true,
    externalData: await Promise.all(data.map(async (path) => ({ path, data: await bytes(new URL(path, new URL(graph, location.origin)).href) }))),
    extra: { session: { disable_quant_qdq: '1' } },
  });
  for (const { shape, ids, mask } of batches) {
    const tensor = (values: readonly number[]): engine.Tensor => (type === 'int32' ? new engine.Tensor('int32', Int32Array.from(values), shape) : new engine.Tensor('int64', BigInt64Array.from(values, BigInt), shape));
    const all = { input_ids: tensor(ids), attention_mask: tensor(mask), token_type_ids: tensor(ids.map(() => 0)) };
    const feeds = Object.fromEntries(Object.entries(all).filter(([name]) => session.inputNames.includes(name)));
    for (const output of Object.values(await session.run(feeds))) output.dispose();
  }
  session.endProfiling();
  postMessage({});
}

addEventListener('message', ({ data }: MessageEvent<ProfileRequest>) => {
  run(data).catch((error: unknown) => postMessage({ error: String(error) }));
});
