import type { Keys } from '../cache/types.ts';
import type { Sentence } from '../text/types.ts';
import type { ModelInput } from './model-input.ts';
import type { TagOptions } from './types.ts';

/** The sentences of one text that share an input, and so are run once. */
export interface Pending {
  readonly key: Keys;
  readonly input: ModelInput;
  readonly sentences: Sentence[];
}

/** Which of `pending` the reader sees, in reading order. */
export function placesInSight(pending: readonly Pending[], inSight: NonNullable<TagOptions['inSight']>): () => Iterable<number> {
  const places = pending
    .flatMap(({ sentences }, place) => sentences.map(({ start, end }) => ({ start, end, place })))
    .sort((a, b) => a.start - b.start);
  return function* () {
    const range = inSight();
    if (!range) return;
    for (let at = firstAfter(places, range.start); (places[at]?.start ?? Infinity) < range.end; at++) yield places[at]?.place ?? 0;
  };
}

/** Index of the first stretch that ends after `offset`; they follow one another. */
function firstAfter(stretches: readonly { readonly end: number }[], offset: number): number {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle]?.end ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
