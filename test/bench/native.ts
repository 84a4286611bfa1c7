import { availableParallelism } from 'node:os';
import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { planBatches } from '../../src/runtime/batching.ts';
import { TextEncoding } from '../../src/runtime/tokenizer.ts';

const BUNDLE = 'models/embedded';

/** Rows of token ids padded to one length: what a graph is given at a time. */
export interface TokenBatch {
  readonly shape: readonly [rows: number, length: number];
  readonly ids: readonly number[];
  readonly mask: readonly number[];
}

export async function bundleTokenizer(): Promise<TextEncoding> {
  const [json, config] = await Promise.all(['tokenizer.json', 'tokenizer_config.json'].map((name) => readFile(`${BUNDLE}/${name}`, 'utf8')));
  return new TextEncoding(json ?? '', config ?? '', 256);
}

/** Sentences in the batches that the page's worker makes of a long text. */
export function tokenBatches(tokenizer: TextEncoding, sentences: readonly string[]): TokenBatch[] {
  const encodings = sentences.map((sentence) => tokenizer.encode(sentence).ids);
  return planBatches(encodings.map(({ length }) => length), { tokens: 512, multiple: 4, fewShapes: false }).map(({ rows, length }) => {
    const ids = Array.from({ length: rows.length * length }, () => 0);
    const mask = [...ids];
    for (const [place, row] of rows.entries()) {
      for (const [token, id] of (encodings[row] ?? []).entries()) {
        ids[place * length + token] = id;
        mask[place * length + token] = 1;
      }
    }
    return { shape: [rows.length, length], ids, mask };
  });
}

/** A graph on the engine's native CPU provider. */
export class NativeModel {
  readonly #session: InferenceSession;
  readonly #type: 'int32' | 'int64';

  private constructor(session: InferenceSession, type: 'int32' | 'int64') {
    this.#session = session;
    this.#type = type;
  }

  /** @param profile beginning of the path that a profile is written to */
  static async load(path: string, type: 'int32' | 'int64', threads: number, profile?: string): Promise<NativeModel> {
    const session = await InferenceSession.create(path, {
      executionProviders: ['cpu'],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      intraOpNumThreads: threads,
      extra: { session: { disable_quant_qdq: '1' } },
      ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
    });
    return new NativeModel(session, type);
  }

  async run({ shape, ids, mask }: TokenBatch): Promise<void> {
    const tensor = (values: readonly number[]): Tensor => (this.#type === 'int32' ? new Tensor('int32', Int32Array.from(values), shape) : new Tensor('int64', BigInt64Array.from(values, BigInt), shape));
    const all = { input_ids: tensor(ids), attention_mask: tensor(mask), token_type_ids: tensor(ids.map(() => 0)) };
    await this.#session.run(Object.fromEntries(Object.entries(all).filter(([name]) => this.#session.inputNames.includes(name))));
  }

  endProfiling(): void {
    this.#session.endProfiling();
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

export const nativeThreads = Math.min(4, availableParallelism());

/** The ceiling: the bundle's CPU graph in Node, tokenizer and batches as in the page. */
export async function nativeCeiling(): Promise<{ run(sentences: readonly string[]): Promise<number>; close(): Promise<void> }> {
  const tokenizer = await bundleTokenizer();
  const model = await NativeModel.load(`${BUNDLE}/model.wasm.onnx`, 'int32', nativeThreads);
  return {
    async run(sentences) {
      const started = performance.now();
      for (const batch of tokenBatches(tokenizer, sentences)) await model.run(batch);
      return performance.now() - started;
    },
    close: () => model.release(),
  };
}
