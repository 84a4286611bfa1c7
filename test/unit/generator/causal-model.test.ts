import { describe, expect, it } from 'vitest';
import { TaggerError } from '../../../src/errors.ts';
import { LibraryModel } from '../../../src/runtime/generator/causal-model.ts';

type Given = ConstructorParameters<typeof LibraryModel>;

/** The library's part of a model with one layer, on a GPU; notes what was given back. */
function modelOf(guard: Given[3], forward: () => Promise<void> = () => Promise.resolve()): { model: LibraryModel; given: string[]; back: string[] } {
  const given: string[] = [];
  const back: string[] = [];
  const tensor = (name: string, location: string): object => {
    if (location === 'gpu-buffer') given.push(name);
    return { location, dims: [1, 1, 2], type: 'float32', data: new Float32Array(2), dispose: () => back.push(name) };
  };
  const library = { Tensor: class {}, DynamicCache: class { constructor(entries: object) { Object.assign(this, entries); } get_seq_length(): number { return 1; } } };
  const pretrained = {
    async forward(): Promise<object> {
      await forward();
      return { logits: tensor('logits', 'cpu'), 'present.0.key': tensor('key', 'gpu-buffer'), 'present.0.value': tensor('value', 'gpu-buffer') };
    },
  };
  // Fakes of the few members that are used of the library's classes.
  return { model: new LibraryModel(pretrained as unknown as Given[0], library as unknown as Given[1], 2, guard), given, back };
}

const refusal = new TaggerError('engine-failed', 'The GPU refused a batch.', 'Try the CPU.');

describe('a pass', () => {
  it('keeps its keys and values on the GPU until its cache is given back', async () => {
    const { model, given, back } = modelOf((work) => work());
    const { cache } = await model.run([1], undefined, 'last');
    expect(given).toEqual(['key', 'value']);
    expect(back).toEqual([]);
    cache.dispose();
    expect(back).toEqual(given);
  });

  it('gives back what came of it where it is refused afterwards', async () => {
    const { model, given, back } = modelOf(async (work) => {
      await work();
      throw refusal;
    });
    await expect(model.run([1], undefined, 'last')).rejects.toBe(refusal);
    expect(given).toHaveLength(2);
    expect(back).toEqual(given);
  });

  it('gives back what comes after it was given up', async () => {
    let finish = (): void => undefined;
    const late = new Promise<void>((resolve) => (finish = resolve));
    const { model, given, back } = modelOf(
      (work) => {
        void work();
        return Promise.reject(refusal);
      },
      () => late,
    );
    await expect(model.run([1], undefined, 'last')).rejects.toBe(refusal);
    expect(back).toEqual([]);
    finish();
    await expect.poll(() => back).toHaveLength(2);
    expect(back).toEqual(given);
  });
});
