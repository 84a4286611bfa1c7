import { untilAborted } from '../tagging/until-aborted.ts';

/** Work that several callers wait for. It goes on as long as one of them does, and is aborted when all have given up. */
export class SharedStart<T, P> {
  readonly #stop = new AbortController();
  readonly #listeners = new Set<(progress: P) => void>();
  readonly #work: Promise<T>;
  #waiting = 0;
  #settled = false;

  /** @param start does the work; told whom to tell of its steps, and the signal that ends it */
  constructor(start: (onProgress: (progress: P) => void, signal: AbortSignal) => Promise<T>) {
    const tell = (progress: P): void => {
      for (const listener of this.#listeners) listener(progress);
    };
    this.#work = start(tell, this.#stop.signal).finally(() => {
      this.#settled = true;
    });
    // Who waits hears of a failure; where nobody does, nothing is to be told.
    this.#work.catch(() => undefined);
  }

  /** Nobody waited any more before it was done: it ends with an abort, whoever comes now. */
  get abandoned(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Waits for the work, until `signal` is aborted; other callers' waiting is not touched by that. */
  async wait(onProgress?: (progress: P) => void, signal?: AbortSignal): Promise<T> {
    this.#waiting++;
    if (onProgress) this.#listeners.add(onProgress);
    try {
      return await untilAborted(this.#work, signal);
    } finally {
      if (onProgress) this.#listeners.delete(onProgress);
      if (--this.#waiting === 0 && !this.#settled) this.#stop.abort();
    }
  }
}
