import { activate } from '../../src/activation.ts';
import { TaggerError } from '../../src/errors.ts';
import type { LoadedModel } from './encode-in-browser.ts';

/**
 * Gives the probabilities of one head from a row of logits.
 * @throws {TaggerError} `manifest-invalid` where the model has no such head
 */
export function scoresOfHead({ slices }: Pick<LoadedModel, 'slices'>, head: string): (row: readonly number[]) => Float32Array {
  const slice = slices.find(({ id }) => id === head);
  if (!slice) throw new TaggerError('manifest-invalid', `The bundle has no head "${head}".`, `It has ${slices.map(({ id }) => id).join(', ')}.`);
  return (row) => activate(Float32Array.from(row), slice);
}
