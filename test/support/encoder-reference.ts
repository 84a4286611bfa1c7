/** What the kernel is to compute, written out in doubles without any thought of speed; and small random models for it. */
import type { Description, LinearDescription, Place } from '../../src/runtime/kernel/description.ts';

type Rows = number[][];

/** A generator of numbers from 0 to 1 that gives the same ones again. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return ((state >>> 8) ^ (state & 0xff)) / 2 ** 24;
  };
}

export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}

/** By its series, and by the continued fraction of its complement where that converges fast. */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a > 3) {
    let fraction = 0;
    for (let k = 80; k > 0; k--) fraction = k / 2 / (a + fraction);
    return Math.sign(x) * (1 - Math.exp(-a * a) / (Math.sqrt(Math.PI) * (a + fraction)));
  }
  let term = a;
  let sum = a;
  for (let k = 1; k < 120; k++) {
    term *= (-a * a) / k;
    sum += term / (2 * k + 1);
  }
  return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
}

export const gelu = (x: number): number => (x / 2) * (1 + erf(x / Math.SQRT2));
export const geluTanh = (x: number): number => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

export function softmax(row: readonly number[]): number[] {
  const most = Math.max(...row);
  const powers = row.map((x) => Math.exp(x - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

export function layerNorm(row: readonly number[], gamma: ArrayLike<number>, beta: ArrayLike<number>, epsilon: number): number[] {
  const mean = row.reduce((a, b) => a + b, 0) / row.length;
  const variance = row.reduce((a, b) => a + (b - mean) ** 2, 0) / row.length;
  return row.map((x, k) => ((x - mean) / Math.sqrt(variance + epsilon)) * (gamma[k] ?? 0) + (beta[k] ?? 0));
}

/** Runs one text. */
export function runReference(d: Description, weights: Uint8Array, ids: ArrayLike<number>): number[] {
  const bytes = ([offset, length]: readonly [number, number]): ArrayBuffer => Uint8Array.prototype.slice.call(weights, offset, offset + length).buffer as ArrayBuffer;
  const floats = (place: Place): ArrayLike<number> => (Array.isArray(place) ? new Float32Array(bytes(place)) : place.values);
  const whole = (place: Place): Int8Array => (Array.isArray(place) ? new Int8Array(bytes(place)) : new Int8Array());
  const linear = (rows: Rows, { weight, scale, bias, factor, grid }: LinearDescription): Rows => {
    const [w, s, b, f] = [whole(weight), floats(scale), floats(bias), factor && floats(factor)];
    return rows.map((row) => {
      const x = row.map((value, k) => Math.fround(value) * (f?.[k] ?? 1));
      const [low, high] = [Math.min(0, ...x), Math.max(0, ...x)];
      const step = grid?.scale ?? Math.max((high - low) / 255, 1e-12);
      const zero = grid?.zero ?? Math.min(255, Math.max(0, roundHalfEven(-low / step)));
      const q = x.map((value) => Math.min(255, Math.max(0, roundHalfEven(value / step) + zero)) - zero);
      return Array.from(s, (own, column) => q.reduce((sum, value, k) => sum + value * (w[k * s.length + column] ?? 0), 0) * step * own + (b[column] ?? 0));
    });
  };
  const norm = (rows: Rows, { gamma, beta }: { gamma: Place; beta: Place }): Rows => rows.map((row) => layerNorm(row, floats(gamma), floats(beta), d.epsilon));
  const add = (a: Rows, b: Rows): Rows => a.map((row, at) => row.map((x, k) => x + (b[at]?.[k] ?? 0)));

  const [words, wordScales, positions] = [whole(d.embeddings.words), floats(d.embeddings.wordScales), floats(d.embeddings.positions)];
  const type = d.embeddings.type && floats(d.embeddings.type);
  let x = norm(
    Array.from(ids, (id, at) => Array.from({ length: d.hidden }, (_, k) => (words[id * d.hidden + k] ?? 0) * (wordScales[id] ?? 0) + (positions[(at + d.positionOffset) * d.hidden + k] ?? 0) + (type?.[k] ?? 0))),
    d.embeddings.norm,
  );
  const size = d.hidden / d.heads;
  for (const layer of d.layers) {
    const mixed = linear(x, layer.qkv);
    const part = (row: readonly number[], which: number, head: number): number[] => row.slice(which * d.hidden + head * size, which * d.hidden + (head + 1) * size);
    const context = mixed.map((row) =>
      Array.from({ length: d.heads }, (_, head) => {
        const query = part(row, 0, head);
        const shares = softmax(mixed.map((other) => part(other, 1, head).reduce((sum, key, k) => sum + key * (query[k] ?? 0), 0) / Math.sqrt(size)));
        return query.map((_q, k) => mixed.reduce((sum, other, at) => sum + (shares[at] ?? 0) * (part(other, 2, head)[k] ?? 0), 0));
      }).flat(),
    );
    x = norm(add(linear(context, layer.out), x), layer.norm1);
    const inner = linear(x, layer.up).map((row) => row.map(d.gelu === 'erf' ? gelu : geluTanh));
    x = norm(add(linear(inner, layer.down), x), layer.norm2);
  }
  let row = d.pooling === 'first' ? (x[0] ?? []) : Array.from({ length: d.hidden }, (_, k) => x.reduce((sum, own) => sum + (own[k] ?? 0), 0) / x.length);
  for (const { weight, bias, activation } of d.head) {
    const [w, b] = [floats(weight), floats(bias)];
    row = Array.from(b, (own, column) => row.reduce((sum, value, k) => sum + value * (w[k * b.length + column] ?? 0), own));
    if (activation !== 'none') row = row.map(activation === 'tanh' ? Math.tanh : gelu);
  }
  return row;
}

export interface ModelShape {
  readonly hidden: number;
  readonly inner: number;
  readonly heads: number;
  readonly layers: number;
  readonly positionOffset?: number;
  readonly gelu?: Description['gelu'];
  readonly pooling?: Description['pooling'];
  /** Static grids, and factors before them; else each token has its own. */
  readonly static?: boolean;
  readonly type?: boolean;
  readonly head?: readonly { readonly outputs: number; readonly activation: 'none' | 'tanh' | 'gelu' }[];
}

/** A model of random weights. */
export function randomModel(seed: number, shape: ModelShape): { description: Description; weights: Uint8Array } {
  const random = randomFrom(seed);
  const { hidden, inner, heads, positionOffset = 0 } = shape;
  const [vocabulary, positions] = [50, 40];
  const parts: Uint8Array[] = [];
  let end = 0;
  const put = (data: Float32Array | Int8Array): Place => {
    const bytes = new Uint8Array(data.buffer);
    parts.push(bytes);
    end += bytes.length;
    return [end - bytes.length, bytes.length];
  };
  const floats = (count: number, low: number, high: number): Place => put(Float32Array.from({ length: count }, () => low + (high - low) * random()));
  const whole = (count: number): Place => put(Int8Array.from({ length: count }, () => Math.round(random() * 254) - 127));
  const norm = () => ({ gamma: floats(hidden, 0.8, 1.2), beta: floats(hidden, -0.2, 0.2) });
  const linear = (depth: number, columns: number): LinearDescription => ({
    weight: whole(depth * columns),
    scale: floats(columns, 0.5 / (64 * Math.sqrt(depth)), 1.5 / (64 * Math.sqrt(depth))),
    bias: floats(columns, -0.1, 0.1),
    ...(shape.static ? { factor: floats(depth, 0.5, 1), grid: { scale: Math.fround(0.02 + 0.01 * random()), zero: 100 + Math.floor(40 * random()) } } : {}),
  });
  let depth = hidden;
  const description: Description = {
    format: 'value-tagger-kernel', version: 1, hidden, inner, heads, vocabulary, positions, positionOffset, epsilon: 1e-5,
    gelu: shape.gelu ?? 'erf', pooling: shape.pooling ?? 'mean', output: 'logits',
    embeddings: { words: whole(vocabulary * hidden), wordScales: floats(vocabulary, 0.005, 0.01), positions: floats(positions * hidden, -0.5, 0.5), norm: norm(), ...(shape.type ? { type: floats(hidden, -0.5, 0.5) } : {}) },
    layers: Array.from({ length: shape.layers }, () => ({ qkv: linear(hidden, 3 * hidden), out: linear(hidden, hidden), norm1: norm(), up: linear(hidden, inner), down: linear(inner, hidden), norm2: norm() })),
    head: (shape.head ?? [{ outputs: 7, activation: 'none' }]).map(({ outputs, activation }) => {
      const layer = { outputs, activation, weight: floats(depth * outputs, -0.3, 0.3), bias: { values: Array.from({ length: outputs }, () => Math.fround(random() - 0.5)) } };
      depth = outputs;
      return layer;
    }),
  };
  const weights = new Uint8Array(end);
  parts.reduce((at, part) => (weights.set(part, at), at + part.length), 0);
  return { description, weights };
}

/** Token ids of texts of these lengths. */
export function randomTexts(seed: number, lengths: readonly number[]): Int32Array[] {
  const random = randomFrom(seed);
  return lengths.map((length) => Int32Array.from({ length }, () => Math.floor(random() * 50)));
}
