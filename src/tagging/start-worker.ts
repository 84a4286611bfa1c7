import { TaggerError } from '../errors.ts';
import type { Candidate, LoadProgress, LoadReport, LoadRequest, Probe, SharedBundle } from '../runtime/protocol.ts';
import { candidates, engineThreads, poolSize, type DevicePreference } from './candidates.ts';
import { EncoderWorker, type WorkerFactory } from './encoder-worker.ts';
import type { Notice } from './types.ts';

export interface StartOptions extends DevicePreference {
  readonly workerFactory: WorkerFactory;
  readonly modelUrl: string;
  readonly keepFiles: boolean;
  /** Gives the model's files where they are not to be fetched from `modelUrl`. */
  readonly bundle?: () => Promise<SharedBundle>;
  readonly stallLimit?: number;
  /** Milliseconds after which a batch on a GPU counts as hung. */
  readonly gpuTimeLimit?: number;
  /** Engine threads of a worker; the kernel has one in any case. */
  readonly threads?: number;
  /** Most workers. */
  readonly workers?: number;
  /** Milliseconds without work after which all workers but one are ended: only that gives their memory back. */
  readonly idleLimit?: number;
  readonly onNotice: (notice: Notice) => void;
}

/** A worker with a model in it. */
export interface LiveWorker {
  readonly worker: EncoderWorker;
  readonly report: LoadReport;
  /** Workers like this one that the machine has room for, this one among them. */
  readonly room: number;
  /** What others like it need, so that nothing is fetched twice. */
  readonly bundle: SharedBundle | undefined;
  /** Ways to run the model that were not tried yet, best first. */
  readonly left: readonly Candidate[];
}

/** A fault, and what may be tried after it. */
export interface Failed {
  readonly error: TaggerError;
  readonly left: readonly Candidate[];
}

/** As long as a slow GPU may take with a batch whose programs it must compile first, and a hung one should at most. */
const GPU_TIME_LIMIT = 30_000;

/** Faults that another device, or another build of the engine, may not have. */
const DEVICE_FAULTS = new Set(['graph-missing', 'engine-failed', 'self-test-failed', 'out-of-memory', 'device-unavailable', 'worker-died']);

export const isDeviceFault = (error: unknown): error is TaggerError => error instanceof TaggerError && DEVICE_FAULTS.has(error.code);

export const disposedError = (): TaggerError => new TaggerError('disposed', 'The tagger was disposed of.', 'Make a new one.');

/** Says that a way to run the model was given up, and why. */
export function droppedNotice({ device, build, precision }: Candidate, { message }: TaggerError): Notice {
  const name = device === 'webgpu' ? `The GPU (WebGPU${precision === 'f16' ? ', 16-bit floats' : ''})` : `The CPU (WebAssembly, ${build})`;
  return { code: 'device-dropped', message: `${name} was dropped: ${message}` };
}

/** Starts workers: the first on the best device that proves itself, others like it. */
export class WorkerStarter {
  readonly #options: StartOptions;
  readonly #workers = new Set<EncoderWorker>();
  #probe: Probe | undefined;
  /** What the next first worker need not fetch. */
  #shared: SharedBundle | undefined;
  #disposed = false;

  constructor(options: StartOptions) {
    this.#options = options;
  }

  /**
   * Starts workers until one has loaded the model and passed its self-test. A worker that dies at that is replaced once; one
   * that dies again, or stalls, counts as a fault of the device.
   * @param failed where an earlier start ended; without it the machine is looked at, and all that it offers is tried
   * @param onDropped gets each way to run the model that was given up, with those that are left
   * @throws {TaggerError} the fault of the last way; what is no fault of a device, such as `network` or `aborted`, at once
   */
  async first(onProgress: (progress: LoadProgress) => void, signal: AbortSignal, failed: Failed | undefined, onDropped: (failed: Failed) => void): Promise<LiveWorker> {
    if (failed?.left.length === 0) throw failed.error;
    const own = await this.#options.bundle?.();
    const bundle = own ? { ...this.#shared, ...own } : this.#shared;
    let worker = await this.#spawn();
    const left = [...(failed?.left ?? (await this.#look(worker)))];
    let again: Candidate | undefined;
    for (let candidate = left.shift(); candidate; candidate = left.shift()) {
      const room = this.#room(candidate);
      try {
        const { bundle: checked, ...report } = await worker.load({ ...this.#request(candidate), share: room > 1, ...(bundle ? { bundle } : {}) }, onProgress, signal);
        for (const notice of report.notices) this.#options.onNotice(notice);
        this.#shared = checked ?? this.#shared;
        return { worker, report, room, bundle: checked, left };
      } catch (error) {
        // Most models have no graph in 16-bit floats, and some nothing for our kernel. Nothing has failed, and no engine was
        // started yet: the same worker takes the next one.
        if (error instanceof TaggerError && error.code === 'graph-missing' && (candidate.precision || candidate.build === 'kernel') && left.length > 0) continue;
        // A realm in which an engine failed to start stays broken, so the next candidate gets a new worker.
        this.drop(worker);
        if (!isDeviceFault(error)) throw error;
        if (error.code === 'worker-died' && !worker.stalled && candidate !== again) {
          left.unshift((again = candidate));
          this.#options.onNotice({ code: 'worker-replaced', message: `${error.message} It was replaced, and the model is loaded again.` });
        } else {
          onDropped({ error, left: [...left] });
          if (left.length === 0) throw error;
          this.#options.onNotice(droppedNotice(candidate, error));
        }
        worker = await this.#spawn();
      }
    }
    return this.#fail(worker, new TaggerError('device-unavailable', 'No device is left to run the model on.', 'Reload the page.'));
  }

  /** Starts one more like `first`, with the files that it has checked. */
  async another(first: LiveWorker): Promise<LiveWorker> {
    const worker = await this.#spawn();
    try {
      const request = { ...this.#request(first.report.candidate), share: false };
      await worker.load(first.bundle ? { ...request, bundle: first.bundle } : request, () => undefined);
      return { ...first, worker };
    } catch (error) {
      this.drop(worker);
      throw error;
    }
  }

  drop(worker: EncoderWorker, reason?: TaggerError): void {
    this.#workers.delete(worker);
    worker.terminate(reason);
  }

  /** Ends all workers, those that are being started among them. */
  dispose(): void {
    this.#disposed = true;
    for (const worker of this.#workers) this.drop(worker);
  }

  #request(candidate: Candidate): Omit<LoadRequest, 'share'> {
    const { modelUrl, keepFiles, gpuTimeLimit = GPU_TIME_LIMIT } = this.#options;
    return { modelUrl, candidate, threads: this.#threads(candidate), keepFiles, gpuTimeLimit };
  }

  #threads(candidate: Candidate): number {
    if (candidate.build === 'kernel') return 1;
    return this.#options.threads ?? (this.#probe ? engineThreads(this.#probe, candidate) : 1);
  }

  #room(candidate: Candidate): number {
    const { workers } = this.#options;
    if (candidate.device === 'webgpu') return 1;
    return workers ?? (this.#probe ? poolSize(this.#probe, candidate, this.#threads(candidate)) : 1);
  }

  /** Looks at the machine, and tells the reader where the GPU is not used and why. */
  async #look(worker: EncoderWorker): Promise<Candidate[]> {
    const probe = await worker.probe(this.#options.device !== 'wasm').catch((error: unknown) => this.#fail(worker, error));
    this.#probe = probe;
    const found = candidates(probe, this.#options);
    if (found.length === 0) {
      this.drop(worker);
      throw new TaggerError('device-unavailable', `The GPU was asked for, but ${probe.webgpu.software ? 'only a software adapter is there' : probe.webgpu.description}.`, 'Ask for no device in particular, and the CPU is used.');
    }
    if (this.#options.device === 'auto' && found[0]?.device !== 'webgpu') {
      const why = probe.webgpu.software ? 'WebGPU is there only in software, which is slower' : probe.webgpu.description;
      this.#options.onNotice({ code: 'no-webgpu', message: `The text is read on the CPU: ${why}.` });
    }
    return found;
  }

  async #spawn(): Promise<EncoderWorker> {
    if (this.#disposed) throw disposedError();
    const worker = new EncoderWorker(this.#options.workerFactory, this.#options.stallLimit);
    this.#workers.add(worker);
    await worker.watch().catch((error: unknown) => this.#fail(worker, error));
    return worker;
  }

  #fail(worker: EncoderWorker, error: unknown): never {
    this.drop(worker);
    throw error;
  }
}
