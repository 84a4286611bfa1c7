import type { TaggedSentence, TagOptions } from './types.ts';

type Run = (onSentences: (sentences: readonly TaggedSentence[]) => void, signal: AbortSignal) => Promise<unknown>;

/**
 * Turns a run that finishes sentences in any order into an iteration in reading order. Leaving the loop early
 * cancels the run.
 */
export async function* inReadingOrder(run: Run, { signal, onSentences }: TagOptions): AsyncGenerator<TaggedSentence, void, undefined> {
  const stop = new AbortController();
  const ready = new Map<number, TaggedSentence>();
  let next = 0;
  let wake: (() => void) | undefined;
  let failure: { readonly error: unknown } | undefined;
  let finished = false;

  run((sentences) => {
    for (const sentence of sentences) ready.set(sentence.index, sentence);
    onSentences?.(sentences);
    wake?.();
  }, signal ? AbortSignal.any([signal, stop.signal]) : stop.signal)
    .catch((error: unknown) => {
      failure = { error };
    })
    .finally(() => {
      finished = true;
      wake?.();
    });

  try {
    for (;;) {
      const sentence = ready.get(next);
      if (sentence) {
        ready.delete(next++);
        yield sentence;
      } else if (failure) {
        throw failure.error;
      } else if (finished) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    stop.abort();
  }
}
