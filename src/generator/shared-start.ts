import { type TaggerError, abortError } from '../errors.ts';
import { SharedProgress } from '../tagging/shared-progress.ts';

/** A start that several callers wait for. It goes on as long as one of them does. */
export class SharedStart<T, P> {
  readonly #stop = new AbortController();
  readonly #progress = new SharedProgress<P>();
  readonly #started: Promise<T>;
  #waiting = 0;
  #settled = false;
  #result: T | undefined;

  /** @param work is given whom to tell of progress, and the signal that ends it and whatever it has made */
  constructor(work: (onProgress: (progress: P) => void, signal: AbortSignal) => Promise<T>) {
    this.#started = work((progress) => this.#progress.tell(progress), this.#stop.signal).then(
      (result) => {
        this.#settled = true;
        return (this.#result = result);
      },
      (error: unknown) => {
        this.#settled = true;
        throw error;
      },
    );
    // Whoever waits is told; where nobody does, nobody needs to be.
    this.#started.catch(() => undefined);
  }

  /** What came of it; undefined until then, and after it has ended. */
  get result(): T | undefined {
    return this.#stop.signal.aborted ? undefined : this.#result;
  }

  /** Whether nothing can come of it any more. */
  get over(): boolean {
    return this.#stop.signal.aborted || (this.#settled && this.#result === undefined);
  }

  /**
   * Waits for it. Aborting ends it, unless somebody else waits.
   * @throws what the start throws, `aborted`, and what `onProgress` throws: that is this caller's alone
   */
  async join(onProgress?: (progress: P) => void, signal?: AbortSignal): Promise<T> {
    this.#waiting++;
    try {
      if (signal?.aborted) throw abortError();
      return await this.#progress.follow(this.#started, (progress) => onProgress?.(progress), signal);
    } finally {
      this.#waiting--;
      if (this.#waiting === 0 && !this.#settled) this.end(abortError());
    }
  }

  /** Ends it, and what it has made; whoever still waits gets `reason`. */
  end(reason: TaggerError): void {
    this.#stop.abort(reason);
  }
}
