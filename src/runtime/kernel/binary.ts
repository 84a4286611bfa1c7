import { TaggerError, describe } from '../../errors.ts';

/** What the kernel's binary offers (`assembly/`); all parameters are addresses, sizes or plain numbers. */
export interface KernelExports {
  readonly memory: WebAssembly.Memory;
  free(): number;
  width(): number;
  setShift(shift: number): void;
  tryDot(weights: number, activations: number, sums: number): void;
  pack(weights: number, panels: number, sums: number, depth: number, columns: number): void;
  embed(ids: number, starts: number, texts: number, words: number, scales: number, positions: number, type: number, out: number, width: number): void;
  fillGrid(scales: number, zeros: number, rows: number, scale: number, zero: number): void;
  findGrid(x: number, factor: number, scales: number, zeros: number, rows: number, width: number): void;
  quantize(x: number, factor: number, scales: number, zeros: number, out: number, rows: number, width: number): void;
  product(
    activations: number, scales: number, zeros: number, rows: number, depth: number,
    weights: number, columnSums: number, columnScales: number, bias: number, columns: number,
    out: number, kind: number, factor: number, nextScale: number, nextZero: number,
  ): void;
  attend(mixed: number, out: number, starts: number, texts: number, heads: number, size: number, room: number): void;
  softmax(x: number, count: number, padded: number, factor: number): number;
  addNorm(x: number, residual: number, gamma: number, beta: number, out: number, rows: number, width: number, epsilon: number): void;
  exactNorm(x: number, gamma: number, beta: number, rows: number, width: number, epsilon: number): void;
  pool(x: number, starts: number, texts: number, width: number, firstOnly: number, out: number): void;
  dense(x: number, weights: number, bias: number, out: number, rows: number, depth: number, columns: number, kind: number): void;
  activateAll(x: number, count: number, kind: number): void;
}

/** How a machine's product takes activations from 128 on: as they are, or as bytes with a sign. */
export type Reading = 'unsigned' | 'signed';

/** Compiles and starts a binary. @throws {TaggerError} `engine-failed` where it is damaged or uses what is not there */
export async function startKernel(binary: BufferSource): Promise<KernelExports> {
  try {
    const { instance } = await WebAssembly.instantiate(binary);
    // The binary is built from `assembly/`, and a test holds it to that source.
    return instance.exports as unknown as KernelExports;
  } catch (error) {
    throw new TaggerError('engine-failed', `The kernel could not be started: ${describe(error)}`, 'Reload the page; if it happens again, the file on the server is damaged.', { cause: error });
  }
}

/**
 * Sets the binary up for what this machine's product does with bytes from 128 on. The relaxed product leaves it open:
 * VNNI takes them as they are, ARM as signed, and older x86 saturates sums of two.
 * @returns undefined where the product is not exact, and the binary of no use
 */
export function settle(kernel: KernelExports): Reading | undefined {
  const reading = readingOf(kernel);
  kernel.setShift(reading === 'signed' ? 128 : 0);
  return reading;
}

/** Weights and activations from whose products every known behaviour can be told. */
const WEIGHTS = [127, -127, 1, -1, 64, -100];
const ACTIVATIONS = [0, 1, 127, 128, 200, 255];

function readingOf(kernel: KernelExports): Reading | undefined {
  const at = (kernel.free() + 15) & ~15;
  const wide = kernel.width() === 2;
  if (kernel.memory.buffer.byteLength < at + 48) kernel.memory.grow(1);
  const { buffer } = kernel.memory;
  const weights = wide ? new Int16Array(buffer, at, 8) : new Int8Array(buffer, at, 16);
  const activations = wide ? new Int16Array(buffer, at + 16, 8) : new Uint8Array(buffer, at + 16, 16);
  const sums = new Int32Array(buffer, at + 32, 4);
  const each = weights.length / 4;
  const possible = new Set<Reading>(['unsigned', 'signed']);
  for (let round = 0; round < WEIGHTS.length * ACTIVATIONS.length; round++) {
    for (let k = 0; k < weights.length; k++) {
      weights[k] = WEIGHTS[(round + 5 * k * (round % 3)) % WEIGHTS.length] ?? 0;
      activations[k] = ACTIVATIONS[(Math.floor(round / WEIGHTS.length) + k * (round % 2)) % ACTIVATIONS.length] ?? 0;
    }
    sums.fill(round);
    kernel.tryDot(at, at + 16, at + 32);
    for (const [lane, sum] of sums.entries()) {
      const expected: Record<Reading, number> = { unsigned: round, signed: round };
      for (let k = each * lane; k < each * (lane + 1); k++) {
        const [weight, activation] = [weights[k] ?? 0, activations[k] ?? 0];
        expected.unsigned += weight * activation;
        expected.signed += weight * (activation > 127 ? activation - 256 : activation);
      }
      for (const reading of possible) if (expected[reading] !== sum) possible.delete(reading);
    }
  }
  return possible.values().next().value;
}
