import * as Comlink from 'comlink';
import { TaggerError, abortError } from '../errors.ts';
import type { EncodedBatch, EncoderService, LoadProgress, LoadReport, LoadRequest, ModelText, Probe, Reading, Result } from '../runtime/protocol.ts';

export type WorkerFactory = () => Worker;

/** How long a worker may show no sign of life, in milliseconds, before it is given up. */
const STALL_LIMIT = 60_000;

/** How long a worker that seems stuck has to prove the opposite, in milliseconds. */
const GRACE = 2_000;

/** The service as comlink gives it: every answer is a promise. */
type Port<Request, Report, Batch> = Omit<EncoderService<Request, Report, Batch>, 'cancel'> & { cancel(id: number): Promise<void> };

/** A call to the worker that has not settled. */
interface OpenCall {
  /** A sign of life; the next one is due within the stall limit if `bounded`. */
  alive(bounded: boolean): void;
  /** Runs the caller's code, unless the call has settled; what that throws ends the call. */
  guard(work: () => void): void;
}

const died = (message: string, cause?: unknown): TaggerError =>
  new TaggerError('worker-died', message, 'Try again; if it happens again, reload the page.', cause === undefined ? undefined : { cause });

/**
 * One worker and its life. A comlink call to a worker that has ended never settles; here every call is raced
 * against the worker's end, however it comes: an error, a lost lock, a stall, or `terminate()`.
 */
export class EncoderWorker<Request = LoadRequest, Report = LoadReport, Batch = EncodedBatch> {
  readonly #worker: Worker;
  readonly #service: Port<Request, Report, Batch>;
  readonly #stallLimit: number;
  readonly #end = new AbortController();
  #nextId = 0;
  /** Signs of life so far, of all calls. */
  #signs = 0;

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
    // What comlink makes of a service whose methods all give promises is that service; it cannot see so of type parameters.
    this.#service = Comlink.wrap<EncoderService>(this.#worker) as unknown as Port<Request, Report, Batch>;
  }

  /** True when the worker has ended, for whatever reason, as far as the page has learnt of it. */
  get ended(): boolean {
    return this.#end.signal.aborted;
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

  load(request: Request, onProgress: (progress: LoadProgress) => void, signal?: AbortSignal): Promise<Report> {
    return this.#call(
      (call) =>
        this.#service.load(
          request,
          Comlink.proxy((progress: LoadProgress) => {
            // A slow download is no stall of the worker, and watches itself; the phases after it are bounded.
            call.alive(progress.phase !== 'download');
            call.guard(() => onProgress(progress));
          }),
        ),
      signal,
      false,
    );
  }

  /**
   * Resolves when all texts are done, or when `recall` was aborted and the worker has stopped, which it does within a
   * batch. When the worker ends it rejects.
   */
  encode(texts: readonly ModelText[], onBatch: (batch: Batch) => void, recall: AbortSignal, reading?: Reading): Promise<void> {
    const id = this.#nextId++;
    const onRecall = (): void => {
      this.#service.cancel(id).catch(() => undefined);
    };
    recall.addEventListener('abort', onRecall, { once: true });
    return this.#call((call) =>
      this.#service.encode(
        { id, texts, ...(reading ? { reading } : {}) },
        Comlink.proxy(async (batch: Batch) => {
          call.alive(true);
          call.guard(() => onBatch(batch));
        }),
      ),
    ).finally(() => recall.removeEventListener('abort', onRecall));
  }

  /** Has a GPU prepare itself while nothing else is to be done. */
  warmUp(): Promise<void> {
    return this.#call(() => this.#service.warmUp());
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

  #call<T>(start: (call: OpenCall) => Promise<Result<T>>, signal?: AbortSignal, bounded = true): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const end = this.#end.signal;
      if (signal?.aborted) return reject(abortError());
      if (end.aborted) return reject(end.reason);
      let settled = false;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const settle = (finish: () => void): void => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        end.removeEventListener('abort', onEnd);
        signal?.removeEventListener('abort', onAbort);
        finish();
      };
      const onEnd = (): void => settle(() => reject(end.reason));
      const onAbort = (): void => settle(() => reject(abortError()));
      const call: OpenCall = {
        alive: (isBounded) => {
          this.#signs++;
          clearTimeout(timer);
          // A message that was under way when the call ended must not start the clock again.
          if (isBounded && !settled) timer = setTimeout(() => this.#stalled(() => settled), this.#stallLimit);
        },
        guard: (work) => {
          if (settled) return;
          try {
            work();
          } catch (error) {
            settle(() => reject(error));
          }
        },
      };
      end.addEventListener('abort', onEnd);
      signal?.addEventListener('abort', onAbort);
      call.alive(bounded);
      start(call).then(
        (result) => settle(() => (result.ok ? resolve(result.value) : reject(TaggerError.deserialize(result.error)))),
        (cause) => settle(() => reject(died('The worker did not understand a request.', cause))),
      );
    });
  }

  /** After a computer's sleep the clock strikes before the messages that have come are read: they get a moment. */
  #stalled(settled: () => boolean): void {
    const before = this.#signs;
    setTimeout(() => {
      if (settled() || this.#signs !== before) return;
      this.#endWith(died(`The worker showed no sign of life for ${Math.round(this.#stallLimit / 1000)} seconds.`));
    }, Math.min(GRACE, this.#stallLimit));
  }
}
