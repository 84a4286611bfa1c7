import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Encoder } from '../../../src/runtime/encoder.ts';
import type { EncodedBatch, LoadRequest, SharedBundle } from '../../../src/runtime/protocol.ts';
import { TextEncoding } from '../../../src/runtime/tokenizer.ts';
import { alive } from '../../support/collect.ts';

const BUNDLE = 'models/embedded';
const NAMES = ['weights.bin', 'model.kernel.json', 'tokenizer.json', 'tokenizer_config.json'];
const manifest = await readFile(`${BUNDLE}/manifest.json`, 'utf8');
const kernel = new Blob([await readFile('src/runtime/kernel/encoder-simd.wasm')]);

/** Asks for the embedded model in the kernel, with files that need not be fetched. */
const requestFor = (files: SharedBundle['files']): LoadRequest => ({
  modelUrl: 'https://model.test/',
  candidate: { device: 'wasm', build: 'kernel' },
  threads: 1,
  keepFiles: false,
  share: false,
  gpuTimeLimit: 1000,
  bundle: { manifestUrl: 'https://model.test/manifest.json', manifest, files, engines: { kernel } },
});

async function blobs(): Promise<Record<string, Blob>> {
  return Object.fromEntries(await Promise.all(NAMES.map(async (name) => [name, new Blob([await readFile(`${BUNDLE}/${name}`)])] as const)));
}

const TEXTS = Array.from({ length: 60 }, (_, index) => `Text ${index} speaks of the river.`);

afterEach(() => vi.restoreAllMocks());

describe('an encoder with the model in the kernel', () => {
  it('holds none of the files that it was made from', async () => {
    const refs: WeakRef<object>[] = [];
    // All that is asked of a Blob.
    const files = Object.fromEntries(
      NAMES.map((name) => [
        name,
        {
          arrayBuffer: async () => {
            const { buffer } = Uint8Array.from(await readFile(`${BUNDLE}/${name}`));
            refs.push(new WeakRef(buffer));
            return buffer;
          },
        } as Blob,
      ]),
    );
    const encoder = new Encoder();
    expect(await encoder.load(requestFor(files), () => undefined)).toMatchObject({ ok: true });
    expect(refs).toHaveLength(NAMES.length);
    expect(await alive(refs)).toBe(0);
    const batches: EncodedBatch[] = [];
    expect(await encoder.encode({ id: 0, texts: TEXTS.slice(0, 3) }, async (batch) => void batches.push(batch))).toMatchObject({ ok: true });
    expect(batches.flatMap(({ indices }) => [...indices])).toEqual([0, 1, 2]);
  });

  it('stops within a moment of being told to, while it cuts texts into tokens', async () => {
    const encoder = new Encoder();
    expect(await encoder.load(requestFor(await blobs()), () => undefined)).toMatchObject({ ok: true });
    const encode = TextEncoding.prototype.encode;
    let cut = 0;
    vi.spyOn(TextEncoding.prototype, 'encode').mockImplementation(function (this: TextEncoding, text) {
      for (const began = performance.now(); performance.now() - began < 10; );
      if (++cut === 8) setTimeout(() => encoder.cancel(1));
      return encode.call(this, text);
    });
    const onBatch = vi.fn(async () => undefined);
    expect(await encoder.encode({ id: 1, texts: TEXTS }, onBatch)).toMatchObject({ ok: true });
    expect(onBatch).not.toHaveBeenCalled();
    expect(cut).toBeGreaterThanOrEqual(8);
    expect(cut).toBeLessThan(30);
  });

  it('tells that it is alive while it cuts texts into tokens', async () => {
    const encoder = new Encoder();
    expect(await encoder.load(requestFor(await blobs()), () => undefined)).toMatchObject({ ok: true });
    let now = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const encode = TextEncoding.prototype.encode;
    vi.spyOn(TextEncoding.prototype, 'encode').mockImplementation(function (this: TextEncoding, text) {
      now += 500;
      return encode.call(this, text);
    });
    const rows: number[] = [];
    await encoder.encode({ id: 1, texts: TEXTS }, async ({ indices }) => void rows.push(indices.length));
    expect(rows.indexOf(TEXTS.length)).not.toBe(0);
    // Half a minute of cutting, and a sign of life about every other second.
    expect(rows.filter((count) => count === 0).length).toBeGreaterThan(8);
    expect(rows.reduce((sum, count) => sum + count, 0)).toBe(TEXTS.length);
  });

  it('fetches what was left out of the files that it is given, and nothing else', async () => {
    const { 'weights.bin': weights, ...files } = await blobs();
    const fetched: string[] = [];
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (resource) => {
      fetched.push(String(resource));
      return new Response(weights);
    });
    expect(await new Encoder().load(requestFor(files), () => undefined)).toMatchObject({ ok: true });
    expect(fetched).toEqual(['https://model.test/weights.bin']);
  });

  it('asks nobody for a file that is missing from those of the reader\'s own', async () => {
    const { 'weights.bin': _, ...files } = await blobs();
    const fetched = vi.spyOn(globalThis, 'fetch');
    const request = requestFor(files);
    const answer = await new Encoder().load({ ...request, ...(request.bundle ? { bundle: { ...request.bundle, unchecked: true } } : {}) }, () => undefined);
    expect(answer).toMatchObject({ ok: false, error: { code: 'file-missing', message: expect.stringContaining('weights.bin') as string } });
    expect(fetched).not.toHaveBeenCalled();
  });
});
