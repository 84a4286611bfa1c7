import { inTurns } from '../pause.ts';

/**
 * Walks through `items` in order, giving way to the browser whenever half a frame is used up.
 * @returns false where `signal` was aborted before the end
 */
export function inSlices<T>(items: Iterable<T>, visit: (item: T) => void, signal: AbortSignal): Promise<boolean> {
  function* walk(): Generator<void, boolean> {
    for (const item of items) {
      if (signal.aborted) return false;
      visit(item);
      yield;
    }
    return !signal.aborted;
  }
  return inTurns(walk());
}

/** Joins any number of requests into one call in the next frame. */
export class OncePerFrame {
  #frame: number | undefined;
  readonly #run: () => void;

  constructor(run: () => void) {
    this.#run = run;
  }

  request(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#run();
    });
  }

  cancel(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }
}
