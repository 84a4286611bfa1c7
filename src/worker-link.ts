import * as Comlink from 'comlink';
import { Deadline } from './deadline.ts';
import { TaggerError, abortError } from './errors.ts';
import type { Result } from './runtime/protocol.ts';

export type WorkerFactory = () => Worker;

/** How long a worker that has something to do may show no sign of life, in milliseconds, before it is given up. */
const STALL_LIMIT = 60_000;

/** A call to the worker that has not settled. */
export interface OpenCall {
  /** A sign of life. While the call is `bounded`, the worker's next one is due within the stall limit. */
  alive(bounded: boolean): void;
  /** Runs the caller's code, unless the call has settled; what that throws ends the call. */
  guard(work: () => void): void;
}

const died = (message: string, cause?: unknown): TaggerError =>
  new TaggerError('worker-died', message, 'Try again; if it happens again, reload the page.', cause === undefined ? undefined : { cause });

/** What every worker of ours offers. */
interface Announcing {
  announce(lockName: string): Promise<Result<void>>;
}

/**
 * One worker and its life. A comlink call to a worker that has ended never settles; here every call is raced
 * against the worker's end, however it comes: an error, a lost lock, a stall, or `terminate()`.
 */
export class WorkerLink<S extends Announcing> {
  readonly #worker: Worker;
  protected readonly service: Comlink.Remote<S>;
  readonly #end = new AbortController();
  /** Calls that have not settled, and whether each is bounded. */
  readonly #open = new Map<OpenCall, boolean>();
  /** When the next sign of life is due, of whichever call: a worker does one thing after the other. */
  readonly #due: Deadline;
  #stalled = false;

  constructor(factory: WorkerFactory, stallLimit: number = STALL_LIMIT) {
    this.#due = new Deadline(stallLimit, () => {
      this.#stalled = true;
      this.#endWith(died(`The worker showed no sign of life for ${Math.round(stallLimit / 1000)} seconds.`));
    });
    try {
      this.#worker = factory();
    } catch (cause) {
      throw new TaggerError('worker-died', 'The worker could not be started.', "Check that the page's content-security policy allows it (worker-src) and that the worker's file is there.", { cause });
    }
    this.#worker.addEventListener('error', (event) => {
      this.#endWith(died(event.message ? `The worker failed: ${event.message.replace(/\.?$/, '.')}` : 'The worker could not be started, or its file could not be loaded.'));
    });
    this.#worker.addEventListener('messageerror', () => this.#endWith(died('A message of the worker could not be read.')));
    this.service = Comlink.wrap<S>(this.#worker);
  }

  /** True when the worker has ended, for whatever reason, as far as the page has learnt of it. */
  get ended(): boolean {
    return this.#end.signal.aborted;
  }

  /** True when it was ended because it showed no sign of life. */
  get stalled(): boolean {
    return this.#stalled;
  }

  /** Learns of the worker's end even where it leaves no event, as when it closes itself or the browser ends it. */
  async watch(): Promise<void> {
    const locks = (navigator as Navigator & { locks?: LockManager }).locks;
    if (!locks) return;
    const name = `value-tagger-worker-${crypto.randomUUID()}`;
    // The base knows of a service what all have in common, which the generic type hides.
    await this.call(() => (this.service as unknown as Comlink.Remote<Announcing>).announce(name));
    locks
      .request(name, { signal: this.#end.signal }, () => this.#endWith(died('The worker ended unexpectedly.')))
      .catch(() => undefined);
  }

  /** Ends the worker; every open call rejects. Only this gives the engine's memory back. */
  terminate(reason: TaggerError = new TaggerError('disposed', 'The tagger was disposed of.', 'Make a new one.')): void {
    this.#endWith(reason);
  }

  #endWith(reason: TaggerError): void {
    if (this.#end.signal.aborted) return;
    this.#end.abort(reason);
    this.#due.stop();
    this.#worker.terminate();
  }

  /** @param sign whether the worker has just shown that it lives */
  #watchOver(sign: boolean): void {
    const bounded = this.#open.size > 0 && [...this.#open.values()].every(Boolean);
    if (!bounded || this.ended) this.#due.stop();
    else if (sign || !this.#due.running) this.#due.start();
  }

  /**
   * A call raced against the worker's end.
   * @param bounded whether it is a stall when the worker shows no sign of life, in this call or another, within the stall
   * limit; while a call that is not bounded is open, none is due
   */
  protected call<T>(start: (call: OpenCall) => Promise<Result<T>>, signal?: AbortSignal, bounded = true): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const end = this.#end.signal;
      if (signal?.aborted) return reject(abortError());
      if (end.aborted) return reject(end.reason);
      const call: OpenCall = {
        alive: (isBounded) => {
          if (this.#open.has(call)) this.#open.set(call, isBounded);
          this.#watchOver(true);
        },
        guard: (work) => {
          if (!this.#open.has(call)) return;
          try {
            work();
          } catch (error) {
            settle(() => reject(error));
          }
        },
      };
      const settle = (finish: () => void, answered = false): void => {
        if (!this.#open.delete(call)) return;
        this.#watchOver(answered);
        end.removeEventListener('abort', onEnd);
        signal?.removeEventListener('abort', onAbort);
        finish();
      };
      const onEnd = (): void => settle(() => reject(end.reason));
      const onAbort = (): void => settle(() => reject(abortError()));
      end.addEventListener('abort', onEnd);
      signal?.addEventListener('abort', onAbort);
      this.#open.set(call, bounded);
      this.#watchOver(false);
      start(call).then(
        (result) => settle(() => (result.ok ? resolve(result.value) : reject(TaggerError.deserialize(result.error))), true),
        (cause) => settle(() => reject(died('The worker did not understand a request.', cause)), true),
      );
    });
  }
}
