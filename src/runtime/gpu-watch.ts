import { Deadline } from '../deadline.ts';
import { TaggerError } from '../errors.ts';
import type { Engine } from './engine.ts';

/**
 * Fails what runs on a GPU when the device is lost or answers no more; the engine would wait for ever, or not say
 * which. After that everything fails: a batch may still be running inside, and the engine bears no second one.
 *
 * A GPU reports what it could not do (memory among it) to the device alone, and the engine goes on with buffers that are
 * not there: what a piece of work gives in which that happened is worth nothing, and an error takes its place.
 */
export class GpuWatch {
  readonly #timeLimit: number;
  readonly #failed = new AbortController();
  #fault: TaggerError | undefined;

  /** @param timeLimit milliseconds that one piece of work may take */
  constructor(device: GPUDevice, timeLimit: number) {
    this.#timeLimit = timeLimit;
    void device.lost.then(({ message, reason }) => this.#fail(`The connection to the GPU was lost (${message || reason}).`));
    device.addEventListener('uncapturederror', ({ error }) => {
      this.#fault ??=
        error instanceof GPUOutOfMemoryError
          ? new TaggerError('out-of-memory', 'Memory ran out on the GPU.', 'Close other tabs, or tag a shorter text.', { cause: error })
          : new TaggerError('engine-failed', `The GPU refused a batch: ${error.message}`, 'The CPU can do the same, only slower.', { cause: error });
    });
  }

  /** Watches the device that the engine has made for its session. */
  static async of(engine: Engine, timeLimit: number): Promise<GpuWatch> {
    return new GpuWatch(await engine.env.webgpu.device, timeLimit);
  }

  /**
   * @throws {TaggerError} `engine-failed` when the device is lost, the time is up or the GPU refused something;
   * `out-of-memory`; and what `work` throws
   */
  guard<T>(work: () => Promise<T>): Promise<T> {
    const { signal } = this.#failed;
    return new Promise<T>((resolve, reject) => {
      const onFailed = (): void => reject(signal.reason);
      if (signal.aborted) return onFailed();
      signal.addEventListener('abort', onFailed, { once: true });
      const due = new Deadline(this.#timeLimit, () => this.#fail(`The GPU did not finish a batch within ${Math.round(this.#timeLimit / 1000)} seconds.`));
      due.start();
      this.#fault = undefined;
      this.#faultless(work)
        .then(resolve, reject)
        .finally(() => {
          due.stop();
          signal.removeEventListener('abort', onFailed);
        });
    });
  }

  async #faultless<T>(work: () => Promise<T>): Promise<T> {
    const result = await work().catch((error: unknown) => Promise.reject(this.#fault ?? error));
    if (this.#fault) throw this.#fault;
    return result;
  }

  #fail(message: string): void {
    this.#failed.abort(new TaggerError('engine-failed', message, 'The CPU can do the same, only slower.'));
  }
}
