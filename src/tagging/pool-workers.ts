import { TaggerError, abortError, describe } from '../errors.ts';
import type { LoadProgress, LoadReport } from '../runtime/protocol.ts';
import { PoolMember } from './pool-member.ts';
import { SharedProgress } from './shared-progress.ts';
import { WorkerStarter, disposedError, droppedNotice, type Failed, type StartOptions } from './start-worker.ts';

const died = new TaggerError('worker-died', 'The worker ended unexpectedly.', 'Try again; if it happens again, reload the page.');

/** A start of the first worker, from the first probe to the self-test. */
interface Start {
  readonly live: Promise<void>;
  readonly stop: AbortController;
  /** Callers that wait for it; when the last one is gone before it is done, it is ended. */
  waiting: number;
  done: boolean;
}

/** What the pool has to do with its workers. */
export interface PoolOwner {
  /** Whether somebody waits for what workers do. */
  readonly busy: () => boolean;
  /** There is another worker, or one could not be had. */
  readonly onChange: () => void;
  /** There is no worker, and none could be started. */
  readonly onFailed: (error: unknown) => void;
}

/**
 * The workers of a pool, from their start to their end. The first starts on the best device; others join it when they are
 * asked for. A device that fails is dropped for the next one, and stays so; a worker that dies is replaced by its like.
 */
export class PoolWorkers {
  readonly #starter: WorkerStarter;
  readonly #onNotice: StartOptions['onNotice'];
  readonly #owner: PoolOwner;
  readonly #progress = new SharedProgress<LoadProgress>();
  readonly #members = new Set<PoolMember>();
  #current: Start | undefined;
  /** Where the next start has to go on, so that devices which were dropped stay dropped. */
  #resume: Failed | undefined;
  /** Most workers; fewer than the machine has room for when one could not be started. */
  #room = 1;
  #growing = false;
  #warm = false;
  #disposed = false;

  constructor(options: StartOptions, owner: PoolOwner) {
    this.#starter = new WorkerStarter(options);
    this.#onNotice = options.onNotice;
    this.#owner = owner;
  }

  /** Workers that have the model. */
  get members(): ReadonlySet<PoolMember> {
    return this.#members;
  }

  get room(): number {
    return this.#room;
  }

  /**
   * Resolves when there is a worker. Aborting ends the start of the first one, unless somebody else waits for it.
   * @throws {TaggerError} why there is none, or `aborted`; and what `onProgress` throws
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
    this.dropEnded();
    if (this.#current?.done && this.#members.size === 0) this.#current = undefined;
    const start = (this.#current ??= this.#begin());
    start.waiting++;
    try {
      await this.#progress.follow(start.live, (progress) => onProgress?.(progress), signal);
    } finally {
      start.waiting--;
      this.endUnwanted();
    }
  }

  /** Starts a worker where there is none and nobody has. */
  ensure(): void {
    if (this.#members.size === 0 && this.#current?.done !== false) this.#current = this.#begin();
  }

  /** Starts one more worker like `member`, unless that is being done or there is no room for it. */
  grow(member: PoolMember): void {
    if (this.#growing || this.#members.size >= this.#room) return;
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
        this.#owner.onChange();
      });
  }

  /** Goes on with the workers that are there: this many are what the machine bears. */
  #makeDo(error: unknown): void {
    if (this.#disposed || this.#members.size === 0) return;
    this.#room = this.#members.size;
    const count = this.#room === 1 ? 'One worker reads' : `${this.#room} workers read`;
    this.#onNotice({ code: 'fewer-workers', message: `${count} the text, and no more, so it takes longer: ${describe(error)}` });
  }

  /** Ends all workers but one. */
  shrink(): void {
    for (const member of [...this.#members].slice(1)) this.#remove(member);
  }

  /** After the first tags, and once for a device: what it prepares for common shapes does not keep the next text waiting. */
  warmUp({ worker, report }: PoolMember): void {
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
  dropEnded(): void {
    for (const member of this.#members) {
      if (!member.worker.ended || member.flights.size > 0) continue;
      this.#remove(member);
      if (this.#members.size === 0) this.#resume = { error: died, left: [member.report.candidate, ...member.live.left] };
    }
  }

  /**
   * Takes a faulty worker out, and sees to it that there is another; one that is out already stays out.
   * @param accident whether its like may do better
   */
  replace(member: PoolMember, error: TaggerError, accident: boolean): void {
    if (this.#disposed || !this.#remove(member, error)) return;
    const { candidate } = member.report;
    if (accident) {
      this.#onNotice({ code: 'worker-replaced', message: `${error.message} It was replaced, and what was not finished is run again.` });
    } else {
      // Others of its kind go on without it, until the last one fails as well.
      if (this.#members.size > 0) this.#makeDo(error);
      else this.#onNotice(droppedNotice(candidate, error));
    }
    if (this.#members.size > 0) return;
    this.#resume = { error, left: accident ? [candidate, ...member.live.left] : member.live.left };
    this.#current = this.#begin();
  }

  #begin(): Start {
    const stop = new AbortController();
    const onProgress = (progress: LoadProgress): void => this.#progress.tell(progress);
    const onDropped = (failed: Failed): void => {
      this.#resume = failed;
    };
    const live = this.#starter.first(onProgress, stop.signal, this.#resume, onDropped).then((first) => {
      if (this.#disposed || stop.signal.aborted) return this.#starter.drop(first.worker);
      this.#members.add(new PoolMember(first));
      this.#room = first.room;
      this.#warm = false;
      this.#resume = undefined;
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
        () => this.#owner.onChange(),
        (error: unknown) => {
          forget();
          // Where nothing is left to try, the next caller's start tries everything again.
          if (this.#resume?.left.length === 0) this.#resume = undefined;
          if (!stop.signal.aborted) this.#owner.onFailed(error);
        },
      );
    return start;
  }

  /** Ends a start that nobody waits for any more. */
  endUnwanted(): void {
    const start = this.#current;
    if (start && !start.done && start.waiting === 0 && !this.#owner.busy()) start.stop.abort();
  }

  /** Ends all workers, those that are being started among them. */
  dispose(): void {
    this.#disposed = true;
    this.#members.clear();
    this.#starter.dispose();
  }
}
