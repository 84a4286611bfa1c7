import { TaggerError, abortError } from '../errors.ts';
import type { LoadProgress, ModelText } from '../runtime/protocol.ts';
import { EncoderWorker, type WorkerFactory } from '../tagging/encoder-worker.ts';
import type { EncodeOptions, RowBatch, RowSource } from '../tagging/row-source.ts';
import { SharedProgress } from '../tagging/shared-progress.ts';
import type { Notice, TagOptions } from '../tagging/types.ts';
import { untilAborted } from '../tagging/until-aborted.ts';
import { Work } from '../tagging/work.ts';
import { WorkQueue } from '../tagging/work-queue.ts';
import type { LexiconReport, LexiconRequest } from './lexicon-service.ts';

/** Texts in an order; small enough that what is wanted meanwhile comes soon. */
const WINDOW = 1024;

interface Live {
  readonly worker: EncoderWorker<LexiconRequest, LexiconReport, RowBatch>;
  readonly report: Promise<LexiconReport>;
}

/** One worker with a lexicon in it. One that died is replaced when it is next needed. */
export class LexiconSource implements RowSource<LexiconReport> {
  readonly #request: LexiconRequest;
  readonly #factory: WorkerFactory;
  readonly #onNotice: (notice: Notice) => void;
  readonly #progress = new SharedProgress<LoadProgress>();
  #live: Live | undefined;
  #told = false;
  #disposed = false;

  constructor(request: LexiconRequest, factory: WorkerFactory, onNotice: (notice: Notice) => void) {
    this.#request = request;
    this.#factory = factory;
    this.#onNotice = onNotice;
  }

  /** Words are found where they stand, so a sentence is read as it is. */
  readonly asTheyStand = true;

  async ready(onProgress?: TagOptions['onProgress'], signal?: AbortSignal): Promise<LexiconReport> {
    if (this.#disposed) throw new TaggerError('disposed', 'The tagger was disposed of.', 'Make a new one.');
    if (signal?.aborted) throw abortError();
    const live = this.#live && !this.#live.worker.ended ? this.#live : this.#start();
    this.#live = live;
    const loaded = await this.#progress.follow(live.report, (progress) => onProgress?.(progress), signal);
    if (!this.#told) loaded.notices.forEach(this.#onNotice);
    this.#told = true;
    return loaded;
  }

  #start(): Live {
    const worker = new EncoderWorker<LexiconRequest, LexiconReport, RowBatch>(this.#factory);
    const report = worker.watch().then(() => worker.load(this.#request, (progress) => this.#progress.tell(progress)));
    report.catch((error: unknown) => worker.terminate(TaggerError.from(error, 'worker-died', 'The lexicon could not be loaded.', 'Try again.')));
    return { worker, report };
  }

  async encode(texts: readonly ModelText[], onBatch: (batch: RowBatch, report: LexiconReport) => void, { signal, wanted }: EncodeOptions = {}): Promise<void> {
    const report = await this.ready(undefined, signal);
    const worker = this.#live?.worker;
    if (!worker) throw new TaggerError('disposed', 'The tagger was disposed of.', 'Make a new one.');
    const faults: unknown[] = [];
    const work = new Work(texts, { wanted, onFault: (error) => faults.push(error) });
    const queue = new WorkQueue();
    queue.add(work);
    for (let order = queue.take(WINDOW); order; order = queue.take(WINDOW)) {
      if (faults.length > 0) throw faults[0];
      const { indices } = order;
      const recall = new AbortController();
      const running = worker.encode(
        indices.map((index) => texts[index] ?? ''),
        (batch) => {
          if (!signal?.aborted) onBatch({ ...batch, indices: batch.indices.map((place) => indices[place] ?? 0) }, report);
        },
        recall.signal,
      );
      running.catch(() => undefined);
      try {
        await untilAborted(running, signal);
      } catch (error) {
        recall.abort();
        throw error;
      }
      for (const place of indices.keys()) queue.finish(order, place);
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#live?.worker.terminate();
  }
}
