import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { startKernel, type KernelExports } from '../../../../src/runtime/kernel/binary.ts';
import { KernelMemory } from '../../../../src/runtime/kernel/memory.ts';
import { gelu, geluTanh, layerNorm, randomFrom, roundHalfEven, softmax } from '../../../support/encoder-reference.ts';

const binary = await readFile('src/runtime/kernel/encoder-simd.wasm');

let kernel: KernelExports;
let memory: KernelMemory;

beforeEach(async () => {
  kernel = await startKernel(binary);
  memory = new KernelMemory(kernel.memory, kernel.free());
  memory.ensure(4_000_000);
});

function putFloats(values: ArrayLike<number>): number {
  const at = memory.take(4 * values.length + 64);
  memory.floats(at, values.length).set(values);
  return at;
}

function putBytes(values: Int8Array): number {
  const at = memory.take(values.length);
  memory.set(at, new Uint8Array(values.buffer));
  return at;
}

/** Rounds rows to a grid, and gives what lies in memory back as whole numbers from 0. */
function quantized(x: readonly number[], scale: number, zero: number, shift: number): number[] {
  const width = 16;
  kernel.setShift(shift);
  const [from, factor, scales, zeros, out] = [putFloats(x), putFloats(new Float32Array(width).fill(1)), memory.take(64), memory.take(64), memory.take(2 * x.length)];
  kernel.fillGrid(scales, zeros, x.length / width, scale, zero);
  kernel.quantize(from, factor, scales, zeros, out, x.length / width, width);
  return [...new Int16Array(kernel.memory.buffer, out, x.length)].map((value) => value + shift);
}

describe('rounding to a grid', () => {
  const halves = [0.5, 1.5, 2.5, 3.5, -0.5, -1.5, -2.5, 0.25, 0.75, 100, 1e9, -1e9, 127.5, -128.5, 0, -0];

  it.each([0, 128])('takes halves to the even number and saturates (shift %i)', (shift) => {
    // A scale of a power of two, so that halves are halves.
    for (const zero of [0, 3, 128, 255]) {
      const expected = halves.map((x) => Math.min(255, Math.max(0, roundHalfEven(x) + zero)));
      expect(quantized(halves.map((x) => x / 4), 0.25, zero, shift)).toEqual(expected);
    }
  });

  it('finds for each row the grid of its own range, zero included', () => {
    const rows = [Array.from({ length: 16 }, (_, k) => k - 5), Array.from({ length: 16 }, (_, k) => 1 + k), Array.from({ length: 16 }, () => 0)];
    const [x, factor, scales, zeros] = [putFloats(rows.flat()), putFloats(new Float32Array(16).fill(1)), memory.take(64), memory.take(64)];
    kernel.findGrid(x, factor, scales, zeros, 3, 16);
    expect([...memory.floats(scales, 2)]).toEqual([15 / 255, 16 / 255].map(Math.fround));
    expect(memory.floats(scales + 8, 1)[0]).toBeGreaterThan(0);
    expect([...memory.integers(zeros, 3)]).toEqual([85, 0, 0]);
  });
});

describe('the product', () => {
  it.each([0, 128])('is that of a plain loop, for rows that fill no tile too (shift %i)', (shift) => {
    kernel.setShift(shift);
    const random = randomFrom(3);
    for (const [rows, depth, columns] of [[1, 16, 16], [5, 32, 48], [6, 16, 8], [13, 80, 32]] as const) {
      const weights = Int8Array.from({ length: depth * columns }, () => Math.round(254 * random()) - 127);
      const activations = Int16Array.from({ length: rows * depth }, (_, at) => (at % 7 === 0 ? 255 : Math.floor(256 * random())));
      const [scale, zero] = [0.5, 77];
      const [panels, sums, scales, zeros, out] = [memory.take(2 * weights.length), memory.take(4 * columns), memory.take(4 * rows), memory.take(4 * rows), memory.take(4 * rows * columns)];
      const own = Array.from({ length: columns }, (_, column) => 1 / (1 + column));
      const bias = own.map((_, column) => column - 4);
      kernel.pack(putBytes(weights), panels, sums, depth, columns);
      const from = memory.take(2 * (rows + 6) * depth);
      new Int16Array(kernel.memory.buffer, from, activations.length).set(activations.map((value) => value - shift));
      kernel.fillGrid(scales, zeros, rows, scale, zero);
      kernel.product(from, scales, zeros, rows, depth, panels, sums, putFloats(own), putFloats(bias), columns, out, 0, 0, 1, 0);
      const given = memory.floats(out, rows * columns);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          let sum = 0;
          for (let k = 0; k < depth; k++) sum += ((activations[row * depth + k] ?? 0) - zero) * (weights[k * columns + column] ?? 0);
          const expected = sum * scale * (own[column] ?? 0) + (bias[column] ?? 0);
          expect(Math.abs((given[row * columns + column] ?? Number.NaN) - expected)).toBeLessThan(1e-6 * (1 + Math.abs(sum)));
        }
      }
    }
  });
});

describe('functions of floats', () => {
  const xs = Array.from({ length: 4000 }, (_, k) => (k - 2000) / 200);
  const all = (kind: number): Float32Array => {
    const at = putFloats(xs);
    kernel.activateAll(at, xs.length, kind);
    return memory.floats(at, xs.length).slice();
  };

  it.each([
    ['GELU', 1, gelu, 2e-6],
    ['GELU with tanh', 2, geluTanh, 2e-6],
    ['tanh', 3, Math.tanh, 5e-7],
  ] as const)('%s is right', (_, kind, definition, tolerance) => {
    const given = all(kind);
    expect(Math.max(...xs.map((x, at) => Math.abs((given[at] ?? Number.NaN) - definition(Math.fround(x)))))).toBeLessThan(tolerance);
  });

  it.each([1, 2, 5, 8, 23])('softmax of %i numbers is right, whatever lies behind them', (count) => {
    const random = randomFrom(count);
    const row = Array.from({ length: count }, () => 30 * random() - 15);
    const padded = Math.ceil(count / 8) * 8;
    const at = putFloats([...row, ...Array.from({ length: padded - count }, () => 1e30)]);
    const whole = kernel.softmax(at, count, padded, 0.5);
    const expected = softmax(row.map((x) => x / 2));
    for (const [place, power] of memory.floats(at, count).entries()) expect(Math.abs(power * whole - (expected[place] ?? 0))).toBeLessThan(1e-6);
  });

  it('LayerNorm of a sum is right, in place too', () => {
    const random = randomFrom(9);
    const numbers = (count: number): number[] => Array.from({ length: count }, () => Math.fround(3 * random() - 1));
    const [x, residual, gamma, beta] = [numbers(64), numbers(64), numbers(32), numbers(32)];
    const at = putFloats(residual);
    kernel.addNorm(putFloats(x), at, putFloats(gamma), putFloats(beta), at, 2, 32, 1e-5);
    const expected = [0, 32].flatMap((from) => layerNorm(x.slice(from, from + 32).map((own, k) => own + (residual[from + k] ?? 0)), gamma, beta, 1e-5));
    for (const [place, value] of memory.floats(at, 64).entries()) expect(Math.abs(value - (expected[place] ?? 0))).toBeLessThan(5e-6);
  });
});
