import { TaggerError, abortError } from '../errors.ts';
import type { Device, Notice } from '../model.ts';
import { Fifo } from '../runtime/fifo.ts';
import type { GenerateRequest, Generated, GeneratorLoadRequest, GeneratorProgress, GeneratorReport, MeasuredFile, ModelAddress, ScoreRequest, Scored } from '../runtime/generator/protocol.ts';
import { engineThreads } from '../tagging/candidates.ts';
import { untilAborted } from '../tagging/until-aborted.ts';
import { relayRequests } from '../tagging/watch-requests.ts';
import type { WorkerFactory } from '../worker-link.ts';
import { generatorCandidates, type GeneratorCandidate, type GeneratorEntry, type GeneratorPreference } from './catalog.ts';
import { GeneratorWorker, type GeneratorWorkerOptions } from './generator-worker.ts';
import { SharedStart } from './shared-start.ts';

export interface ClientOptions extends GeneratorPreference, GeneratorWorkerOptions {
  readonly entry: GeneratorEntry;
  readonly address: ModelAddress;
  readonly workerFactory: WorkerFactory;
  readonly keepFiles: boolean;
  readonly threads?: number;
  readonly gpuTimeLimit?: number;
  /** Milliseconds without work after which the worker is ended: only that gives its memory back. */
  readonly idleLimit: number;
  readonly onNotice: (notice: Notice) => void;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onText?: (text: string) => void;
}

/** What writes and scores; what a task needs to know of a generator. */
export interface GeneratorEngine {
  generate(request: Omit<GenerateRequest, 'id'>, options?: RunOptions): Promise<Generated>;
  score(request: Omit<ScoreRequest, 'id'>, options?: Pick<RunOptions, 'signal'>): Promise<Scored>;
}

interface Live {
  readonly worker: GeneratorWorker;
  readonly report: GeneratorReport;
}

const GPU_TIME_LIMIT = 60_000;

/** Faults after which the same work may succeed in a new worker. */
const FAULTS = new Set(['engine-failed', 'out-of-memory', 'worker-died']);

const isFault = (error: unknown): error is TaggerError => error instanceof TaggerError && FAULTS.has(error.code);

const disposed = (): TaggerError => new TaggerError('disposed', 'The generator was disposed of.', 'Make a new one.');

/**
 * The generator worker over its lives: started when it is asked for, replaced when a run has failed (the work is done
 * again, once), ended when nothing is to be done. One run at a time, so that a cancelled one can be ended without harm.
 */
export class GeneratorClient implements GeneratorEngine {
  readonly #options: ClientOptions;
  readonly #line = new Fifo();
  #live: SharedStart<Live, GeneratorProgress> | undefined;
  #worker: GeneratorWorker | undefined;
  #report: GeneratorReport | undefined;
  #left: readonly GeneratorCandidate[] | undefined;
  /** Files may be fetched: somebody has called {@link load}. */
  #allowed = false;
  #waiting = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;
  #threads = 1;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** How the model was loaded last; undefined before. */
  get report(): GeneratorReport | undefined {
    return this.#report;
  }

  get device(): Device | undefined {
    return this.#report?.device;
  }

  /** Whether a worker holds the model now. */
  get loaded(): boolean {
    return this.#worker !== undefined && !this.#worker.ended && this.#report !== undefined;
  }

  /** How the model would be run here. @throws {TaggerError} `device-unavailable` */
  async candidate(): Promise<GeneratorCandidate> {
    const worker = await this.#spawn();
    try {
      const [candidate] = await this.#candidates(worker);
      if (!candidate) throw noDevice();
      return candidate;
    } finally {
      worker.terminate();
    }
  }

  /** Sizes of the model's files; of those that are not kept the host is asked, and its config.json is fetched. */
  async measure(signal?: AbortSignal): Promise<GeneratorCandidate & { readonly files: readonly MeasuredFile[] }> {
    const worker = await this.#spawn();
    try {
      const [candidate] = await this.#candidates(worker);
      if (!candidate) throw noDevice();
      const { address, keepFiles } = this.#options;
      return { ...candidate, files: await worker.measure({ address, dtype: candidate.dtype, keepFiles }, signal) };
    } finally {
      worker.terminate();
    }
  }

  /** Fetches the model and starts it. Nothing is fetched before this was called. */
  async load(options: { readonly signal?: AbortSignal; readonly onProgress?: (progress: GeneratorProgress) => void } = {}): Promise<GeneratorReport> {
    this.#allowed = true;
    const { report } = await this.#started(options.onProgress, options.signal);
    this.#arm();
    return report;
  }

  generate(request: Omit<GenerateRequest, 'id'>, { signal, onText = () => undefined }: RunOptions = {}): Promise<Generated> {
    return this.#run((worker) => worker.generate(request, onText, signal), signal);
  }

  score(request: Omit<ScoreRequest, 'id'>, { signal }: Pick<RunOptions, 'signal'> = {}): Promise<Scored> {
    return this.#run((worker) => worker.score(request, signal), signal);
  }

  /** Ends the worker, and with it gives its memory back; the next run starts another. */
  release(): void {
    clearTimeout(this.#idle);
    this.#drop(new TaggerError('worker-died', 'The generator was released.', 'Start again.'));
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#idle);
    this.#drop(disposed());
  }

  #run<T>(work: (worker: GeneratorWorker) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    clearTimeout(this.#idle);
    this.#waiting++;
    const result = this.#line.add(async () => {
      try {
        if (signal?.aborted) throw abortError();
        return await this.#withRetry(work, signal);
      } finally {
        this.#waiting--;
        this.#arm();
      }
    });
    return untilAborted(result, signal);
  }

  async #withRetry<T>(work: (worker: GeneratorWorker) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (!this.#allowed) {
      throw new TaggerError('not-loaded', 'No model is loaded.', 'Call load() first: it downloads some hundred megabytes, so it is never done without being asked for.');
    }
    for (let failures = 1; ; failures++) {
      const { worker, report } = await this.#started(undefined, signal);
      try {
        return await work(worker);
      } catch (error) {
        if (!isFault(error) || signal?.aborted) throw error;
        this.#drop(error);
        if (failures === 1) this.#options.onNotice({ code: 'generator-restarted', message: `The generator was started anew: ${error.message}` });
        else this.#nextCandidate(report, error);
      }
    }
  }

  /** Gives up the way to run the model that has failed twice. @throws `error` where none is left */
  #nextCandidate({ device }: GeneratorReport, error: TaggerError): void {
    this.#left = this.#left?.slice(1) ?? [];
    if (this.#left.length === 0) {
      this.#left = undefined;
      throw error;
    }
    this.#options.onNotice(dropped(device, error));
  }

  #started(onProgress: ((progress: GeneratorProgress) => void) | undefined, signal: AbortSignal | undefined): Promise<Live> {
    if (this.#disposed) return Promise.reject(disposed());
    if (this.#worker?.ended) this.#drop();
    if (!this.#live || this.#live.abandoned) this.#live = this.#shared();
    return this.#live.wait(monotone(onProgress), signal);
  }

  /** One start for all who ask for the model meanwhile; one that failed is made anew by whoever asks next. */
  #shared(): SharedStart<Live, GeneratorProgress> {
    const live: SharedStart<Live, GeneratorProgress> = new SharedStart((tell, stop) =>
      this.#start(tell, stop).catch((error: unknown) => {
        if (this.#live === live) this.#live = undefined;
        throw error;
      }),
    );
    return live;
  }

  async #start(onProgress: (progress: GeneratorProgress) => void, signal: AbortSignal): Promise<Live> {
    let worker = await this.#spawn(signal);
    this.#worker = worker;
    const left = [...(this.#left ?? (await this.#candidates(worker)))];
    for (let candidate = left[0]; candidate; candidate = left[0]) {
      try {
        const report = await worker.load(this.#request(candidate), onProgress, signal);
        this.#left = left;
        this.#report = report;
        return { worker, report };
      } catch (error) {
        // A realm in which the engine failed to start stays broken.
        worker.terminate(isFault(error) ? error : undefined);
        if (this.#worker === worker) this.#worker = undefined;
        left.shift();
        if (!isFault(error) || left.length === 0) throw error;
        this.#options.onNotice(dropped(candidate.device, error));
        worker = await this.#spawn(signal);
        this.#worker = worker;
      }
    }
    worker.terminate();
    throw noDevice();
  }

  #request({ device, dtype }: GeneratorCandidate): GeneratorLoadRequest {
    const { address, keepFiles, gpuTimeLimit = GPU_TIME_LIMIT } = this.#options;
    return { address, device, dtype, threads: this.#threads, keepFiles, gpuTimeLimit };
  }

  async #candidates(worker: GeneratorWorker): Promise<GeneratorCandidate[]> {
    const probe = await worker.probe();
    this.#threads = this.#options.threads ?? engineThreads(probe, { device: 'wasm', build: 'plain' });
    const found = generatorCandidates(probe, this.#options.entry, this.#options);
    if (found[0]?.device === 'wasm' && this.#options.device === 'auto') {
      this.#options.onNotice({ code: 'no-webgpu', message: 'There is no GPU to use here: the generator runs on the processor, which takes some seconds to minutes a sentence.' });
    }
    return found;
  }

  async #spawn(signal?: AbortSignal): Promise<GeneratorWorker> {
    if (this.#disposed) throw disposed();
    const worker = new GeneratorWorker(() => {
      const made = this.#options.workerFactory();
      relayRequests(made);
      return made;
    }, this.#options);
    await worker.watch();
    if (this.#disposed) worker.terminate();
    if (!signal?.aborted) return worker;
    worker.terminate();
    throw abortError();
  }

  #drop(reason?: TaggerError): void {
    this.#worker?.terminate(reason);
    this.#worker = undefined;
    this.#live = undefined;
  }

  #arm(): void {
    clearTimeout(this.#idle);
    if (this.#waiting === 0 && !this.#disposed && Number.isFinite(this.#options.idleLimit)) this.#idle = setTimeout(() => this.release(), this.#options.idleLimit);
  }
}

const noDevice = (): TaggerError => new TaggerError('device-unavailable', 'This model cannot run on the device that was asked for.', 'Ask for no device in particular, or choose another model.');

const dropped = (device: Device, { message }: TaggerError): Notice => ({ code: 'device-dropped', message: `${device === 'webgpu' ? 'The GPU (WebGPU)' : 'The CPU'} was dropped for the generator: ${message}` });

/** Progress that never goes back, as when another device needs other files. */
function monotone(onProgress: ((progress: GeneratorProgress) => void) | undefined): ((progress: GeneratorProgress) => void) | undefined {
  if (!onProgress) return undefined;
  let most = 0;
  return (progress) => {
    if (progress.phase !== 'download') return onProgress(progress);
    most = Math.max(most, progress.allLoaded);
    onProgress({ ...progress, allLoaded: most });
  };
}
