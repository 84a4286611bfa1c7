import { TaggerError } from '../errors.ts';
import type { Engine } from './engine.ts';

/**
 * Fails what runs on a GPU when the device is lost or answers no more; the engine would wait for ever, or not say
 * which. After that everything fails: a batch may still be running inside, and the engine bears no second one.
 */
export class GpuWatch {
  readonly #timeLimit: number;
  readonly #failed = new AbortController();

  /** @param timeLimit milliseconds that one piece of work may take */
  constructor(device: GPUDevice, timeLimit: number) {
    this.#timeLimit = timeLimit;
    void device.lost.then(({ message, reason }) => this.#fail(`The connection to the GPU was lost (${message || reason}).`));
  }

  /** Watches the device that the engine has made for its session. */
  static async of(engine: Engine, timeLimit: number): Promise<GpuWatch> {
    return new GpuWatch(await engine.env.webgpu.device, timeLimit);
  }

  /** @throws {TaggerError} `engine-failed` when the device is lost or the time is up; and what `work` throws */
  guard<T>(work: () => Promise<T>): Promise<T> {
    const { signal } = this.#failed;
    return new Promise<T>((resolve, reject) => {
      const onFailed = (): void => reject(signal.reason);
      if (signal.aborted) return onFailed();
      signal.addEventListener('abort', onFailed, { once: true });
      const timer = setTimeout(() => this.#fail(`The GPU did not finish a batch within ${Math.round(this.#timeLimit / 1000)} seconds.`), this.#timeLimit);
      work()
        .then(resolve, reject)
        .finally(() => {
          clearTimeout(timer);
          signal.removeEventListener('abort', onFailed);
        });
    });
  }

  #fail(message: string): void {
    this.#failed.abort(new TaggerError('engine-failed', message, 'The CPU can do the same, only slower.'));
  }
}
