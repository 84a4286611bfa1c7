import { TaggerError, abortError } from '../errors.ts';
import type { EncodedBatch, LoadProgress, LoadReport, ModelText } from '../runtime/protocol.ts';
import type { Flight, PoolMember } from './pool-member.ts';
import { PoolWorkers } from './pool-workers.ts';
import type { EncodeOptions, RowSource } from './row-source.ts';
import { shareOut } from './share-out.ts';
import { disposedError, isDeviceFault, type StartOptions } from './start-worker.ts';
import { Work } from './work.ts';
import { WorkQueue, type Order } from './work-queue.ts';

export type { StartOptions as EncoderPoolOptions } from './start-worker.ts';

/** Waiting texts from which on another worker is worth its start. */
const WORTH_A_WORKER = 64;

/** Texts below which an order is not cut to give every worker its share. */
const LEAST_SHARE = 48;

/** Default of {@link StartOptions.idleLimit}, in milliseconds. */
const IDLE_LIMIT = 30_000;

/** A caller's texts and how the caller is told. */
interface Call {
  readonly work: Work;
  readonly onBatch: (batch: EncodedBatch, report: LoadReport) => void;
  readonly settle: (error?: unknown) => void;
}

/**
 * Workers with the model in them, and what waits for them. Texts go to the worker that has least to do; what a worker
 * did not finish, because it failed or something more urgent came, is run again.
 */
export class EncoderPool implements RowSource<LoadReport> {
  readonly #options: StartOptions;
  readonly #workers: PoolWorkers;
  readonly #queue = new WorkQueue();
  readonly #calls = new Map<Work, Call>();
  #idle: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(options: StartOptions) {
    this.#options = options;
    this.#workers = new PoolWorkers(options, {
      busy: () => this.#calls.size > 0,
      onChange: () => this.#dispatch(),
      onFailed: (error) => {
        for (const { settle } of this.#calls.values()) settle(error);
      },
    });
  }

  /** Workers that have the model. */
  get size(): number {
    return this.#workers.members.size;
  }

  /**
   * Loads the model on the first device that proves itself; a failed load is tried anew by the next call. Aborting
   * ends the load, downloads included, unless somebody else waits for it.
   * @throws {TaggerError} why it could not be loaded, or `aborted`; and what `onProgress` throws
   */
  ready(onProgress?: (progress: LoadProgress) => void, signal?: AbortSignal): Promise<LoadReport> {
    return this.#workers.ready(onProgress, signal);
  }

  /**
   * Encodes texts; `onBatch` gets each text's row exactly once, with the report of the model that made it
   * (another device's than before, where one was dropped on the way).
   * @throws {TaggerError} when no device is left, or `aborted`; and what `onBatch` and `wanted` throw
   */
  async encode(texts: readonly ModelText[], onBatch: Call['onBatch'], { signal, wanted, reading }: EncodeOptions = {}): Promise<void> {
    if (texts.length === 0) return;
    await this.ready(undefined, signal);
    await new Promise<void>((resolve, reject) => {
      if (this.#disposed) return reject(disposedError());
      if (signal?.aborted) return reject(abortError());
      // The queue is being looked through then: the caller leaves it after that.
      const work = new Work(texts, { wanted, reading, onFault: (error) => queueMicrotask(() => leave(error)) });
      const settle = (error?: unknown): void => {
        if (!this.#calls.delete(work)) return;
        signal?.removeEventListener('abort', onAbort);
        this.#queue.remove(work);
        this.#recall((order) => order.work === work);
        if (error === undefined) resolve();
        else reject(error);
      };
      const leave = (error: unknown): void => {
        settle(error);
        this.#workers.endUnwanted();
        this.#dispatch();
      };
      const onAbort = (): void => leave(abortError());
      signal?.addEventListener('abort', onAbort);
      this.#calls.set(work, { work, onBatch, settle });
      this.#queue.add(work);
      this.#makeRoom();
      this.#dispatch();
    });
  }

  /** Ends all workers, and with them sessions, tensors and GPU buffers. Every open call rejects. */
  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#idle);
    for (const { settle } of this.#calls.values()) settle(disposedError());
    this.#workers.dispose();
  }

  /** Gives work to every worker that will soon have none. */
  #dispatch(): void {
    clearTimeout(this.#idle);
    if (this.#disposed) return;
    this.#workers.dropEnded();
    // The last worker died while it had nothing to do, and nobody has noticed yet.
    if (this.#calls.size > 0) this.#workers.ensure();
    for (;;) {
      const member = this.#idlest();
      // So much is about a batch, during which the next order is on its way.
      if (!member || member.openTexts > member.report.window / 8) break;
      // What a recalled order gives back may be the next in reading order.
      const order = this.#queue.take(this.#share(member.report.window), this.#recalling());
      if (!order) break;
      void this.#send(member, order);
    }
    if (this.#calls.size === 0) this.#idle = setTimeout(() => this.#workers.shrink(), this.#options.idleLimit ?? IDLE_LIMIT);
  }

  /** Texts for an order: a window full, but less towards the end, so that all workers are done at the same time. */
  #share(window: number): number {
    const { room } = this.#workers;
    return room === 1 ? window : Math.min(window, Math.max(LEAST_SHARE, Math.ceil(this.#queue.waiting / (2 * room))));
  }

  #idlest(): PoolMember | undefined {
    return [...this.#workers.members].sort((a, b) => a.openTexts - b.openTexts)[0];
  }

  async #send(member: PoolMember, order: Order): Promise<void> {
    const { work, indices } = order;
    const flight = member.begin(order);
    try {
      await member.worker.encode(
        indices.map((index) => work.texts[index] ?? ''),
        (batch) => this.#take(member, flight, batch),
        flight.recall.signal,
        work.reading,
      );
      member.end(flight);
      const back = this.#queue.takeBack(order);
      if (back.length > 0 && !flight.recall.signal.aborted) throw new TaggerError('engine-failed', `The worker left out ${back.length} of ${indices.length} sentences.`, 'They are run again.');
    } catch (error) {
      if (isDeviceFault(error)) this.#replace(member, error);
      else this.#calls.get(work)?.settle(error);
      if (member.end(flight)) this.#queue.takeBack(order);
    }
    this.#dispatch();
    if (this.#calls.size === 0) this.#workers.warmUp(member);
  }

  /** Takes back what a faulty worker had, all of it and at once: its other orders will report the same fault when that is with others. */
  #replace(member: PoolMember, error: TaggerError): void {
    const lost = member.endAll().map((order) => ({ work: order.work, indices: this.#queue.takeBack(order) }));
    // One that dies again over the same texts is no accident.
    const accident = error.code === 'worker-died' && lost.map(({ work, indices }) => work.noteLost(indices)).every(Boolean);
    this.#workers.replace(member, error, accident);
  }

  /** Passes a batch on to its callers. */
  #take(member: PoolMember, flight: Flight, batch: EncodedBatch): void {
    flight.open -= batch.indices.length;
    for (const [work, rows] of shareOut(batch, (place) => this.#queue.finish(flight.order, place))) {
      const call = this.#calls.get(work);
      try {
        call?.onBatch(rows, member.report);
        if (work.open === 0) call?.settle();
      } catch (error) {
        call?.settle(error);
      }
    }
    this.#makeRoom();
    this.#dispatch();
    if (this.#queue.waiting >= WORTH_A_WORKER) this.#workers.grow(member);
  }

  /** Stops orders that give way to something more urgent; what they did not finish waits again. */
  #makeRoom(): void {
    if (this.#queue.urgent) this.#recall(({ yields }) => yields);
  }

  #recall(which: (order: Order) => boolean): void {
    for (const member of this.#workers.members) member.recall(which);
  }

  #recalling(): boolean {
    return [...this.#workers.members].some(({ recalling }) => recalling);
  }
}
