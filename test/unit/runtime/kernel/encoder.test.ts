import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { settle, startKernel } from '../../../../src/runtime/kernel/binary.ts';
import { parseDescription } from '../../../../src/runtime/kernel/description.ts';
import { KernelModel } from '../../../../src/runtime/kernel/model.ts';
import { randomModel, randomTexts, runReference, type ModelShape } from '../../../support/encoder-reference.ts';

const binary = await readFile('src/runtime/kernel/encoder-simd.wasm');

/** @param signed takes activations as a machine does whose product knows only signed bytes */
async function load({ description, weights }: ReturnType<typeof randomModel>, signed = false): Promise<KernelModel> {
  const kernel = await startKernel(binary);
  expect(settle(kernel)).toBe('unsigned');
  if (signed) kernel.setShift(128);
  return new KernelModel(kernel, parseDescription(JSON.stringify(description), weights.length, 'tiny'), weights);
}

const SMALL: ModelShape = { hidden: 32, inner: 64, heads: 4, layers: 2, static: true };

const SHAPES: [string, ModelShape][] = [
  ['static grids', SMALL],
  ['a grid for each token', { ...SMALL, static: false }],
  ['grids for each token, three layers and the tanh form of GELU', { ...SMALL, static: false, layers: 3, gelu: 'tanh' }],
  ['positions that begin at 2, a token type and the first token', { ...SMALL, positionOffset: 2, type: true, pooling: 'first' }],
  ['sizes that are odd multiples of 16, and heads of 12', { ...SMALL, hidden: 48, inner: 80 }],
  ['one head', { ...SMALL, heads: 1 }],
  ['several layers in the head', { ...SMALL, head: [{ outputs: 32, activation: 'tanh' }, { outputs: 6, activation: 'gelu' }, { outputs: 3, activation: 'none' }] }],
];

const LENGTHS = [2, 3, 9, 17, 1, 8, 30, 5];

describe('a small encoder of random weights', () => {
  it.each(SHAPES)('with %s gives what the definition gives', async (_, shape) => {
    const made = randomModel(7, shape);
    const texts = randomTexts(11, LENGTHS);
    const model = await load(made);
    const given = model.run(texts);
    expect(model.outputs).toBe(made.description.head.at(-1)?.outputs);
    const differences = texts.map((text, row) => Math.max(...runReference(made.description, made.weights, text).map((expected, column) => Math.abs((given[row * model.outputs + column] ?? Number.NaN) - expected))));
    // Now and then a number lies so near to the middle between two steps of a grid that floats and doubles round it apart.
    expect(differences.filter((difference) => !(difference < 2e-4)).length).toBeLessThan(2);
    expect(Math.max(...differences)).toBeLessThan(0.03);
    // Texts differ, so a model that sees nothing would not pass.
    expect(Math.abs((given[0] ?? 0) - (given[model.outputs] ?? 0))).toBeGreaterThan(1e-3);
  });

  it.each(SHAPES)('with %s gives a text the same bits in every company', async (_, shape) => {
    const texts = randomTexts(5, LENGTHS);
    const model = await load(randomModel(3, shape));
    const width = model.outputs;
    const alone = texts.map((text) => model.run([text]));
    const together = model.run(texts);
    const turned = model.run(texts.toReversed());
    for (const [row, own] of alone.entries()) {
      expect(together.subarray(row * width, (row + 1) * width)).toEqual(own);
      expect(turned.subarray((texts.length - 1 - row) * width, (texts.length - row) * width)).toEqual(own);
    }
  });

  it.each(SHAPES)('with %s gives the same bits where bytes are taken as signed', async (_, shape) => {
    const made = randomModel(13, shape);
    const texts = randomTexts(17, LENGTHS);
    expect((await load(made, true)).run(texts)).toEqual((await load(made)).run(texts));
  });

  it('refuses tokens and lengths that the model does not know', async () => {
    const model = await load(randomModel(1, SMALL));
    for (const [text, what] of [[[3, 50], /token 50/], [[-1], /token -1/], [[], /0 tokens/], [Array.from({ length: 41 }, () => 1), /41 tokens/]] as const) {
      expect(() => model.run([Int32Array.from(text)])).toThrow(what);
    }
  });

  it('tells how long its steps took to those who ask', async () => {
    const model = await load(randomModel(1, SMALL));
    const stages = new Map<string, number>();
    model.onStage = (stage, milliseconds) => stages.set(stage, milliseconds);
    model.run(randomTexts(2, [4]));
    expect([...stages.keys()].toSorted()).toEqual(['attention', 'embed', 'heads', 'normalize', 'product with GELU', 'products', 'quantize']);
    expect([...stages.values()].every((milliseconds) => milliseconds >= 0)).toBe(true);
  });
});
