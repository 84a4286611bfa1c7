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
  /** Ways to run the model that were not tried yet, best first. */
  readonly left: readonly Candidate[];
}

/** A fault, and what may be tried after it. */
interface Failed {
  readonly error: TaggerError;
  readonly left: readonly Candidate[];
}

/** Faults that another device, or another build of the engine, may not have. */
const DEVICE_FAULTS = new Set(['engine-failed', 'self-test-failed', 'out-of-memory', 'device-unavailable', 'worker-died']);

const isDeviceFault = (error: unknown): error is TaggerError => error instanceof TaggerError && DEVICE_FAULTS.has(error.code);

const name = ({ device, build }: Candidate): string => (device === 'webgpu' ? 'the GPU (WebGPU)' : `the CPU (WebAssembly, ${build})`);

/** A start of a worker, from the first probe to the self-test. */
interface Start {
  readonly live: Promise<Live>;
  readonly stop: AbortController;
  /** Callers that wait for it; when the last one is gone before it is done, it is ended. */
  waiting: number;
  done: boolean;
}

/**
 * Keeps a worker with the model running. A device that fails is dropped for the next one, a worker that dies is
 * replaced by its like; what was not finished is run again there.
 */
export class EncoderClient {
  readonly #options: EncoderClientOptions;
  readonly #progress = new Set<(progress: LoadProgress) => void>();
  readonly #workers = new Set<EncoderWorker>();
  #current: Start | undefined;
  #threads = 1;
  /** True from a worker's death until a call has gone through: one that dies again before that is no accident. */
  #crashed = false;
  #disposed = false;

  constructor(options: EncoderClientOptions) {
    this.#options = options;
  }

  /**
   * Loads the model on the first device that proves itself; a failed load is tried anew by the next call. Aborting
   * ends the load, downloads included, unless somebody else waits for it.
   */
  async ready(onProgress?: (progress: LoadProgress) => void, signal?: AbortSignal): Promise<LoadReport> {
    return (await this.#ready(onProgress, signal)).report;
  }

  async #ready(onProgress?: (progress: LoadProgress) => void, signal?: AbortSignal): Promise<Live> {
    if (this.#disposed) throw new TaggerError('disposed', 'The tagger was disposed of.', 'Make a new one.');
    if (signal?.aborted) throw abortError();
    const start = (this.#current ??= this.#begin());
    if (onProgress) this.#progress.add(onProgress);
    start.waiting++;
    try {
      return await untilAborted(start.live, signal);
    } finally {
      start.waiting--;
      if (onProgress) this.#progress.delete(onProgress);
      if (signal?.aborted && start.waiting === 0 && !start.done) start.stop.abort();
    }
  }

  /**
   * Encodes texts; `onBatch` gets each text's row exactly once, with the report of the model that made it
   * (another device's than before, where one was dropped on the way).
   * @throws {TaggerError} when no device is left, or `aborted`; and what `onBatch` throws
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
        if (done.size < places.length) throw new TaggerError('engine-failed', `The worker left out ${places.length - done.size} of ${places.length} sentences.`, 'They are run again.');
        this.#crashed = false;
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

  /** Takes a faulty worker out and starts its successor. Several callers may report one fault. */
  #replace(live: Live, error: TaggerError): void {
    if (!this.#workers.has(live.worker)) return;
    this.#drop(live.worker, error);
    let { left } = live;
    if (error.code === 'worker-died' && !this.#crashed) {
      this.#crashed = true;
      left = [live.report.candidate, ...left];
      this.#options.onNotice({ code: 'worker-replaced', message: `${error.message} It was replaced, and what was not finished is run again.` });
    } else {
      this.#options.onNotice({ code: 'device-dropped', message: `${capital(name(live.report.candidate))} was dropped: ${error.message}` });
    }
    this.#current = this.#begin({ error, left });
  }

  /** @param failed what a start after a fault has to go on with */
  #begin(failed?: Failed): Start {
    const stop = new AbortController();
    const start: Start = { live: this.#start(stop.signal, failed), stop, waiting: 0, done: false };
    start.live.then(
      () => {
        start.done = true;
      },
      () => {
        start.done = true;
        if (this.#current === start) this.#current = undefined;
      },
    );
    // The next caller begins anew at once, and does not wait for this one to wind up.
    stop.signal.addEventListener('abort', () => {
      if (this.#current === start) this.#current = undefined;
    });
    return start;
  }

  /** Starts workers until one has loaded the model and passed its self-test. */
  async #start(signal: AbortSignal, failed?: Failed): Promise<Live> {
    let last = failed?.error;
    let worker = await this.#spawn();
    const left = [...(failed?.left ?? (await this.#look(worker)))];
    for (;;) {
      const candidate = left.shift();
      if (!candidate) {
        this.#drop(worker);
        throw last ?? new TaggerError('device-unavailable', 'No device is left to run the model on.', 'Reload the page.');
      }
      try {
        const report = await worker.load(
          { modelUrl: this.#options.modelUrl, candidate, threads: this.#threads, keepFiles: this.#options.keepFiles },
          (progress) => this.#progress.forEach((listener) => listener(progress)),
          signal,
        );
        for (const notice of report.notices) this.#options.onNotice(notice);
        return { worker, report, left };
      } catch (error) {
        // A realm in which an engine failed to start stays broken, so the next candidate gets a new worker.
        this.#drop(worker);
        if (!isDeviceFault(error) || left.length === 0 || this.#disposed) throw error;
        last = error;
        this.#options.onNotice({ code: 'device-dropped', message: `${capital(name(candidate))} was dropped: ${error.message}` });
        worker = await this.#spawn();
      }
    }
  }

  /** Looks at the machine, and tells the reader where the GPU is not used and why. */
  async #look(worker: EncoderWorker): Promise<Candidate[]> {
    const probe = await worker.probe().catch((error: unknown) => this.#fail(worker, error));
    const found = candidates(probe, this.#options);
    if (found.length === 0) {
      this.#drop(worker);
      throw new TaggerError('device-unavailable', `The GPU was asked for, but ${probe.webgpu.software ? 'only a software adapter is there' : probe.webgpu.description}.`, 'Ask for no device in particular, and the CPU is used.');
    }
    this.#threads = this.#options.threads ?? engineThreads(probe);
    if (this.#options.device === 'auto' && found[0]?.device !== 'webgpu') {
      const why = probe.webgpu.software ? 'WebGPU is there only in software, which is slower' : probe.webgpu.description;
      this.#options.onNotice({ code: 'no-webgpu', message: `The text is read on the CPU: ${why}.` });
    }
    return found;
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
