import { TaggerError } from '../../errors.ts';
import type { KernelExports } from './binary.ts';
import type { Description, LinearDescription, Place } from './description.ts';
import { KernelMemory } from './memory.ts';

/** What the kernel does, for those who measure it. */
export type Stage = 'embed' | 'quantize' | 'products' | 'product with GELU' | 'attention' | 'normalize' | 'heads';

/** A layer of a matrix product: addresses of what it takes. */
interface Linear {
  readonly depth: number;
  readonly columns: number;
  readonly panels: number;
  readonly sums: number;
  readonly scale: number;
  readonly bias: number;
  readonly factor: number;
  readonly grid: LinearDescription['grid'];
}

interface Norm {
  readonly gamma: number;
  readonly beta: number;
}

interface Layer {
  readonly qkv: Linear;
  readonly out: Linear;
  readonly norm1: Norm;
  readonly up: Linear;
  readonly down: Linear;
  readonly norm2: Norm;
}

interface HeadLayer {
  readonly weight: number;
  readonly bias: number;
  readonly depth: number;
  readonly columns: number;
  readonly kind: number;
}

interface Tensors {
  readonly words: number;
  readonly wordScales: number;
  readonly positions: number;
  readonly type: number;
  /** The second type less the first, or nothing where there is none. */
  readonly turn: Float32Array | undefined;
  readonly norm: Norm;
  readonly layers: readonly Layer[];
  readonly head: readonly HeadLayer[];
}

/** Numbers by which the binary knows activation functions. */
const KINDS = { none: 0, erf: 1, gelu: 1, tanhGelu: 2, tanh: 3 } as const;

/** Rows of a tile of the matrix product. */
const TILE = 6;

const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

/**
 * An encoder in the kernel's memory. Texts lie one after the other without padding, and each token's result depends on
 * its own text alone, so a text gives the same bits whatever it is run with.
 */
export class KernelModel {
  readonly #kernel: KernelExports;
  readonly #description: Description;
  readonly #memory: KernelMemory;
  readonly #tensors: Tensors;
  /** Told how long each step took. */
  onStage: ((stage: Stage, milliseconds: number) => void) | undefined;

  /**
   * Copies the weights, laid out anew for the product.
   * @param kernel started and settled, with no other model in it
   * @param description checked against the size of `weights`
   * @throws {TaggerError} `out-of-memory`
   */
  constructor(kernel: KernelExports, description: Description, weights: Uint8Array) {
    this.#kernel = kernel;
    this.#description = description;
    this.#memory = new KernelMemory(kernel.memory, kernel.free());
    this.#tensors = this.#load(weights);
    this.#memory.keep();
  }

  /** Numbers that a text gets. */
  get outputs(): number {
    return this.#description.head.at(-1)?.outputs ?? 0;
  }

  /** Bytes of memory that the model takes, with the buffers of the largest batch so far. */
  get bytes(): number {
    return this.#kernel.memory.buffer.byteLength;
  }

  #load(weights: Uint8Array): Tensors {
    const { hidden, inner, vocabulary, positions, embeddings, layers, head } = this.#description;
    const memory = this.#memory;
    const width = this.#kernel.width();
    // Addresses are given out first: then the memory grows once, and the room behind all serves to lay weights out.
    const fill: (() => void)[] = [];
    const bytesOf = (place: Place): Uint8Array =>
      Array.isArray(place) ? weights.subarray(place[0], place[0] + place[1]) : new Uint8Array(Float32Array.from(place.values).buffer);
    const put = (place: Place, bytes: number): number => {
      const at = memory.take(bytes);
      fill.push(() => memory.set(at, bytesOf(place)));
      return at;
    };
    const ones = memory.take(4 * Math.max(hidden, inner));
    fill.push(() => memory.floats(ones, Math.max(hidden, inner)).fill(1));
    const linear = ({ weight, scale, bias, factor, grid }: LinearDescription, depth: number, columns: number): Linear => {
      const panels = memory.take(depth * columns * width);
      const sums = memory.take(4 * columns);
      fill.push(() => {
        memory.set(memory.end, bytesOf(weight));
        this.#kernel.pack(memory.end, panels, sums, depth, columns);
      });
      return { depth, columns, panels, sums, scale: put(scale, 4 * columns), bias: put(bias, 4 * columns), factor: factor ? put(factor, 4 * depth) : ones, grid };
    };
    const norm = ({ gamma, beta }: { gamma: Place; beta: Place }): Norm => ({ gamma: put(gamma, 4 * hidden), beta: put(beta, 4 * hidden) });
    let depth = hidden;
    const tensors: Tensors = {
      words: put(embeddings.words, vocabulary * hidden),
      wordScales: put(embeddings.wordScales, 4 * vocabulary),
      positions: put(embeddings.positions, 4 * positions * hidden),
      type: embeddings.type ? put(embeddings.type, 4 * hidden) : 0,
      turn: embeddings.secondType && difference(bytesOf(embeddings.secondType), embeddings.type && bytesOf(embeddings.type)),
      norm: norm(embeddings.norm),
      layers: layers.map(({ qkv, out, norm1, up, down, norm2 }) => ({
        qkv: linear(qkv, hidden, 3 * hidden),
        out: linear(out, hidden, hidden),
        norm1: norm(norm1),
        up: linear(up, hidden, inner),
        down: linear(down, inner, hidden),
        norm2: norm(norm2),
      })),
      head: head.map(({ weight, bias, outputs, activation }) => {
        const layer = { weight: put(weight, 4 * depth * outputs), bias: put(bias, 4 * outputs), depth, columns: outputs, kind: KINDS[activation] };
        depth = outputs;
        return layer;
      }),
    };
    memory.ensure(memory.end + Math.max(3 * hidden * hidden, hidden * inner) + 16);
    for (const step of fill) step();
    return tensors;
  }

  /** Numbers in the pooled vector of a text. */
  get width(): number {
    return this.#description.hidden;
  }

  /**
   * @param texts token ids of each text
   * @param pooledOnly give the vector that the heads would read
   * @param types of each text's tokens, 0 or 1; all 0 where they are left out
   * @returns [texts, {@link outputs}], or [texts, {@link width}]
   * @throws {TaggerError} `out-of-memory`; `manifest-invalid` where a token or a length is none of the model's
   */
  run(texts: readonly Int32Array[], pooledOnly = false, types: readonly (Int32Array | undefined)[] = []): Float32Array {
    const { hidden, inner, heads, gelu, epsilon, pooling, positionOffset } = this.#description;
    const kernel = this.#kernel;
    const memory = this.#memory;
    const { words, wordScales, positions, type, turn, norm, layers, head } = this.#tensors;
    this.#check(texts);
    const rows = texts.reduce((sum, { length }) => sum + length, 0);
    const longest = texts.reduce((most, { length }) => Math.max(most, length), 0);
    const tiled = roundUp(rows, TILE);
    const width = kernel.width();
    const gelus = gelu === 'erf' ? KINDS.erf : KINDS.tanhGelu;

    memory.drop();
    const ids = memory.take(4 * rows);
    const starts = memory.take(4 * (texts.length + 1));
    const x = memory.take(4 * rows * hidden);
    const context = memory.take(4 * rows * hidden);
    // Queries are read four at a time, so three rows behind the last one are read as well, and not used.
    const wide = memory.take(4 * Math.max((rows + 3) * 3 * hidden, rows * inner));
    const activations = memory.take(tiled * hidden * width);
    const innerActivations = memory.take(tiled * inner * width);
    const scales = memory.take(4 * rows);
    const zeros = memory.take(4 * rows);
    const size = hidden / heads;
    const room = memory.take(4 * ((size + 4) * roundUp(longest, 8) + 4 * size));
    const layersWide = head.map(({ columns }) => memory.take(4 * (texts.length * columns + 3)));
    const pooled = memory.take(4 * texts.length * hidden);
    memory.ensure(memory.end);

    let token = 0;
    const [idView, startView] = [memory.integers(ids, rows), memory.integers(starts, texts.length + 1)];
    for (const [index, text] of texts.entries()) {
      idView.set(text, token);
      token += text.length;
      startView[index + 1] = token;
    }
    startView[0] = 0;

    const timed = this.onStage ? this.#timed : (_: Stage, work: () => void): void => work();
    const gridOf = ({ grid, factor, depth }: Linear, input: number): void => {
      if (grid) kernel.fillGrid(scales, zeros, rows, grid.scale, grid.zero);
      else kernel.findGrid(input, factor, scales, zeros, rows, depth);
    };
    const rounded = (linear: Linear, input: number, out: number): void =>
      timed('quantize', () => {
        gridOf(linear, input);
        kernel.quantize(input, linear.factor, scales, zeros, out, rows, linear.depth);
      });
    const product = ({ depth, panels, sums, scale, bias, columns }: Linear, input: number, out: number, kind: number, next?: Linear): void => {
      const { grid, factor } = next ?? {};
      kernel.product(input, scales, zeros, rows, depth, panels, sums, scale, bias, columns, out, kind, grid && factor ? factor : 0, grid?.scale ?? 1, grid?.zero ?? 0);
    };
    const addNorm = (input: number, residual: number, { gamma, beta }: Norm): void =>
      timed('normalize', () => kernel.addNorm(input, residual, gamma, beta, x, rows, hidden, epsilon));

    timed('embed', () => kernel.embed(ids, starts, texts.length, words, wordScales, positions + 4 * positionOffset * hidden, type, x, hidden));
    if (turn) timed('embed', () => turnTokens(memory.floats(x, rows * hidden), turn, texts, types));
    timed('normalize', () => kernel.exactNorm(x, norm.gamma, norm.beta, rows, hidden, epsilon));
    for (const { qkv, out, norm1, up, down, norm2 } of layers) {
      rounded(qkv, x, activations);
      timed('products', () => product(qkv, activations, wide, KINDS.none));
      timed('attention', () => kernel.attend(wide, context, starts, texts.length, heads, size, room));
      rounded(out, context, activations);
      timed('products', () => product(out, activations, context, KINDS.none));
      addNorm(context, x, norm1);
      rounded(up, x, activations);
      if (down.grid) {
        // The grid is known beforehand, so the wide floats between the two products are never written.
        timed('product with GELU', () => product(up, activations, innerActivations, gelus, down));
        gridOf(down, 0);
      } else {
        timed('product with GELU', () => product(up, activations, wide, gelus));
        rounded(down, wide, innerActivations);
      }
      timed('products', () => product(down, innerActivations, context, KINDS.none));
      addNorm(context, x, norm2);
    }
    let last = pooled;
    timed('heads', () => {
      kernel.pool(x, starts, texts.length, hidden, pooling === 'first' ? 1 : 0, pooled);
      for (const [index, { weight, bias, depth, columns, kind }] of (pooledOnly ? [] : head).entries()) {
        const to = layersWide[index] ?? 0;
        kernel.dense(last, weight, bias, to, texts.length, depth, columns, kind);
        last = to;
      }
    });
    return memory.floats(last, texts.length * (pooledOnly ? hidden : this.outputs)).slice();
  }

  readonly #timed = (stage: Stage, work: () => void): void => {
    const began = performance.now();
    work();
    this.onStage?.(stage, performance.now() - began);
  };

  /** The kernel looks up rows by these numbers, so none may lie outside. */
  #check(texts: readonly Int32Array[]): void {
    const { vocabulary, positions, positionOffset } = this.#description;
    const wrong = (what: string): TaggerError => new TaggerError('manifest-invalid', `The tokenizer and the model's description do not belong together: ${what}.`, 'Make the bundle again, with the tokenizer that belongs to its model.');
    for (const text of texts) {
      if (text.length === 0 || text.length > positions - positionOffset) throw wrong(`a text has ${text.length} tokens, and the model reads 1 to ${positions - positionOffset}`);
      for (const id of text) if (id < 0 || id >= vocabulary) throw wrong(`there is a token ${id}, and the model knows ${vocabulary}`);
    }
  }
}

function difference(second: Uint8Array, first: Uint8Array | undefined): Float32Array {
  const floats = (bytes: Uint8Array): Float32Array => new Float32Array(bytes.slice().buffer);
  const base = first && floats(first);
  return floats(second).map((value, k) => value - (base?.[k] ?? 0));
}

/** Moves the embeddings of tokens of the second type. They are few steps beside all others, so they are taken here. */
function turnTokens(x: Float32Array, turn: Float32Array, texts: readonly Int32Array[], types: readonly (Int32Array | undefined)[]): void {
  let at = 0;
  for (const [index, { length }] of texts.entries()) {
    const own = types[index];
    for (let token = 0; token < length; token++, at += turn.length) {
      if (own?.[token] !== 1) continue;
      for (let k = 0; k < turn.length; k++) x[at + k] = (x[at + k] ?? 0) + (turn[k] ?? 0);
    }
  }
}
