import { pause } from '../pause.ts';

/** Longest stretch of work before the browser gets its turn, in milliseconds: half a frame. */
const BUDGET = 8;

/**
 * Walks through `items` in order, giving way to the browser whenever half a frame is used up.
 * @returns false where `signal` was aborted before the end
 */
export async function inSlices<T>(items: Iterable<T>, visit: (item: T) => void, signal: AbortSignal): Promise<boolean> {
  let started = performance.now();
  for (const item of items) {
    if (signal.aborted) return false;
    visit(item);
    if (performance.now() - started > BUDGET) {
      await pause();
      started = performance.now();
    }
  }
  return !signal.aborted;
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
