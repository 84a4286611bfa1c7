import * as Comlink from 'comlink';
import { TaggerError, abortError } from '../errors.ts';
import type { GenerateRequest, Generated, GeneratorLoadRequest, GeneratorProgress, GeneratorReport, GeneratorService, MeasuredFile, ScoreRequest, Scored } from '../runtime/generator/protocol.ts';
import type { Probe } from '../runtime/protocol.ts';
import { WorkerLink, type WorkerFactory } from '../worker-link.ts';

/** How long a cancelled run may go on, in milliseconds, before its worker is ended. */
const GRACE = 2_000;

export interface GeneratorWorkerOptions {
  readonly stallLimit?: number;
  readonly grace?: number;
}

/** A worker with the generator in it. */
export class GeneratorWorker extends WorkerLink<GeneratorService> {
  readonly #grace: number;
  #nextId = 0;

  constructor(factory: WorkerFactory, { stallLimit, grace = GRACE }: GeneratorWorkerOptions = {}) {
    super(factory, stallLimit);
    this.#grace = grace;
  }

  probe(): Promise<Probe> {
    return this.call(() => this.service.probe());
  }

  measure(request: Pick<GeneratorLoadRequest, 'address' | 'dtype' | 'keepFiles'>, signal?: AbortSignal): Promise<readonly MeasuredFile[]> {
    return this.call(() => this.service.measure(request), signal, false);
  }

  load(request: GeneratorLoadRequest, onProgress: (progress: GeneratorProgress) => void, signal?: AbortSignal): Promise<GeneratorReport> {
    return this.call(
      (call) =>
        this.service.load(
          request,
          Comlink.proxy((progress: GeneratorProgress) => {
            // A download watches itself; so large a model may take its time to compile, and the GPU is watched inside.
            call.alive(false);
            call.guard(() => onProgress(progress));
          }),
        ),
      signal,
      false,
    );
  }

  generate(request: Omit<GenerateRequest, 'id'>, onText: (text: string) => void, signal?: AbortSignal): Promise<Generated> {
    return this.#cancellable(
      (id) =>
        this.call((call) =>
          this.service.generate(
            { ...request, id },
            Comlink.proxy((text: string) => {
              call.alive(true);
              if (text && !signal?.aborted) call.guard(() => onText(text));
            }),
          ),
        ),
      signal,
    );
  }

  score(request: Omit<ScoreRequest, 'id'>, signal?: AbortSignal): Promise<Scored> {
    return this.#cancellable((id) => this.call((call) => this.service.score({ ...request, id }, Comlink.proxy(() => call.alive(true)))), signal);
  }

  /** Rejects at once when it is cancelled; a worker that then does not stop within the grace is ended. */
  #cancellable<T>(start: (id: number) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const id = this.#nextId++;
    return new Promise<T>((resolve, reject) => {
      if (signal?.aborted) return reject(abortError());
      let timer: ReturnType<typeof setTimeout> | undefined;
      const onAbort = (): void => {
        this.service.cancel(id).catch(() => undefined);
        timer = setTimeout(() => this.terminate(new TaggerError('worker-died', 'A cancelled run did not stop and was ended.', 'Nothing is to be done: the next run starts a new worker.')), this.#grace);
        reject(abortError());
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      start(id)
        .then(resolve, reject)
        .finally(() => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
        });
    });
  }
}
