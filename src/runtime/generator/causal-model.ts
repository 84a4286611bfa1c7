import type { DynamicCache as Cache, PreTrainedModel, Tensor as LibraryTensor } from '@huggingface/transformers';
import { TaggerError } from '../../errors.ts';

/** Keys and values of the tokens that a model has read. Whoever holds one disposes of it. */
export interface KeyValueCache {
  readonly tokens: number;
  dispose(): void;
}

export interface Step {
  /** Rows of logits, the last token's last; at least as many as were asked for. */
  readonly logits: Float32Array;
  readonly cache: KeyValueCache;
}

/** A language model as a function; it keeps nothing between calls. */
export interface CausalModel {
  /** Logits in a row. */
  readonly width: number;
  /** Reads tokens behind those of `past`, which stays as it is. @param rows whose logits are wanted */
  run(ids: readonly number[], past: KeyValueCache | undefined, rows: 'last' | 'all'): Promise<Step>;
  /** Most tokens to give at a time, so that their logits fit. */
  readonly chunk: number;
}

type Outputs = Readonly<Record<string, LibraryTensor>>;

/** What is used of the library. */
export interface Library {
  readonly Tensor: typeof LibraryTensor;
  readonly DynamicCache: new (entries?: Record<string, LibraryTensor>) => Cache;
}

/** Numbers of logits that are held at a time. */
const LOGITS_LIMIT = 8_000_000;

class LibraryCache implements KeyValueCache {
  readonly tensors: Cache;
  readonly tokens: number;

  constructor(tensors: Cache) {
    this.tensors = tensors;
    this.tokens = tensors.get_seq_length();
  }

  dispose(): void {
    free(this.tensors as Record<string, LibraryTensor>);
  }
}

/** A model of transformers.js, run step by step: its own loop gives messages no turn and leaks its cache on errors. */
export class LibraryModel implements CausalModel {
  readonly #model: PreTrainedModel;
  readonly #library: Library;
  readonly #guard: <T>(work: () => Promise<T>) => Promise<T>;
  readonly width: number;
  readonly chunk: number;

  constructor(model: PreTrainedModel, library: Library, width: number, guard: <T>(work: () => Promise<T>) => Promise<T>) {
    this.#model = model;
    this.#library = library;
    this.#guard = guard;
    this.width = width;
    this.chunk = Math.max(8, Math.min(64, Math.floor(LOGITS_LIMIT / width)));
  }

  async run(ids: readonly number[], past: KeyValueCache | undefined, rows: 'last' | 'all'): Promise<Step> {
    const { Tensor, DynamicCache } = this.#library;
    const before = past?.tokens ?? 0;
    const inputs = {
      input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
      attention_mask: new Tensor('int64', new BigInt64Array(before + ids.length).fill(1n), [1, before + ids.length]),
      ...(rows === 'last' ? { num_logits_to_keep: new Tensor('int64', BigInt64Array.of(1n), []) } : {}),
      ...(past instanceof LibraryCache ? { past_key_values: past.tensors } : {}),
    };
    const outputs = await this.#forward(inputs);
    const present: Record<string, LibraryTensor> = {};
    for (const [name, tensor] of Object.entries(outputs)) if (name.startsWith('present')) present[name.replace('present', 'past_key_values')] = tensor;
    const cache = new LibraryCache(new DynamicCache(present));
    const logits = outputs['logits'];
    if (!logits || logits.dims.at(-1) !== this.width) {
      cache.dispose();
      throw new TaggerError('engine-failed', 'The model gave no logits of the size that its tokenizer asks for.', 'Choose another model.');
    }
    return { logits: toFloat32(logits), cache };
  }

  /** A pass; what comes of one that the guard does not let through is given back, even where it comes later. */
  async #forward(inputs: Record<string, unknown>): Promise<Outputs> {
    let refused = false;
    let outputs: Outputs = {};
    try {
      return await this.#guard(async () => {
        outputs = (await this.#model.forward(inputs)) as Outputs;
        if (refused) free(outputs);
        return outputs;
      });
    } catch (error) {
      refused = true;
      free(outputs);
      throw error;
    }
  }
}

/** Gives back what lies on the GPU; the rest is collected. */
function free(tensors: Readonly<Record<string, LibraryTensor>>): void {
  for (const tensor of Object.values(tensors)) if (tensor.location === 'gpu-buffer') tensor.dispose();
}

function toFloat32({ data, type }: LibraryTensor): Float32Array {
  if (data instanceof Float32Array) return data;
  // Browsers without Float16Array give the bits.
  if (type === 'float16' && data instanceof Uint16Array) return Float32Array.from(data, fromHalf);
  return Float32Array.from(data as ArrayLike<number>);
}

function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
