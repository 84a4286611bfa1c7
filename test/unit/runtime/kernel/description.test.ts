import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseDescription, type Description } from '../../../../src/runtime/kernel/description.ts';

const json = await readFile('models/embedded/model.kernel.json', 'utf8');
const { files } = JSON.parse(await readFile('models/embedded/manifest.json', 'utf8')) as { files: Record<string, { bytes: number }> };
const bytes = files['weights.bin']?.bytes ?? 0;

/** What is wrong, how it is told, and what stands where in place of what is right. */
const faults: [string, RegExp, string, unknown][] = [
  ['another format', /format/, 'format', 'something'],
  ['a later version', /version/, 'version', 2],
  ['a field that is not known', /secret/, 'secret', 1],
  ['a hidden size that is no multiple of 16', /hidden/, 'hidden', 380],
  ['a hidden size that is too large', /hidden/, 'hidden', 4096],
  ['heads that do not share the features evenly', /heads: 384 features in 7/, 'heads', 7],
  ['heads of four features', /heads: 384 features in 96/, 'heads', 96],
  ['a first position behind the last', /positionOffset/, 'positionOffset', 256],
  ['a tensor that ends outside the file', /layers\.1\.up\.weight: it ends at byte/, 'layers.1.up.weight', [23_239_680 - 64, 589_824]],
  ['an offset before the file', /weight/, 'layers.1.up.weight', [-64, 589_824]],
  ['an offset that is no whole number', /weight/, 'layers.1.up.weight', [0.5, 589_824]],
  ['a tensor of another size', /layers\.0\.qkv\.bias: it has 4604 bytes and not 4608/, 'layers.0.qkv.bias', [0, 4604]],
  ['more words than the table has', /embeddings\.words: it has 11720448 bytes and not/, 'vocabulary', 30_523],
  ['more positions than the table has', /embeddings\.positions/, 'positions', 512],
  ['weights in the description itself', /layers\.0\.out\.weight: whole numbers must be/, 'layers.0.out.weight', { values: [1] }],
  ['too few numbers in the description itself', /head\.0\.bias: it has 1 numbers and not 82/, 'head.0.bias', { values: [1] }],
  ['a number that is infinite', /epsilon/, 'epsilon', 'INFINITE'],
  ['a grid without steps', /layers\.2\.down\.grid\.scale/, 'layers.2.down.grid', { scale: 0, zero: 3 }],
  ['a zero point outside the grid', /layers\.2\.down\.grid\.zero/, 'layers.2.down.grid', { scale: 1, zero: 256 }],
  ['no layers', /layers/, 'layers', []],
  ['an activation function that nobody knows', /head\.0\.activation/, 'head.0.activation', 'swish'],
];

describe('the description for the kernel', () => {
  it('of the embedded bundle is read', () => {
    const description: Description = parseDescription(json, bytes, 'model.kernel.json');
    expect(description.layers).toHaveLength(6);
    expect(description.head).toMatchObject([{ outputs: 82, activation: 'none' }]);
  });

  it.each(faults)('is refused with %s', (_, message, path, value) => {
    const description = JSON.parse(json) as Record<string, unknown>;
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    const holder = steps.reduce<Record<string, unknown>>((part, step) => part[step] as Record<string, unknown>, description);
    holder[last] = value;
    const changed = JSON.stringify(description).replace('"INFINITE"', '1e999');
    let error: unknown;
    try {
      parseDescription(changed, bytes, 'model.kernel.json');
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'manifest-invalid' });
    expect(String(error)).toMatch(message);
    expect(String(error)).toContain('model.kernel.json');
  });

  it('is refused where it is not JSON', () => {
    expect(() => parseDescription('{', bytes, 'model.kernel.json')).toThrow(/not JSON/);
  });
});
