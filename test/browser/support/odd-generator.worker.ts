/**
 * The real generator under odd circumstances, chosen by the worker's name:
 * `failing` fails every run after its model is loaded, with the prompt in the error; `flaky` fails its eighth;
 * `no-start` starts no session; `stuck` never ends a run after loading; `lost-gpu` loses its GPU then; `loud` is `failing` without {@link silence};
 * any other name is an ordinary worker. Each tells the channel `odd-generator` what it does, as {@link Told}.
 */
import * as Comlink from 'comlink';
import { Generator } from '../../../src/runtime/generator/generator.ts';
import { silence } from '../../../src/runtime/generator/quiet.ts';
import { serve } from '../../../src/runtime/generator/serve.ts';

/** What a worker tells of itself. */
export type Told =
  | { readonly kind: 'console'; readonly text: string }
  | { readonly kind: 'fetch'; readonly url: string }
  | { readonly kind: 'run'; readonly count: number; readonly tokens: number }
  /** Tensors on the GPU that came out of runs and were not disposed of, and all that ever were there. */
  | { readonly kind: 'tensors'; readonly worker: string; readonly live: number; readonly made: number }
  /** What the engine has taken, after each answer. */
  | { readonly kind: 'memory'; readonly bytes: number };

const channel = new BroadcastChannel('odd-generator');
const tell = (told: Told): void => channel.postMessage(told);

const shown = (value: unknown): string => {
  try {
    return typeof value === 'string' ? value : (JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? String(value));
  } catch {
    return String(value);
  }
};
for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) console[method] = (...values: unknown[]) => tell({ kind: 'console', text: values.map(shown).join(' ') });
if (self.name !== 'loud') silence();

const { fetch } = globalThis;
globalThis.fetch = (...request) => {
  const [resource] = request;
  tell({ kind: 'fetch', url: resource instanceof Request ? resource.url : String(resource) });
  return fetch(...request);
};

const memories: WebAssembly.Memory[] = [];
WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
  construct(target, [descriptor]: [WebAssembly.MemoryDescriptor]) {
    const memory = new target(descriptor);
    memories.push(memory);
    return memory;
  },
});

const service = serve(new Generator());
let loaded = false;
let runs = 0;

async function spoilEngine(): Promise<void> {
  const { InferenceSession, Tensor, env } = await import('onnxruntime-web/webgpu');
  const live = new WeakSet<object>();
  let count = 0;
  let made = 0;
  const { dispose } = Tensor.prototype;
  Tensor.prototype.dispose = function () {
    if (live.delete(this)) tell({ kind: 'tensors', worker: self.name, live: --count, made });
    dispose.call(this);
  };
  const create = InferenceSession.create.bind(InferenceSession) as (...given: unknown[]) => ReturnType<typeof InferenceSession.create>;
  const spoilt = async (...given: unknown[]): ReturnType<typeof InferenceSession.create> => {
    if (self.name === 'no-start') throw new Error('Can not create a session: unsupported');
    const session = await create(...given);
    const run = session.run.bind(session);
    session.run = async (feeds: Parameters<typeof run>[0]) => {
      if (loaded) {
        runs++;
        tell({ kind: 'run', count: runs, tokens: (feeds as Readonly<Record<string, { readonly dims: readonly number[] }>>)['input_ids']?.dims[1] ?? 0 });
        if (self.name === 'failing' || self.name === 'loud' || (self.name === 'flaky' && runs === 8)) throw new Error('Gather failed on "We owe it to our children"');
        if (self.name === 'stuck') return await new Promise(() => undefined);
        if (self.name === 'lost-gpu') (await (env.webgpu as { readonly device: Promise<GPUDevice> }).device).destroy();
      }
      const outputs = await run(feeds);
      for (const output of Object.values(outputs)) {
        if (output.location !== 'gpu-buffer') continue;
        live.add(output);
        count++;
        made++;
      }
      return outputs;
    };
    return session;
  };
  Object.assign(InferenceSession, { create: spoilt });
}

Comlink.expose({
  ...service,
  load: (async (request, onProgress) => {
    await spoilEngine();
    const report = await service.load(request, onProgress);
    loaded = true;
    return report;
  }) satisfies typeof service.load,
  generate: (async (request, onText) => {
    const result = await service.generate(request, onText);
    tell({ kind: 'memory', bytes: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0) });
    return result;
  }) satisfies typeof service.generate,
});
