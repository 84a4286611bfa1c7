import { onTestFinished } from 'vitest';
import { TaggerError } from '../../../src/errors.ts';
import type { GeneratorEntry } from '../../../src/generator/catalog.ts';
import { createGenerator, type GeneratorOptions } from '../../../src/generator/create-generator.ts';
import type { TextGenerator } from '../../../src/generator/text-generator.ts';
import type { Codebook } from '../../../src/generator/types.ts';
import type { Told } from './odd-generator.worker.ts';

/** A worker that behaves as `name` says; see `odd-generator.worker.ts`. */
export const oddGeneratorWorker = (name: string): Worker => new Worker(new URL('./odd-generator.worker.ts', import.meta.url), { type: 'module', name });

export const TINY = ['tiny/Llama-Instruct', 'tiny/Qwen3-ONNX', 'tiny/gemma-3-it-ONNX'] as const;

/** Few and short labels: tiny models read letter by letter. */
export const small: Codebook = { id: 'small', name: 'Small', labels: [{ id: 'care', name: 'Care', definition: 'helping others' }, { id: 'order', name: 'Order', definition: 'keeping the law' }] };

/** The error that something ends with. @throws where it does not end with one of ours */
export const caught = async (work: Promise<unknown>): Promise<TaggerError> => {
  const error = await work.then(() => undefined, (reason: unknown) => reason);
  if (error instanceof TaggerError) return error;
  throw new Error(`not a TaggerError: ${String(error)}`);
};

export const tinyEntry = (id: string): GeneratorEntry => ({
  id,
  title: id,
  revision: 'main',
  licence: { name: 'Apache-2.0', terms: 'open' },
  languages: ['en'],
  dtypes: { q4f16: {}, q4: {}, q8: {} },
});

let keys = 0;

export interface TinyOptions extends GeneratorOptions {
  readonly id?: string;
  readonly behaviour?: string;
  /** Names of the workers, one after the other; the last one again and again. */
  readonly workers?: readonly string[];
  readonly key?: string;
}

/** A generator over a tiny model on the hub-like server, ended with the test. */
export function tinyGenerator({ id = TINY[0], behaviour = 'ok', workers = ['ordinary'], key = `k${Date.now()}-${keys++}`, ...options }: TinyOptions = {}): { generator: TextGenerator; asked: () => Promise<string[]> } {
  const names = [...workers];
  const generator = createGenerator({
    entry: tinyEntry(id),
    host: `/hub/${behaviour}/${key}/`,
    device: 'wasm',
    keepFiles: false,
    workerFactory: () => oddGeneratorWorker((names.length > 1 ? names.shift() : names[0]) ?? 'ordinary'),
    ...options,
  });
  onTestFinished(() => generator.dispose());
  return { generator, asked: async () => (await (await fetch(`/hub-log/${key}`)).json()) as string[] };
}

/** What odd workers tell of one kind, as it comes, until the test is over. */
export function listen<K extends Told['kind']>(kind: K): Extract<Told, { kind: K }>[] {
  const heard: Extract<Told, { kind: K }>[] = [];
  const channel = new BroadcastChannel('odd-generator');
  channel.onmessage = ({ data }: MessageEvent<Told>) => {
    // The type follows from the kind, which TypeScript does not see through the parameter.
    if (data.kind === kind) heard.push(data as Extract<Told, { kind: K }>);
  };
  onTestFinished(() => channel.close());
  return heard;
}
