import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { settle, startKernel, type KernelExports } from '../../../../src/runtime/kernel/binary.ts';
import { BINARIES, compile } from '../../../../src/runtime/kernel/build.mjs';

describe('the kernel\'s binaries', () => {
  it.each(Object.keys(BINARIES))('%s is what its source compiles to (else: npm run build:kernel)', async (name) => {
    const committed = await readFile(`src/runtime/kernel/${name}`);
    expect(Buffer.compare(Buffer.from(await compile(name as keyof typeof BINARIES)), committed)).toBe(0);
    expect(committed.length).toBeLessThan(16_000);
  }, 60_000);
});

describe('settling what the product does with bytes from 128 on', () => {
  /** The binary with a product of bytes such as some machine has. */
  async function machine(product: (weights: Int8Array, activations: Uint8Array) => number): Promise<{ kernel: KernelExports; shifts: number[] }> {
    const real = await startKernel(await readFile('src/runtime/kernel/encoder-simd.wasm'));
    const shifts: number[] = [];
    const kernel: KernelExports = {
      ...real,
      width: () => 1,
      setShift: (shift) => shifts.push(shift),
      tryDot(weights, activations, sums) {
        const { buffer } = real.memory;
        const out = new Int32Array(buffer, sums, 4);
        for (let lane = 0; lane < 4; lane++) out[lane] = (out[lane] ?? 0) + product(new Int8Array(buffer, weights + 4 * lane, 4), new Uint8Array(buffer, activations + 4 * lane, 4));
      },
    };
    return { kernel, shifts };
  }
  const products = (weights: Int8Array, activations: Uint8Array): number[] => [...weights].map((weight, k) => weight * (activations[k] ?? 0));
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const saturated = (value: number): number => Math.max(-32_768, Math.min(32_767, value));

  it('knows a machine that takes them as they are', async () => {
    const { kernel, shifts } = await machine((weights, activations) => sum(products(weights, activations)));
    expect(settle(kernel)).toBe('unsigned');
    expect(shifts).toEqual([0]);
  });

  it('knows one that takes them as signed, and has 128 taken off them', async () => {
    const { kernel, shifts } = await machine((weights, activations) => sum([...weights].map((weight, k) => weight * (((activations[k] ?? 0) << 24) >> 24))));
    expect(settle(kernel)).toBe('signed');
    expect(shifts).toEqual([128]);
  });

  it('refuses one that saturates sums of two', async () => {
    const { kernel } = await machine((weights, activations) => {
      const [a = 0, b = 0, c = 0, d = 0] = products(weights, activations);
      return saturated(a + b) + saturated(c + d);
    });
    expect(settle(kernel)).toBeUndefined();
  });

  it('takes the baseline binary as exact', async () => {
    expect(settle(await startKernel(await readFile('src/runtime/kernel/encoder-simd.wasm')))).toBe('unsigned');
  });

  it('says so where a binary is damaged', async () => {
    await expect(startKernel(new Uint8Array(100))).rejects.toMatchObject({ code: 'engine-failed' });
  });
});
