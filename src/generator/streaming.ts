/**
 * Turns a run that tells its results one by one into an iteration over them. Leaving the loop early cancels the run.
 * @param run told what to call with each result, and the signal that cancels it
 */
export async function* streamOf<T>(run: (onResult: (result: T) => void, signal: AbortSignal) => Promise<unknown>, signal?: AbortSignal): AsyncGenerator<T, void, undefined> {
  const stop = new AbortController();
  const ready: T[] = [];
  let wake: () => void = () => undefined;
  let failure: { readonly error: unknown } | undefined;
  let finished = false;
  run((result) => {
    ready.push(result);
    wake();
  }, signal ? AbortSignal.any([signal, stop.signal]) : stop.signal)
    .catch((error: unknown) => {
      failure = { error };
    })
    .finally(() => {
      finished = true;
      wake();
    });
  try {
    for (;;) {
      const next = ready.shift();
      if (next !== undefined) yield next;
      else if (failure) throw failure.error;
      else if (finished) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    stop.abort();
  }
}
