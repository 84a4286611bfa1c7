import { abortError } from '../errors.ts';
import { segmentIncrementally } from '../text/segment.ts';
import type { Sentence } from '../text/types.ts';
import { pause } from '../pause.ts';

/** Milliseconds of work after which the page gets its turn. */
const STEP = 8;

/** Sentences of a text of any size, without a long task. @throws {TaggerError} `aborted` */
export async function segmentInSteps(text: string, signal: AbortSignal | undefined): Promise<Sentence[]> {
  const sentences: Sentence[] = [];
  for (const part of segmentIncrementally(text)) {
    for (const sentence of part) sentences.push(sentence);
    await rest(signal);
  }
  return sentences;
}

/** What `make` gives for each item, without a long task as long as one item is none. @throws {TaggerError} `aborted` */
export async function mapInSteps<T, U>(items: readonly T[], make: (item: T) => U, signal: AbortSignal | undefined): Promise<U[]> {
  const made: U[] = [];
  let since = performance.now();
  for (const item of items) {
    made.push(make(item));
    if (performance.now() - since < STEP) continue;
    await rest(signal);
    since = performance.now();
  }
  return made;
}

async function rest(signal: AbortSignal | undefined): Promise<void> {
  await pause();
  if (signal?.aborted) throw abortError();
}
