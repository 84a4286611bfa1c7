import { TaggerError, abortError, describe } from '../errors.ts';
import type { EncodedBatch, LoadProgress, LoadReport, ModelText } from '../runtime/protocol.ts';
import { PoolMember, type Flight } from './pool-member.ts';
import type { EncodeOptions, RowSource } from './row-source.ts';
import { WorkerStarter, disposedError, droppedNotice, isDeviceFault, type Failed, type StartOptions } from './start-worker.ts';
import { untilAborted } from './until-aborted.ts';
import { Work, WorkQueue, type Order } from './work-queue.ts';

export type { StartOptions as EncoderPoolOptions } from './start-worker.ts';

/** Waiting texts from which on another worker is worth its start. */
const WORTH_A_WORKER = 64;

/** Texts below which an order is not cut to give every worker its share. */
const LEAST_SHARE = 48;

/** Default of {@link StartOptions.idleLimit}, in milliseconds. */
const IDLE_LIMIT = 30_000;

const died = new TaggerError('worker-died', 'The worker ended unexpectedly.', 'Try again; if it happens again, reload the page.');

/** A caller's texts and how the caller is told. */
interface Call {
  readonly work: Work;
  readonly onBatch: (batch: EncodedBatch, report: LoadReport) => void;
  readonly settle: (error?: unknown) => void;
}

/** A start of the first worker, from the first probe to the self-test. */
interface Start {
  readonly live: Promise<void>;
  readonly stop: AbortController;
  /** Callers that wait for it; when the last one is gone before it is done, it is ended. */
  waiting: number;
  done: boolean;
}

/**
 * Workers with the model in them, and what waits for them. The first starts on the best device; others join it while
 * there is much to do. A device that fails is dropped for the next one, a worker that dies is replaced by its like;
 * what was not finished is run again.
 */
export class EncoderPool implements RowSource<LoadReport> {
  readonly #options: StartOptions;
  readonly #starter: WorkerStarter;
  readonly #progress = new Set<(progress: LoadProgress) => void>();
  readonly #queue = new WorkQueue();
  readonly #calls = new Map<Work, Call>();
  readonly #members = new Set<PoolMember>();
  #current: Start | undefined;
  /** Where to go on when the last worker died without work: devices that were dropped before stay dropped. */
  #resume: Failed | undefined;
  /** Most workers; fewer than the machine has room for when one could not be started. */
  #room = 1;
  #growing = false;
  #warm = false;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(options: StartOptions) {
    this.#options = options;
    this.#starter = new WorkerStarter(options);
  }

  /** Workers that have the model. */
  get size(): number {
    return this.#members.size;
  }

  /**
   * Loads the model on the first device that proves itself; a failed load is tried anew by the next call. Aborting
   * ends the load, downloads included, unless somebody else waits for it.
   */
  async ready(onProgress?: (progress: LoadProgress) => void, signal?: AbortSignal): Promise<LoadReport> {
    for (;;) {
      if (this.#disposed) throw disposedError();
      if (signal?.aborted) throw abortError();
      for (const { worker, report } of this.#members) if (!worker.ended) return report;
      await this.#started(onProgress, signal);
    }
  }

  /** Waits for a first worker, and starts it where nobody has. */
  async #started(onProgress?: (progress: LoadProgress) => void, signal?: AbortSignal): Promise<void> {
    this.#dropEnded();
    if (this.#current?.done && this.#members.size === 0) this.#current = undefined;
    const start = (this.#current ??= this.#begin(this.#resume));
    if (onProgress) this.#progress.add(onProgress);
    start.waiting++;
    try {
      await untilAborted(start.live, signal);
    } finally {
      start.waiting--;
      if (onProgress) this.#progress.delete(onProgress);
      if (signal?.aborted) this.#endUnwanted();
    }
  }

  /**
   * Encodes texts; `onBatch` gets each text's row exactly once, with the report of the model that made it
   * (another device's than before, where one was dropped on the way).
   * @throws {TaggerError} when no device is left, or `aborted`; and what `onBatch` throws
   */
  async encode(texts: readonly ModelText[], onBatch: Call['onBatch'], { signal, wanted, reading }: EncodeOptions = {}): Promise<void> {
    if (texts.length === 0) return;
    await this.ready(undefined, signal);
    await new Promise<void>((resolve, reject) => {
      if (this.#disposed) return reject(disposedError());
      if (signal?.aborted) return reject(abortError());
      const work = new Work(texts, wanted, reading);
      const onAbort = (): void => {
        settle(abortError());
        this.#endUnwanted();
      };
      const settle = (error?: unknown): void => {
        if (!this.#calls.delete(work)) return;
        signal?.removeEventListener('abort', onAbort);
        this.#queue.remove(work);
        this.#recall((order) => order.work === work);
        if (error === undefined) resolve();
        else reject(error);
      };
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
    this.#members.clear();
    this.#starter.dispose();
  }

  /** Gives work to every worker that will soon have none. */
  #dispatch(): void {
    clearTimeout(this.#idle);
    if (this.#disposed) return;
    this.#dropEnded();
    // The last worker died while it had nothing to do, and nobody has noticed yet.
    if (this.#members.size === 0 && this.#calls.size > 0 && this.#current?.done !== false) this.#current = this.#begin(this.#resume);
    for (;;) {
      const member = this.#idlest();
      // So much is about a batch, during which the next order is on its way.
      if (!member || member.openTexts > member.report.window / 8) break;
      // What a recalled order gives back may be the next in reading order.
      const order = this.#queue.take(this.#share(member.report.window), this.#recalling());
      if (!order) break;
      void this.#send(member, order);
    }
    if (this.#calls.size === 0) this.#idle = setTimeout(() => this.#shrink(), this.#options.idleLimit ?? IDLE_LIMIT);
  }

  /** Texts for an order: a window full, but less towards the end, so that all workers are done at the same time. */
  #share(window: number): number {
    return this.#room === 1 ? window : Math.min(window, Math.max(LEAST_SHARE, Math.ceil(this.#queue.waiting / (2 * this.#room))));
  }

  #idlest(): PoolMember | undefined {
    return [...this.#members].sort((a, b) => a.openTexts - b.openTexts)[0];
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
      member.flights.delete(flight);
      const back = work.takeBack(indices);
      if (back.length > 0 && !flight.recall.signal.aborted) throw new TaggerError('engine-failed', `The worker left out ${back.length} of ${indices.length} sentences.`, 'They are run again.');
    } catch (error) {
      if (isDeviceFault(error)) this.#replace(member, error);
      else this.#calls.get(work)?.settle(error);
      member.flights.delete(flight);
      work.takeBack(indices);
    }
    this.#dispatch();
    if (this.#calls.size === 0) this.#warmUp(member);
  }

  /** Passes a batch on to its caller. */
  #take(member: PoolMember, flight: Flight, batch: EncodedBatch): void {
    const { work, indices } = flight.order;
    flight.open -= batch.indices.length;
    const call = this.#calls.get(work);
    if (call && batch.indices.length > 0) {
      const known = batch.indices.map((place) => indices[place] ?? 0);
      for (const index of known) work.finish(index);
      try {
        call.onBatch({ ...batch, indices: known }, member.report);
        if (work.open === 0) call.settle();
      } catch (error) {
        call.settle(error);
      }
    }
    this.#makeRoom();
    this.#dispatch();
    this.#grow(member);
  }

  /** Stops orders that give way to something more urgent; what they did not finish waits again. */
  #makeRoom(): void {
    if (this.#queue.urgent) this.#recall(({ yields }) => yields);
  }

  #recall(which: (order: Order) => boolean): void {
    for (const member of this.#members) member.recall(which);
  }

  #recalling(): boolean {
    return [...this.#members].some(({ recalling }) => recalling);
  }

  /** Starts one more worker where there is room for it, and enough to do. */
  #grow(member: PoolMember): void {
    if (this.#growing || this.#members.size >= this.#room || this.#queue.waiting < WORTH_A_WORKER) return;
    this.#growing = true;
    const start = this.#current;
    this.#starter
      .another(member.live)
      .then(
        (live) => {
          // The device may have been dropped meanwhile.
          if (this.#disposed || this.#current !== start || this.#members.size === 0) this.#starter.drop(live.worker);
          else this.#members.add(new PoolMember(live));
        },
        (error: unknown) => this.#makeDo(error),
      )
      .finally(() => {
        this.#growing = false;
        this.#dispatch();
      });
  }

  /** Goes on with the workers that are there: this many are what the machine bears. */
  #makeDo(error: unknown): void {
    if (this.#disposed || this.#members.size === 0) return;
    this.#room = this.#members.size;
    const count = this.#room === 1 ? 'One worker reads' : `${this.#room} workers read`;
    this.#options.onNotice({ code: 'fewer-workers', message: `${count} the text, and no more, so it takes longer: ${describe(error)}` });
  }

  #shrink(): void {
    for (const member of [...this.#members].slice(1)) this.#remove(member);
  }

  /** After the first tags, and once for a device: what it prepares for common shapes does not keep the next text waiting. */
  #warmUp({ worker, report }: PoolMember): void {
    if (this.#warm || report.candidate.device !== 'webgpu' || worker.ended) return;
    this.#warm = true;
    worker.warmUp().catch(() => undefined);
  }

  #remove(member: PoolMember, reason?: TaggerError): boolean {
    if (!this.#members.delete(member)) return false;
    this.#starter.drop(member.worker, reason);
    return true;
  }

  /** Takes out workers that died while they had nothing to do; nothing is lost with them. */
  #dropEnded(): void {
    for (const member of this.#members) {
      if (!member.worker.ended || member.flights.size > 0) continue;
      this.#remove(member);
      if (this.#members.size === 0) this.#resume = { error: died, left: [member.report.candidate, ...member.live.left] };
    }
  }

  /** Takes a faulty worker out, and sees to it that there is another. Several of its orders may report one fault. */
  #replace(member: PoolMember, error: TaggerError): void {
    if (this.#disposed || !this.#remove(member, error)) return;
    const { candidate } = member.report;
    // One that dies again over the same texts is no accident.
    const accident = error.code === 'worker-died' && [...member.flights].map(({ order }) => order.work.noteLost(order.work.takeBack(order.indices))).every(Boolean);
    if (accident) {
      this.#options.onNotice({ code: 'worker-replaced', message: `${error.message} It was replaced, and what was not finished is run again.` });
    } else {
      // Others of its kind go on without it, until the last one fails as well.
      if (this.#members.size > 0) this.#makeDo(error);
      else this.#options.onNotice(droppedNotice(candidate, error));
    }
    if (this.#members.size === 0) this.#current = this.#begin({ error, left: accident ? [candidate, ...member.live.left] : member.live.left });
  }

  /** @param failed what a start after a fault has to go on with */
  #begin(failed?: Failed): Start {
    const stop = new AbortController();
    const onProgress = (progress: LoadProgress): void => this.#progress.forEach((listener) => listener(progress));
    const live = this.#starter.first(onProgress, stop.signal, failed).then((first) => {
      if (this.#disposed) return;
      this.#members.add(new PoolMember(first));
      this.#room = first.room;
      this.#warm = false;
    });
    const start: Start = { live, stop, waiting: 0, done: false };
    // The next caller begins anew at once, and does not wait for this one to wind up.
    const forget = (): void => {
      if (this.#current === start) this.#current = undefined;
    };
    stop.signal.addEventListener('abort', forget);
    live
      .finally(() => {
        start.done = true;
      })
      .then(
        () => this.#dispatch(),
        (error: unknown) => {
          forget();
          this.#resume = undefined;
          if (!stop.signal.aborted) for (const { settle } of this.#calls.values()) settle(error);
        },
      );
    return start;
  }

  /** Ends a start that nobody waits for any more. */
  #endUnwanted(): void {
    const start = this.#current;
    if (start && !start.done && start.waiting === 0 && this.#calls.size === 0) start.stop.abort();
  }
}
