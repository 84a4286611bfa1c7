/**
 * The real encoder under odd circumstances, chosen by the worker's name:
 * `mortal` ends itself before its second batch, without an event, as a browser ends a worker that takes too much
 * memory; `no-jspi` has no `WebAssembly.Suspending`, as in other browsers. For our kernel: `no-relaxed` has no relaxed
 * SIMD; in `saturating` its product is not exact; `damaged-kernel` gets a file that is no WebAssembly; `no-room` gives it
 * no memory; `no-kernel` finds a manifest without an entry for it; `trapping` traps, and `full-heap` cannot have an array,
 * from the second batch on; `small-heap` cannot have one for more than four texts. `offline` fetches nothing. In others ONNX
 * Runtime's JSPI build fails:
 * `small-memory` has none for more than 100 tokens at once, `no-memory` none at all from the second batch on,
 * `lost-gpu` loses its GPU in the second batch, `hung-gpu` never ends that batch; on the GPU alone, `small-gpu` has no
 * memory for more than 40 tokens at once, and `full-gpu` none from the second batch on; `stuck-gpu` ends neither a batch nor
 * the session. `claims-f16` says of its GPU that
 * it computes in 16-bit floats; `static` finds static shapes in the model's manifest. Any other name is an ordinary worker.
 * Each tells the channel `odd-worker` what it has done, as {@link Told}.
 */
import * as Comlink from 'comlink';
import { Encoder } from '../../../src/runtime/encoder.ts';
import type { KernelExports } from '../../../src/runtime/kernel/binary.ts';
import { serve } from '../../../src/runtime/serve.ts';

/** What a worker tells of itself. */
export type Told =
  | { readonly kind: 'batch'; readonly count: number; readonly texts: number }
  | { readonly kind: 'fetch'; readonly url: string }
  | { readonly kind: 'streamed' | 'not-streamed' }
  | { readonly kind: 'pipeline'; readonly batches: number }
  | { readonly kind: 'run'; readonly rows: number; readonly length: number }
  | { readonly kind: 'session' | 'released' };

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
  if (self.name === 'offline') throw new TypeError('Failed to fetch');
  const response = await fetch(...request);
  if (self.name === 'damaged-kernel' && /encoder-\w+[^/]*\.wasm/.test(url)) return new Response(new Uint8Array(100), { headers: { 'content-type': 'application/wasm' } });
  return url.endsWith('/manifest.json') ? changed(await response.json()) : response;
};

if (self.name === 'no-relaxed') WebAssembly.validate = () => false;
if (self.name === 'no-room') {
  WebAssembly.Memory.prototype.grow = () => {
    throw new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded');
  };
}

/** The manifest as this worker finds it. */
function changed({ kernel, ...manifest }: { readonly graphs: { readonly wasm: object; readonly webgpu: object }; readonly kernel?: object }): Response {
  const { wasm, webgpu } = manifest.graphs;
  if (self.name === 'no-kernel') return Response.json(manifest);
  if (self.name !== 'static') return Response.json({ ...manifest, kernel });
  const buckets = [{ rows: 2, length: 32 }, { rows: 2, length: 48 }];
  return Response.json({ ...manifest, kernel, graphs: { wasm, webgpu: { ...webgpu, buckets } } });
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
  return exports && 'tryDot' in exports ? { instance: { exports: spoiltKernel(exports as unknown as KernelExports) } } : made;
}) as typeof instantiate;

/** The kernel as it fails under this worker's name. */
function spoiltKernel(kernel: KernelExports): KernelExports {
  const failing = (fails: (texts: number) => boolean, fault: Error): KernelExports => ({
    ...kernel,
    embed(ids, starts, texts, ...rest) {
      if (fails(texts)) throw fault;
      kernel.embed(ids, starts, texts, ...rest);
    },
  });
  if (self.name === 'trapping') return failing(() => batches > 0, new WebAssembly.RuntimeError('unreachable'));
  if (self.name === 'full-heap') return failing(() => batches > 0, new RangeError('Array buffer allocation failed'));
  if (self.name === 'small-heap') return failing((texts) => texts > 4, new RangeError('Array buffer allocation failed'));
  return kernel;
}

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

/** Says of the device what happens where it has no memory left: the engine does not hear of it. */
async function runOut(gpu: Promise<GPUDevice>): Promise<void> {
  (await gpu).dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error: new GPUOutOfMemoryError('no room') }));
}

/** Lets the engine's JSPI build tell what it does, and fail as the worker's name says. */
async function spoilEngine(): Promise<void> {
  const { InferenceSession, env } = await import('onnxruntime-web/jspi');
  const create = InferenceSession.create.bind(InferenceSession) as (...given: unknown[]) => ReturnType<typeof InferenceSession.create>;
  const spoilt = async (...given: unknown[]): ReturnType<typeof InferenceSession.create> => {
    const session = await create(...given);
    tell({ kind: 'session' });
    const [run, release] = [session.run.bind(session), session.release.bind(session)];
    session.release = async () => {
      if (self.name === 'stuck-gpu') await new Promise(() => undefined);
      await release();
      tell({ kind: 'released' });
    };
    const [, options] = given as [unknown, { readonly executionProviders: readonly string[] }];
    const gpu = options.executionProviders.includes('webgpu');
    session.run = async (feeds: Feeds) => {
      const [rows = 0, length = 0] = feeds['input_ids']?.dims ?? [];
      const tokens = rows * length;
      tell({ kind: 'run', rows, length });
      if ((self.name === 'small-memory' && tokens > 100) || (self.name === 'no-memory' && batches > 0)) throw new Error('std::bad_alloc');
      if ((self.name === 'hung-gpu' && batches > 0) || (self.name === 'stuck-gpu' && gpu)) return await new Promise(() => undefined);
      if (gpu && ((self.name === 'small-gpu' && tokens > 40) || (self.name === 'full-gpu' && batches > 0))) await runOut(env.webgpu.device);
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
  probe: (async (gpu) => {
    const probe = await service.probe(gpu);
    return probe.ok && self.name.startsWith('claims-f16') ? { ...probe, value: { ...probe.value, webgpu: { ...probe.value.webgpu, software: false, shaderF16: true } } } : probe;
  }) satisfies typeof service.probe,
  load: (async (request, onProgress) => {
    if (request.candidate.build === 'jspi') await spoilEngine();
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
