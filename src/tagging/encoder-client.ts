import { TaggerError, abortError } from '../errors.ts';
import type { Candidate, EncodedBatch, LoadProgress, LoadReport } from '../runtime/protocol.ts';
import { candidates, engineThreads, type DevicePreference } from './candidates.ts';
import { EncoderWorker, type WorkerFactory } from './encoder-worker.ts';
import type { Notice } from './types.ts';

export interface EncoderClientOptions extends DevicePreference {
  readonly workerFactory: WorkerFactory;
  readonly modelUrl: string;
  readonly keepFiles: boolean;
  readonly stallLimit?: number;
  readonly threads?: number;
  readonly onNotice: (notice: Notice) => void;
}

/** A worker with a model in it. */
interface Live {
  readonly worker: EncoderWorker;
  readonly report: LoadReport;
}

/** Faults that another device, or another build of the engine, may not have. */
const DEVICE_FAULTS = new Set(['engine-failed', 'self-test-failed', 'out-of-memory', 'device-unavailable', 'worker-died']);

const isDeviceFault = (error: unknown): error is TaggerError => error instanceof TaggerError && DEVICE_FAULTS.has(error.code);

const name = ({ device, build }: Candidate): string => (device === 'webgpu' ? 'the GPU (WebGPU)' : `the CPU (WebAssembly, ${build})`);

/**
 * Keeps a worker with the model running. A device that fails is dropped for the next one, a worker that dies is
 * replaced once by its like; what was not finished is run again there.
 */
export class EncoderClient {
  readonly #options: EncoderClientOptions;
  #live: Promise<Live> | undefined;
  #left: Candidate[] | undefined;
  #respawned = false;
  #disposed = false;
  readonly #progress = new Set<(progress: LoadProgress) => void>();
  readonly #workers = new Set<EncoderWorker>();
  #threads = 1;

  constructor(options: EncoderClientOptions) {
    this.#options = options;
  }

  /** Loads the model on the first device that proves itself; a failed load is tried anew by the next call. */
  async ready(onProgress?: (progress: LoadProgress) => void, signal?: AbortSignal): Promise<LoadReport> {
    return (await this.#ready(onProgress, signal)).report;
  }

  async #ready(onProgress?: (progress: LoadProgress) => void, signal?: AbortSignal): Promise<Live> {
    if (this.#disposed) throw new TaggerError('disposed', 'The tagger was disposed of.', 'Make a new one.');
    if (signal?.aborted) throw abortError();
    if (onProgress) this.#progress.add(onProgress);
    try {
      this.#live ??= this.#start().catch((error: unknown) => {
        this.#live = undefined;
        this.#left = undefined;
        throw error;
      });
      return await untilAborted(this.#live, signal);
    } finally {
      if (onProgress) this.#progress.delete(onProgress);
    }
  }

  /**
   * Encodes texts; `onBatch` gets each text's row exactly once, with the report of the model that made it
   * (another device's than before, where one was dropped on the way).
   * @throws {TaggerError} when no device is left, or `aborted`
   */
  async encode(texts: readonly string[], onBatch: (batch: EncodedBatch, report: LoadReport) => void, signal?: AbortSignal): Promise<void> {
    let open = texts.map((_, index) => index);
    while (open.length > 0) {
      const live = await this.#ready(undefined, signal);
      const places = open;
      const done = new Set<number>();
      try {
        await live.worker.encode(
          places.map((index) => texts[index] ?? ''),
          (batch) => {
            const indices = batch.indices.map((place) => places[place] ?? 0);
            for (const index of indices) done.add(index);
            onBatch({ ...batch, indices }, live.report);
          },
          signal,
        );
        return;
      } catch (error) {
        open = places.filter((index) => !done.has(index));
        if (!isDeviceFault(error) || this.#disposed) throw error;
        this.#replace(live, error);
      }
    }
  }

  dispose(): void {
    this.#disposed = true;
    for (const worker of this.#workers) worker.terminate();
    this.#workers.clear();
  }

  /** Takes a faulty worker out; the next `#ready()` starts its successor. Several callers may report one fault. */
  #replace(live: Live, error: TaggerError): void {
    if (this.#live === undefined || !this.#workers.has(live.worker)) return;
    this.#drop(live.worker, error);
    const crashed = error.code === 'worker-died' && !this.#respawned;
    if (crashed) {
      this.#respawned = true;
      this.#left?.unshift(live.report.candidate);
      this.#options.onNotice({ code: 'worker-replaced', message: `${error.message} It was replaced, and what was not finished is run again.` });
    } else {
      this.#options.onNotice({ code: 'device-dropped', message: `${capital(name(live.report.candidate))} was dropped: ${error.message}` });
    }
    this.#live = this.#start(error).catch((failure: unknown) => {
      this.#live = undefined;
      this.#left = undefined;
      throw failure;
    });
    // Whoever waits sees the failure through `#ready()`.
    this.#live.catch(() => undefined);
  }

  /** Starts workers until one has loaded the model and passed its self-test. */
  async #start(previous?: TaggerError): Promise<Live> {
    let last = previous;
    let worker = await this.#spawn();
    if (!this.#left) {
      const probe = await worker.probe().catch((error: unknown) => this.#fail(worker, error));
      this.#left = candidates(probe, this.#options);
      if (this.#left.length === 0) {
        this.#drop(worker);
        throw new TaggerError('device-unavailable', `The GPU was asked for, but ${probe.webgpu.software ? 'only a software adapter is there' : probe.webgpu.description}.`, 'Let the device be chosen, or choose the CPU.');
      }
      this.#threads = this.#options.threads ?? engineThreads(probe);
      if (this.#options.device === 'auto' && this.#left[0]?.device !== 'webgpu') {
        const why = probe.webgpu.software ? 'WebGPU is there only in software, which is slower' : probe.webgpu.description;
        this.#options.onNotice({ code: 'no-webgpu', message: `The text is read on the CPU: ${why}.` });
      }
    }
    for (;;) {
      const candidate = this.#left.shift();
      if (!candidate) {
        this.#drop(worker);
        throw last ?? new TaggerError('device-unavailable', 'No device is left to run the model on.', 'Reload the page.');
      }
      try {
        const report = await worker.load(
          {
            modelUrl: this.#options.modelUrl,
            candidate,
            threads: this.#threads,
            keepFiles: this.#options.keepFiles,
          },
          (progress) => this.#progress.forEach((listener) => listener(progress)),
        );
        for (const notice of report.notices) this.#options.onNotice(notice);
        return { worker, report };
      } catch (error) {
        // A realm in which an engine failed to start stays broken, so the next candidate gets a new worker.
        this.#drop(worker);
        if (!isDeviceFault(error) || this.#left.length === 0 || this.#disposed) throw error;
        last = error;
        this.#options.onNotice({ code: 'device-dropped', message: `${capital(name(candidate))} was dropped: ${error.message}` });
        worker = await this.#spawn();
      }
    }
  }

  async #spawn(): Promise<EncoderWorker> {
    const worker = new EncoderWorker(this.#options.workerFactory, this.#options.stallLimit);
    this.#workers.add(worker);
    await worker.watch().catch((error: unknown) => this.#fail(worker, error));
    return worker;
  }

  #drop(worker: EncoderWorker, reason?: TaggerError): void {
    this.#workers.delete(worker);
    worker.terminate(reason);
  }

  #fail(worker: EncoderWorker, error: unknown): never {
    this.#drop(worker);
    throw error;
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `promise`, or an AbortError as soon as `signal` is aborted; the promise itself goes on. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(abortError());
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
