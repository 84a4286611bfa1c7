import { TaggerError, abortError } from '../errors.ts';
import type { Device } from '../model.ts';
import { Fifo } from '../runtime/fifo.ts';
import type { GenerateRequest, Generated, GeneratorProgress, GeneratorReport, NeededFile, ScoreRequest, Scored } from '../runtime/generator/protocol.ts';
import { untilAborted } from '../tagging/until-aborted.ts';
import type { GeneratorCandidate } from './catalog.ts';
import type { GeneratorWorker } from './generator-worker.ts';
import { SharedStart } from './shared-start.ts';
import { GeneratorStarter, isFault, type Live, type StarterOptions } from './starter.ts';

export interface ClientOptions extends StarterOptions {
  /** Milliseconds without work after which the worker is ended: only that gives its memory back. */
  readonly idleLimit: number;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onText?: (text: string) => void;
}

export interface LoadOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: GeneratorProgress) => void;
}

/** What writes and scores; what a task needs to know of a generator. */
export interface GeneratorEngine {
  generate(request: Omit<GenerateRequest, 'id'>, options?: RunOptions): Promise<Generated>;
  score(request: Omit<ScoreRequest, 'id'>, options?: Pick<RunOptions, 'signal'>): Promise<Scored>;
}

const disposed = (): TaggerError => new TaggerError('disposed', 'The generator was disposed of.', 'Make a new one.');

/** No fault of the worker: what it was doing is not done again. */
const released = (): TaggerError => new TaggerError('aborted', 'The generator was released while it was at work.', 'Start again.');

/**
 * The generator worker over its lives: started when it is asked for, replaced when a run has failed (the work is done
 * again, once), ended when nothing is to be done. One run at a time, so that a cancelled one can be ended without harm.
 */
export class GeneratorClient implements GeneratorEngine {
  readonly #options: ClientOptions;
  readonly #starter: GeneratorStarter;
  readonly #line = new Fifo();
  /** Ends what measures. */
  readonly #end = new AbortController();
  #start: SharedStart<Live, GeneratorProgress> | undefined;
  #report: GeneratorReport | undefined;
  /** Somebody has called {@link load}: before that nothing is fetched. */
  #allowed = false;
  /** Counts releases: what was asked for before one is not begun after it. */
  #epoch = 0;
  /** Loads and runs that are under way or in line. */
  #waiting = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#starter = new GeneratorStarter(options);
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
    return this.#start?.result?.worker.ended === false;
  }

  /** The device and the form of the weights that the next start takes. @throws {TaggerError} `device-unavailable` */
  async candidate(): Promise<GeneratorCandidate> {
    return await this.#ask((signal) => this.#starter.candidate(signal));
  }

  /** Files that the next start needs: those on this device, and the sizes of the others, for which it asks the host. */
  async measure(signal?: AbortSignal): Promise<GeneratorCandidate & { readonly files: readonly NeededFile[] }> {
    return await this.#ask((end) => this.#starter.measure(end), signal);
  }

  async #ask<T>(question: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#disposed) throw disposed();
    if (signal?.aborted) throw abortError();
    try {
      return await question(signal ? AbortSignal.any([this.#end.signal, signal]) : this.#end.signal);
    } catch (error) {
      throw this.#disposed ? disposed() : error;
    }
  }

  /**
   * Fetches the model and starts it. Nothing is fetched before this was called, and no other form of the weights than
   * that of the device which was next then.
   */
  async load({ signal, onProgress }: LoadOptions = {}): Promise<GeneratorReport> {
    return await this.#counted(async () => {
      if (signal?.aborted) throw abortError();
      this.#allowed = true;
      this.#starter.agree();
      return (await this.#started(onProgress, signal)).report;
    });
  }

  generate(request: Omit<GenerateRequest, 'id'>, { signal, onText = () => undefined }: RunOptions = {}): Promise<Generated> {
    return this.#run((worker) => worker.generate(request, onText, signal), signal);
  }

  score(request: Omit<ScoreRequest, 'id'>, { signal }: Pick<RunOptions, 'signal'> = {}): Promise<Scored> {
    return this.#run((worker) => worker.score(request, signal), signal);
  }

  /** Ends the worker, and with it gives its memory back; what is under way rejects as aborted. The next run starts another. */
  release(): void {
    this.#drop(released());
  }

  /** The same, and nothing is fetched any more before {@link load} is called again. */
  withdraw(): void {
    this.#allowed = false;
    this.#starter.withdraw();
    this.release();
  }

  dispose(): void {
    this.#end.abort(disposed());
    this.#drop(disposed());
  }

  get #disposed(): boolean {
    return this.#end.signal.aborted;
  }

  #run<T>(work: (worker: GeneratorWorker) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const epoch = this.#epoch;
    const result = this.#counted(() =>
      this.#line.add(async () => {
        if (this.#disposed) throw disposed();
        if (signal?.aborted) throw abortError();
        if (epoch !== this.#epoch) throw released();
        return await this.#withRetry(work, signal);
      }),
    );
    // Where the caller has gone already, nobody hears of it.
    result.catch(() => undefined);
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
        if (!isFault(error)) throw error;
        if (this.#start?.result?.worker === worker) this.#start.end(error);
        if (signal?.aborted) throw error;
        if (failures === 1) this.#options.onNotice({ code: 'generator-restarted', message: `The generator was started anew: ${error.message}` });
        else this.#starter.giveUp(report, error);
      }
    }
  }

  async #started(onProgress: LoadOptions['onProgress'], signal: AbortSignal | undefined): Promise<Live> {
    if (this.#disposed) throw disposed();
    if (this.#start?.over || this.#start?.result?.worker.ended) this.#start = undefined;
    this.#start ??= new SharedStart((tell, end) => this.#starter.start(tell, end));
    const live = await this.#start.join(onProgress, signal);
    this.#report = live.report;
    return live;
  }

  #drop(reason: TaggerError): void {
    clearTimeout(this.#idle);
    this.#epoch++;
    this.#start?.end(reason);
    this.#start = undefined;
  }

  /** While something is under way the worker is not idle. */
  async #counted<T>(work: () => Promise<T>): Promise<T> {
    clearTimeout(this.#idle);
    this.#waiting++;
    try {
      return await work();
    } finally {
      this.#waiting--;
      if (this.#waiting === 0 && !this.#disposed && Number.isFinite(this.#options.idleLimit)) this.#idle = setTimeout(() => this.release(), this.#options.idleLimit);
    }
  }
}
