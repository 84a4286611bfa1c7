import * as Comlink from 'comlink';
import type { EncodedBatch, EncoderService, LoadProgress, LoadReport, LoadRequest, Probe } from '../runtime/protocol.ts';
import { WorkerLink } from '../worker-link.ts';

export type { WorkerFactory } from '../worker-link.ts';

/** A worker with the encoder in it. */
export class EncoderWorker extends WorkerLink<EncoderService> {
  #nextId = 0;

  probe(): Promise<Probe> {
    return this.call(() => this.service.probe());
  }

  load(request: LoadRequest, onProgress: (progress: LoadProgress) => void, signal?: AbortSignal): Promise<LoadReport> {
    return this.call(
      (call) =>
        this.service.load(
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
  encode(texts: readonly string[], onBatch: (batch: EncodedBatch) => void, recall: AbortSignal): Promise<void> {
    const id = this.#nextId++;
    const onRecall = (): void => {
      this.service.cancel(id).catch(() => undefined);
    };
    recall.addEventListener('abort', onRecall, { once: true });
    return this.call((call) =>
      this.service.encode(
        { id, texts },
        Comlink.proxy(async (batch: EncodedBatch) => {
          call.alive(true);
          call.guard(() => onBatch(batch));
        }),
      ),
    ).finally(() => recall.removeEventListener('abort', onRecall));
  }

  /** Has a GPU prepare itself while nothing else is to be done. */
  warmUp(): Promise<void> {
    return this.call(() => this.service.warmUp());
  }
}
