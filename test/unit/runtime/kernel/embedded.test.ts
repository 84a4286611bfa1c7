import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { settle, startKernel } from '../../../../src/runtime/kernel/binary.ts';
import { parseDescription } from '../../../../src/runtime/kernel/description.ts';
import { KernelModel } from '../../../../src/runtime/kernel/model.ts';
import { headSlices, parseManifest, type Manifest } from '../../../../src/runtime/manifest.ts';
import { activate } from '../../../../src/activation.ts';
import { TextEncoding } from '../../../../src/runtime/tokenizer.ts';

const BUNDLE = 'models/embedded';

describe('the embedded bundle in the kernel (baseline SIMD)', () => {
  let manifest: Manifest;
  let model: KernelModel;
  let tokenizer: TextEncoding;

  beforeAll(async () => {
    manifest = parseManifest(await readFile(`${BUNDLE}/manifest.json`, 'utf8'), 'manifest.json');
    const weights = await readFile(`${BUNDLE}/weights.bin`);
    const kernel = await startKernel(await readFile('src/runtime/kernel/encoder-simd.wasm'));
    expect(settle(kernel)).toBe('unsigned');
    model = new KernelModel(kernel, parseDescription(await readFile(`${BUNDLE}/model.kernel.json`, 'utf8'), weights.length, 'model.kernel.json'), weights);
    tokenizer = new TextEncoding(await readFile(`${BUNDLE}/tokenizer.json`, 'utf8'), await readFile(`${BUNDLE}/tokenizer_config.json`, 'utf8'), manifest.tokenizer.maxTokens);
  });

  it('gives the manifest\'s reference scores', () => {
    const { sentences } = manifest.selfTest;
    const logits = model.run(sentences.map(({ text }) => tokenizer.encode(text).ids));
    let largest = 0;
    for (const [row, { scores }] of sentences.entries()) {
      for (const slice of headSlices(manifest)) {
        const given = activate(logits.subarray(row * model.outputs, (row + 1) * model.outputs), slice);
        for (const [index, expected] of (scores.wasm[slice.id] ?? []).entries()) largest = Math.max(largest, Math.abs((given[index] ?? NaN) - expected));
      }
    }
    console.info(`largest difference to the native engine: ${largest.toFixed(5)}; memory: ${(model.bytes / 1e6).toFixed(1)} MB`);
    expect(largest).toBeLessThan(0.02);
  });
});
