import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { checkExternalData, readOnnx } from '../../../src/runtime/onnx-file.ts';
import { tinyGraph } from '../../support/tiny-model.ts';

describe('readOnnx', () => {
  it('reads inputs, outputs, operators, opset and weights beside the graph', () => {
    const file = readOnnx(tinyGraph({ labels: 5, external: 'weights.bin' }), 'm.onnx');
    expect(file.inputs).toEqual([
      { name: 'input_ids', type: 7, shape: ['batch', 'sequence'] },
      { name: 'attention_mask', type: 7, shape: ['batch', 'sequence'] },
    ]);
    expect(file.outputs).toEqual([{ name: 'logits', type: 1, shape: ['batch', 5] }]);
    expect([...file.operators]).toEqual(['Gather', 'Cast', 'Unsqueeze', 'Mul', 'ReduceSum']);
    expect([...file.externalFiles]).toEqual(['weights.bin']);
    expect([...file.opsets]).toEqual([['', 13]]);
  });

  it.each(['wasm', 'webgpu'])('reads the embedded model’s graph for %s', async (device) => {
    const manifest = JSON.parse(await readFile('models/embedded/manifest.json', 'utf8')) as { graphs: Record<string, { file: string; externalData: string[] }> };
    const graph = manifest.graphs[device];
    const file = readOnnx(await readFile(`models/embedded/${graph?.file}`), 'embedded');
    expect([...file.externalFiles]).toEqual(graph?.externalData);
    expect(file.operators.has('com.microsoft:QAttention')).toBe(device === 'wasm');
    expect(file.inputs.map(({ name }) => name)).toContain('input_ids');
  });

  it('stops at every place where a file may be cut off', () => {
    const whole = tinyGraph({ labels: 2 });
    for (let length = 0; length < whole.length; length += 7) {
      let found: unknown;
      try {
        found = readOnnx(whole.slice(0, length), 'm.onnx');
      } catch (error) {
        expect(error).toMatchObject({ code: 'manifest-invalid' });
        continue;
      }
      // A cut between two fields leaves a shorter file that is whole in itself.
      expect(found).toBeDefined();
    }
  });

  it('ends soon on bytes that mean nothing', () => {
    let state = 1;
    for (let run = 0; run < 300; run++) {
      const noise = Uint8Array.from({ length: 500 }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24);
      expect(() => readOnnx(noise, 'noise')).toThrow(/no ONNX graph/);
    }
  });

  it('does not follow messages within messages without end', () => {
    // A graph whose node's attribute is a graph whose node …
    let inner: number[] = [];
    for (let depth = 0; depth < 60; depth++) {
      for (const tag of [(6 << 3) | 2, (5 << 3) | 2, (1 << 3) | 2]) {
        const size = inner.length;
        inner = [tag, ...(size < 128 ? [size] : [(size & 127) | 128, size >> 7]), ...inner];
      }
    }
    const size = inner.length;
    expect(() => readOnnx(Uint8Array.from([(7 << 3) | 2, (size & 127) | 128, size >> 7, ...inner]), 'deep')).toThrow(/nested too deeply/);
  });

  it('refuses weights that the bundle does not list', () => {
    for (const external of ['../weights.bin', '/etc/passwd', 'other.bin', 'https://elsewhere.test/w', '']) {
      const file = readOnnx(tinyGraph({ labels: 2, external }), 'm.onnx');
      expect(() => checkExternalData('m.onnx', file, ['weights.bin'])).toThrow(/no file of the bundle/);
    }
    expect(() => checkExternalData('m.onnx', readOnnx(tinyGraph({ labels: 2, external: './weights.bin' }), 'm.onnx'), ['weights.bin'])).not.toThrow();
  });
});
