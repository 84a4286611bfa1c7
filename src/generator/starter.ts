import { TaggerError, abortError } from '../errors.ts';
import type { Notice } from '../model.ts';
import type { Dtype, GeneratorLoadRequest, GeneratorProgress, GeneratorReport, ModelAddress, NeededFile } from '../runtime/generator/protocol.ts';
import { engineThreads } from '../tagging/candidates.ts';
import { untilAborted } from '../tagging/until-aborted.ts';
import { relayRequests } from '../tagging/watch-requests.ts';
import type { WorkerFactory } from '../worker-link.ts';
import { generatorCandidates, type GeneratorCandidate, type GeneratorEntry, type GeneratorPreference } from './catalog.ts';
import { GeneratorWorker, type GeneratorWorkerOptions } from './generator-worker.ts';

export interface StarterOptions extends GeneratorPreference, GeneratorWorkerOptions {
  readonly entry: GeneratorEntry;
  readonly address: ModelAddress;
  readonly workerFactory: WorkerFactory;
  readonly keepFiles: boolean;
  readonly threads?: number;
  readonly gpuTimeLimit?: number;
  readonly onNotice: (notice: Notice) => void;
}

/** A worker with the model in it, and how it was loaded. */
export interface Live {
  readonly worker: GeneratorWorker;
  readonly report: GeneratorReport;
}

const GPU_TIME_LIMIT = 60_000;

/** Faults after which the same work may succeed in a new worker. */
const FAULTS = new Set(['engine-failed', 'out-of-memory', 'worker-died']);

export const isFault = (error: unknown): error is TaggerError => error instanceof TaggerError && FAULTS.has(error.code);

/** Starts workers: knows which ways to run the model are left, and which forms of its weights may be fetched. */
export class GeneratorStarter {
  readonly #options: StarterOptions;
  /** Ways that are left, best first; undefined until this machine was looked at. */
  #left: GeneratorCandidate[] | undefined;
  readonly #agreed = new Set<Dtype>();
  /** Agreed before it was known to what: to the first way. */
  #agreedToFirst = false;
  #threads = 1;
  #toldOfProcessor = false;

  constructor(options: StarterOptions) {
    this.#options = options;
  }

  /** The weights of the way that is next may be fetched. */
  agree(): void {
    const [next] = this.#left ?? [];
    if (next) this.#agreed.add(next.dtype);
    else this.#agreedToFirst = true;
  }

  /** Nothing may be fetched any more, until it is agreed to again. */
  withdraw(): void {
    this.#agreed.clear();
    this.#agreedToFirst = false;
  }

  /** The way that is next. @throws {TaggerError} `device-unavailable` */
  async candidate(signal: AbortSignal): Promise<GeneratorCandidate> {
    return await this.#asked((worker) => this.#next(worker), signal);
  }

  /** Files of the way that is next, as this device has them and the host tells of the others. */
  async measure(signal: AbortSignal): Promise<GeneratorCandidate & { readonly files: readonly NeededFile[] }> {
    const { address, keepFiles } = this.#options;
    return await this.#asked(async (worker) => {
      const candidate = await this.#next(worker);
      return { ...candidate, files: await worker.measure({ address, dtype: candidate.dtype, keepFiles }) };
    }, signal);
  }

  /** What a worker tells that is started for this question alone. */
  async #asked<T>(question: (worker: GeneratorWorker) => Promise<T>, signal: AbortSignal): Promise<T> {
    const worker = this.#worker();
    const answer = async (): Promise<T> => {
      await worker.watch();
      return await question(worker);
    };
    try {
      return await untilAborted(answer(), signal);
    } finally {
      worker.terminate();
    }
  }

  /**
   * A worker with the model in it, on the first device that takes it.
   * @param signal ends the start, and later the worker; its reason is what open calls reject with
   * @throws {TaggerError} `not-loaded` where the next way needs weights that were not agreed to; what a load throws
   */
  async start(onProgress: (progress: GeneratorProgress) => void, signal: AbortSignal): Promise<Live> {
    const tell = monotone(onProgress);
    let fault: TaggerError | undefined;
    for (;;) {
      const [known] = this.#left ?? [];
      if (known && !this.#agreed.has(known.dtype)) throw otherWeights(known, fault);
      const worker = this.#make(signal);
      let candidate: GeneratorCandidate | undefined;
      try {
        await worker.watch();
        candidate = await this.#next(worker);
        if (this.#agreedToFirst) this.agree();
        this.#agreedToFirst = false;
        if (!this.#agreed.has(candidate.dtype)) throw otherWeights(candidate, fault);
        const report = await worker.load(this.#request(candidate), tell);
        signal.throwIfAborted();
        return { worker, report };
      } catch (error) {
        // A realm in which the engine failed to start stays broken.
        worker.terminate(isFault(error) ? error : undefined);
        if (signal.aborted || !candidate || !isFault(error)) throw error;
        this.giveUp(candidate, error);
        fault = error;
      }
    }
  }

  /** Gives up a way to run the model for the next one. @throws `error` where none is left; then all may be tried anew */
  giveUp({ device }: Pick<GeneratorCandidate, 'device'>, error: TaggerError): void {
    this.#left?.shift();
    if (!this.#left || this.#left.length === 0) {
      this.#left = undefined;
      throw error;
    }
    this.#options.onNotice({ code: 'device-dropped', message: `${device === 'webgpu' ? 'The GPU (WebGPU)' : 'The CPU'} was dropped for the generator: ${error.message}` });
  }

  async #next(worker: GeneratorWorker): Promise<GeneratorCandidate> {
    const [next] = (this.#left ??= await this.#candidates(worker));
    if (next) return next;
    this.#left = undefined;
    throw new TaggerError('device-unavailable', 'This model cannot run on the device that was asked for.', 'Ask for no device in particular, or choose another model.');
  }

  async #candidates(worker: GeneratorWorker): Promise<GeneratorCandidate[]> {
    const probe = await worker.probe();
    this.#threads = this.#options.threads ?? engineThreads(probe, { device: 'wasm', build: 'plain' });
    const found = generatorCandidates(probe, this.#options.entry, this.#options);
    if (found[0]?.device === 'wasm' && this.#options.device === 'auto' && !this.#toldOfProcessor) {
      this.#toldOfProcessor = true;
      this.#options.onNotice({ code: 'no-webgpu', message: 'There is no GPU to use here: the generator runs on the processor, which takes some seconds to minutes a sentence.' });
    }
    return found;
  }

  #request({ device, dtype }: GeneratorCandidate): GeneratorLoadRequest {
    const { entry, address, keepFiles, gpuTimeLimit = GPU_TIME_LIMIT } = this.#options;
    return { address, device, dtype, threads: this.#threads, keepFiles, sha256: entry.sha256 ?? {}, gpuTimeLimit };
  }

  /** A worker whose requests are counted like the page's own. */
  #worker(): GeneratorWorker {
    const make = (): Worker => {
      const made = this.#options.workerFactory();
      relayRequests(made);
      return made;
    };
    return new GeneratorWorker(make, this.#options);
  }

  /** A worker that lives no longer than until `signal` is aborted. */
  #make(signal: AbortSignal): GeneratorWorker {
    signal.throwIfAborted();
    const worker = this.#worker();
    signal.addEventListener('abort', () => worker.terminate(signal.reason instanceof TaggerError ? signal.reason : abortError()), { once: true });
    return worker;
  }
}

const otherWeights = ({ device, dtype }: GeneratorCandidate, cause: TaggerError | undefined): TaggerError =>
  new TaggerError('not-loaded', `On the ${device === 'webgpu' ? 'GPU' : 'CPU'} the model needs other weights (${dtype}).`, 'Ask for their size with measureDownload(), then call load() again.', cause && { cause });

/** Progress that never goes back, as when another device needs other files. */
function monotone(onProgress: (progress: GeneratorProgress) => void): (progress: GeneratorProgress) => void {
  let most = 0;
  return (progress) => {
    if (progress.phase !== 'download') return onProgress(progress);
    most = Math.max(most, progress.allLoaded);
    onProgress({ ...progress, allLoaded: most });
  };
}
