import { untilAborted } from './until-aborted.ts';

/** Tells all who wait for one piece of work how far it is. */
export class SharedProgress<Progress> {
  readonly #listeners = new Set<(progress: Progress) => void>();

  tell(progress: Progress): void {
    for (const listener of this.#listeners) listener(progress);
  }

  /**
   * What `work` gives; `listener` hears of it until then.
   * @throws what `work` or the listener throws, or an AbortError; the work and those who follow it too go on
   */
  follow<T>(work: Promise<T>, listener: (progress: Progress) => void, signal?: AbortSignal): Promise<T> {
    let fail = (_error: unknown): void => undefined;
    const followed = new Promise<T>((resolve, reject) => {
      fail = reject;
      work.then(resolve, reject);
    });
    const guarded = (progress: Progress): void => {
      try {
        listener(progress);
      } catch (error) {
        fail(error);
      }
    };
    this.#listeners.add(guarded);
    return untilAborted(followed, signal).finally(() => this.#listeners.delete(guarded));
  }
}
