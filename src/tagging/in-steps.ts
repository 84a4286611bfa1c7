import { abortError } from '../errors.ts';
import { segmentIncrementally } from '../text/segment.ts';
import type { Sentence } from '../text/types.ts';
import { inTurns, pause } from '../pause.ts';

/** Sentences of a text of any size, without a long task. @throws {TaggerError} `aborted` */
export async function segmentInSteps(text: string, signal: AbortSignal | undefined): Promise<Sentence[]> {
  const sentences: Sentence[] = [];
  for (const part of segmentIncrementally(text)) {
    for (const sentence of part) sentences.push(sentence);
    await pause();
    if (signal?.aborted) throw abortError();
  }
  return sentences;
}

/** What `make` gives for each item, without a long task as long as one item is none. @throws {TaggerError} `aborted` */
export function mapInSteps<T, U>(items: readonly T[], make: (item: T) => U, signal: AbortSignal | undefined): Promise<U[]> {
  function* map(): Generator<void, U[]> {
    const made: U[] = [];
    for (const item of items) {
      made.push(make(item));
      yield;
      if (signal?.aborted) throw abortError();
    }
    return made;
  }
  return inTurns(map());
}
