import * as Comlink from 'comlink';
import { TaggerError, abortError } from '../errors.ts';
import type { EncodedBatch, EncoderService, LoadProgress, LoadReport, LoadRequest, Probe, Result } from '../runtime/protocol.ts';

export type WorkerFactory = () => Worker;

/** How long a worker may show no sign of life, in milliseconds, before it is given up. */
export const STALL_LIMIT = 60_000;

const died = (message: string, cause?: unknown): TaggerError =>
  new TaggerError('worker-died', message, 'The work is taken up again in a new worker.', cause === undefined ? undefined : { cause });

/**
 * One worker and its life. A comlink call to a worker that has ended never settles; here every call is raced
 * against the worker's end, however it comes: an error, a lost lock, a stall, or `terminate()`.
 */
export class EncoderWorker {
  readonly #worker: Worker;
  readonly #service: Comlink.Remote<EncoderService>;
  readonly #stallLimit: number;
  readonly #end = new AbortController();
  #nextId = 0;

  constructor(factory: WorkerFactory, stallLimit: number = STALL_LIMIT) {
    this.#stallLimit = stallLimit;
    try {
      this.#worker = factory();
    } catch (cause) {
      throw new TaggerError('worker-died', 'The worker could not be started.', "Check that the page's content-security policy allows it (worker-src) and that the worker's file is there.", { cause });
    }
    this.#worker.addEventListener('error', (event) => {
      this.#endWith(died(event.message ? `The worker failed: ${event.message}` : 'The worker could not be started, or its file could not be loaded.'));
    });
    this.#worker.addEventListener('messageerror', () => this.#endWith(died('A message of the worker could not be read.')));
    this.#service = Comlink.wrap<EncoderService>(this.#worker);
  }

  /** Learns of the worker's end even where it leaves no event, as when it closes itself or the browser ends it. */
  async watch(): Promise<void> {
    const locks = (navigator as Navigator & { locks?: LockManager }).locks;
    if (!locks) return;
    const name = `value-tagger-worker-${crypto.randomUUID()}`;
    await this.#call(() => this.#service.announce(name));
    locks
      .request(name, { signal: this.#end.signal }, () => this.#endWith(died('The worker ended unexpectedly.')))
      .catch(() => undefined);
  }

  probe(): Promise<Probe> {
    return this.#call(() => this.#service.probe());
  }

  load(request: LoadRequest, onProgress: (progress: LoadProgress) => void, signal?: AbortSignal): Promise<LoadReport> {
    return this.#call(
      (alive) =>
        this.#service.load(
          request,
          Comlink.proxy((progress: LoadProgress) => {
            // A slow download is no stall; the phases after it are bounded.
            alive(progress.phase !== 'download');
            onProgress(progress);
          }),
        ),
      signal,
      false,
    );
  }

  /**
   * Resolves when all texts are done. When `signal` is aborted it rejects at once; the worker stops within a batch.
   */
  encode(texts: readonly string[], onBatch: (batch: EncodedBatch) => void, signal?: AbortSignal): Promise<void> {
    const id = this.#nextId++;
    let open = true;
    return this.#call(
      (alive) =>
        this.#service.encode(
          { id, texts },
          Comlink.proxy((batch: EncodedBatch) => {
            alive(true);
            if (open) onBatch(batch);
          }),
        ),
      signal,
    ).finally(() => {
      open = false;
      if (signal?.aborted) void this.#service.cancel(id);
    });
  }

  /** Ends the worker; every open call rejects. Only this gives the engine's memory back. */
  terminate(reason: TaggerError = new TaggerError('disposed', 'The tagger was disposed of.', 'Make a new one.')): void {
    this.#endWith(reason);
  }

  #endWith(reason: TaggerError): void {
    if (this.#end.signal.aborted) return;
    this.#end.abort(reason);
    this.#worker.terminate();
  }

  #call<T>(start: (alive: (bounded: boolean) => void) => Promise<Result<T>>, signal?: AbortSignal, bounded = true): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const end = this.#end.signal;
      if (signal?.aborted) return reject(abortError());
      if (end.aborted) return reject(end.reason);
      let timer: ReturnType<typeof setTimeout> | undefined;
      const alive = (isBounded: boolean): void => {
        clearTimeout(timer);
        if (!isBounded) return;
        timer = setTimeout(
          () => this.#endWith(died(`The worker showed no sign of life for ${Math.round(this.#stallLimit / 1000)} seconds.`)),
          this.#stallLimit,
        );
      };
      const onEnd = (): void => settle(() => reject(end.reason));
      const onAbort = (): void => settle(() => reject(abortError()));
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        end.removeEventListener('abort', onEnd);
        signal?.removeEventListener('abort', onAbort);
        finish();
      };
      end.addEventListener('abort', onEnd);
      signal?.addEventListener('abort', onAbort);
      alive(bounded);
      start(alive).then(
        (result) => settle(() => (result.ok ? resolve(result.value) : reject(TaggerError.deserialize(result.error)))),
        (cause) => settle(() => reject(died('The worker did not understand a request.', cause))),
      );
    });
  }
}
