import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { TaggerError } from '../errors.ts';
import type { Engine } from './engine.ts';
import type { Encoding } from './tokenizer.ts';

/** What a graph's input is given, by the names that exports use. */
const MEANING: Readonly<Record<string, 'ids' | 'mask' | 'types'>> = {
  input_ids: 'ids',
  attention_mask: 'mask',
  input_mask: 'mask',
  token_type_ids: 'types',
  segment_ids: 'types',
};

/** One input of a graph: its name, what it is given, and as which integers. */
export interface InputPlan {
  readonly name: string;
  readonly meaning: 'ids' | 'mask' | 'types';
  readonly type: 'int32' | 'int64';
}

/**
 * What a session's graph wants, as the graph itself declares it.
 * @throws {TaggerError} `manifest-invalid` for an input that no sentence can fill
 */
export function inputPlan({ inputNames, inputMetadata }: Pick<InferenceSession, 'inputNames' | 'inputMetadata'>): InputPlan[] {
  const plans = inputNames.map((name, index): InputPlan => {
    const meaning = Object.hasOwn(MEANING, name) ? MEANING[name] : undefined;
    const metadata = inputMetadata[index];
    const type = metadata?.isTensor ? metadata.type : 'unknown';
    if (!meaning) throw new TaggerError('manifest-invalid', `The graph wants an input "${name}", which a text does not give.`, `Known are ${Object.keys(MEANING).join(', ')}. Export the model as a text classifier.`);
    if (type !== 'int32' && type !== 'int64') throw new TaggerError('manifest-invalid', `The graph wants "${name}" as ${type}; token ids are whole numbers (int32 or int64).`, 'Export the model again.');
    return { name, meaning, type };
  });
  if (!plans.some(({ meaning }) => meaning === 'ids')) throw new TaggerError('manifest-invalid', 'The graph has no input "input_ids".', 'Export the model as a text classifier.');
  return plans;
}

/** A batch as the graph wants it, rows padded to `length` and filled up to `height`. */
export function feedsOf(engine: Engine, plans: readonly InputPlan[], rows: readonly Encoding[], length: number, height: number): Record<string, Tensor> {
  const grids = { ids: new Int32Array(height * length), mask: new Int32Array(height * length), types: new Int32Array(height * length) };
  for (const [row, { ids, types }] of rows.entries()) {
    grids.ids.set(ids, row * length);
    if (types) grids.types.set(types, row * length);
    grids.mask.fill(1, row * length, row * length + ids.length);
  }
  // A row without any token to look at would be a division by zero in some engines' attention.
  for (let row = rows.length; row < height; row++) grids.mask[row * length] = 1;
  const shape = [height, length];
  return Object.fromEntries(
    plans.map(({ name, meaning, type }) => {
      const grid = grids[meaning];
      return [name, type === 'int32' ? new engine.Tensor('int32', grid, shape) : new engine.Tensor('int64', BigInt64Array.from(grid, BigInt), shape)];
    }),
  );
}
