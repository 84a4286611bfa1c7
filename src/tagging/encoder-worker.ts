import * as Comlink from 'comlink';
import type { EncodedBatch, EncoderService, LoadProgress, LoadReport, LoadRequest, ModelText, Probe, Reading } from '../runtime/protocol.ts';
import { WorkerLink } from '../worker-link.ts';

export type { WorkerFactory } from '../worker-link.ts';

/** The service as comlink gives it: every answer is a promise. */
type Port<Request, Report, Batch> = Omit<EncoderService<Request, Report, Batch>, 'cancel'> & { cancel(id: number): Promise<void> };

/** A worker that turns texts into rows of numbers. */
export class EncoderWorker<Request = LoadRequest, Report = LoadReport, Batch = EncodedBatch> extends WorkerLink<EncoderService> {
  #nextId = 0;

  /** What comlink makes of a service whose methods all give promises is that service; it cannot see so of type parameters. */
  get #port(): Port<Request, Report, Batch> {
    return this.service as unknown as Port<Request, Report, Batch>;
  }

  /** @param gpu whether to look for one too */
  probe(gpu: boolean): Promise<Probe> {
    return this.call(() => this.#port.probe(gpu));
  }

  load(request: Request, onProgress: (progress: LoadProgress) => void, signal?: AbortSignal): Promise<Report> {
    return this.call(
      (call) =>
        this.#port.load(
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
      this.#port.cancel(id).catch(() => undefined);
    };
    recall.addEventListener('abort', onRecall, { once: true });
    return this.call((call) =>
      this.#port.encode(
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
    return this.call(() => this.#port.warmUp());
  }
}
