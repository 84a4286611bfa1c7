import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Batcher } from '../../../../src/runtime/batcher.ts';
import type { KernelExports } from '../../../../src/runtime/kernel/binary.ts';
import { KernelSession } from '../../../../src/runtime/kernel/session.ts';
import { parseManifest } from '../../../../src/runtime/manifest.ts';

const BUNDLE = 'models/embedded';
const manifest = parseManifest(await readFile(`${BUNDLE}/manifest.json`, 'utf8'), 'manifest.json');
const binary = await readFile('src/runtime/kernel/encoder-simd.wasm');
const files = new Map<string, Uint8Array>(await Promise.all(['weights.bin', 'model.kernel.json'].map(async (name) => [name, await readFile(`${BUNDLE}/${name}`)] as const)));

const ROWS = Array.from({ length: 6 }, (_, row) => ({ ids: Int32Array.of(101, 2000 + row, 102), truncated: false }));
const trap = (): never => {
  throw new WebAssembly.RuntimeError('unreachable');
};

/** A session whose kernel has some functions of its own. */
async function open(spoil: (kernel: KernelExports) => Partial<KernelExports>): Promise<KernelSession> {
  const { instantiate } = WebAssembly;
  vi.spyOn(WebAssembly, 'instantiate').mockImplementation((async (given: BufferSource) => {
    const { instance } = await instantiate(given);
    const kernel = instance.exports as unknown as KernelExports;
    return { instance: { exports: { ...kernel, ...spoil(kernel) } } };
  }) as unknown as typeof WebAssembly.instantiate);
  return await KernelSession.create(binary, manifest, files);
}

afterEach(() => vi.restoreAllMocks());

describe('a session of the kernel', () => {
  it('fails as an engine where the kernel traps as it reads, so that another may follow', async () => {
    const session = await open(() => ({ attend: trap }));
    await expect(session.run(ROWS)).rejects.toMatchObject({ code: 'engine-failed', message: expect.stringContaining('unreachable') as string });
  });

  it('fails so where it traps as it is loaded', async () => {
    await expect(open(() => ({ pack: trap }))).rejects.toMatchObject({ code: 'engine-failed' });
  });

  it('says that memory ran out where the kernel cannot even be tried', async () => {
    const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
      throw new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded');
    });
    await expect(open(({ memory }) => ({ free: () => memory.buffer.byteLength }))).rejects.toMatchObject({ code: 'out-of-memory' });
    expect(grow).toHaveBeenCalled();
  });

  it('has its batches halved where an array cannot be had, down to what can', async () => {
    const sizes: number[] = [];
    const session = await open((kernel) => ({
      embed: (ids, starts, texts, ...rest) => {
        sizes.push(texts);
        if (texts > 2) throw new RangeError('Array buffer allocation failed');
        kernel.embed(ids, starts, texts, ...rest);
      },
    }));
    const rows: number[] = [];
    for await (const batch of new Batcher((...batch) => session.run(...batch), { tokens: 18, multiple: 1, fewShapes: false, ragged: true }).encode(ROWS)) {
      expect(batch.logits.every(Number.isFinite)).toBe(true);
      rows.push(...batch.rows);
    }
    expect(rows).toEqual([0, 1, 2, 3, 4, 5]);
    expect(sizes).toEqual([6, 3, 1, 1, 1, 1, 1, 1]);
  });
});
