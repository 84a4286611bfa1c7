/**
 * The real encoder under odd circumstances, chosen by the worker's name:
 * `mortal` ends itself before its second batch, without an event, as a browser ends a worker that takes too much
 * memory; `no-jspi` has no `WebAssembly.Suspending`, as in other browsers. For our kernel: `no-relaxed` has no relaxed
 * SIMD; in `saturating` its product is not exact; `damaged-kernel` gets a file that is no WebAssembly; `no-room` gives it
 * no memory; `no-kernel` finds a manifest without an entry for it. In others ONNX Runtime's JSPI build fails:
 * `small-memory` has none for more than 100 tokens at once, `no-memory` none at all from the second batch on,
 * `lost-gpu` loses its GPU in the second batch, `hung-gpu` never ends that batch. Any other name is an ordinary worker.
 * Each tells the channel `odd-worker` what it has done, as {@link Told}.
 */
import * as Comlink from 'comlink';
import { Encoder } from '../../../src/runtime/encoder.ts';
import { serve } from '../../../src/runtime/serve.ts';

/** What a worker tells of itself. */
export type Told =
  | { readonly kind: 'batch'; readonly count: number; readonly texts: number }
  | { readonly kind: 'fetch'; readonly url: string }
  | { readonly kind: 'streamed' | 'not-streamed' }
  | { readonly kind: 'pipeline'; readonly batches: number };

if (self.name === 'no-jspi') Reflect.deleteProperty(WebAssembly, 'Suspending');

const channel = new BroadcastChannel('odd-worker');
const tell = (told: Told): void => channel.postMessage(told);
const service = serve(new Encoder());
let batches = 0;

const { fetch } = globalThis;
globalThis.fetch = async (...request) => {
  const [resource] = request;
  const url = resource instanceof Request ? resource.url : String(resource);
  tell({ kind: 'fetch', url });
  const response = await fetch(...request);
  if (self.name === 'damaged-kernel' && /encoder-\w+[^/]*\.wasm/.test(url)) return new Response(new Uint8Array(100), { headers: { 'content-type': 'application/wasm' } });
  if (self.name === 'no-kernel' && url.endsWith('/manifest.json')) {
    const { kernel: _, ...manifest } = (await response.json()) as Record<string, unknown>;
    return new Response(JSON.stringify(manifest));
  }
  return response;
};

if (self.name === 'no-relaxed') WebAssembly.validate = () => false;
if (self.name === 'no-room') {
  WebAssembly.Memory.prototype.grow = () => {
    throw new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded');
  };
}

const { instantiate, instantiateStreaming } = WebAssembly;
WebAssembly.instantiateStreaming = async (...given) => {
  const made = await instantiateStreaming(...given);
  tell({ kind: 'streamed' });
  return made;
};
WebAssembly.instantiate = (async (...given: Parameters<typeof instantiate>) => {
  tell({ kind: 'not-streamed' });
  const made = await instantiate(...given);
  const { exports } = (made as unknown as WebAssembly.WebAssemblyInstantiatedSource).instance ?? {};
  // As a product that saturates would: nothing that it gives is right. Only the relaxed binary has bytes.
  if (self.name === 'saturating' && exports && (exports['width'] as () => number)() === 1) return { instance: { exports: { ...exports, tryDot: () => undefined } } };
  return made;
}) as typeof instantiate;

if ('GPUDevice' in self) {
  const { createComputePipeline, createComputePipelineAsync } = GPUDevice.prototype;
  GPUDevice.prototype.createComputePipeline = function (descriptor) {
    tell({ kind: 'pipeline', batches });
    return createComputePipeline.call(this, descriptor);
  };
  GPUDevice.prototype.createComputePipelineAsync = function (descriptor) {
    tell({ kind: 'pipeline', batches });
    return createComputePipelineAsync.call(this, descriptor);
  };
}

type Feeds = Readonly<Record<string, { readonly dims: readonly number[] }>>;

/** Lets the engine's JSPI build fail as the worker's name says. */
async function spoilEngine(): Promise<void> {
  const { InferenceSession, env } = await import('onnxruntime-web/jspi');
  const create = InferenceSession.create.bind(InferenceSession) as (...given: unknown[]) => ReturnType<typeof InferenceSession.create>;
  const spoilt = async (...given: unknown[]): ReturnType<typeof InferenceSession.create> => {
    const session = await create(...given);
    const run = session.run.bind(session);
    session.run = async (feeds: Feeds) => {
      const tokens = feeds['input_ids']?.dims.reduce((a, b) => a * b, 1) ?? 0;
      if ((self.name === 'small-memory' && tokens > 100) || (self.name === 'no-memory' && batches > 0)) throw new Error('std::bad_alloc');
      if (self.name === 'hung-gpu' && batches > 0) return await new Promise(() => undefined);
      const running = run(feeds as Parameters<typeof run>[0]);
      if (self.name === 'lost-gpu' && batches > 0) (await env.webgpu.device).destroy();
      return await running;
    };
    return session;
  };
  Object.assign(InferenceSession, { create: spoilt });
}

Comlink.expose({
  ...service,
  load: (async (request, onProgress) => {
    if (['small-memory', 'no-memory', 'lost-gpu', 'hung-gpu'].includes(self.name) && request.candidate.build === 'jspi') await spoilEngine();
    return await service.load(request, onProgress);
  }) satisfies typeof service.load,
  encode: ((request, onBatch) =>
    service.encode(request, async (batch) => {
      tell({ kind: 'batch', count: ++batches, texts: batch.indices.length });
      if (self.name === 'mortal' && batches > 1) {
        self.close();
        await new Promise(() => undefined);
      }
      await onBatch(batch);
    })) satisfies typeof service.encode,
});
