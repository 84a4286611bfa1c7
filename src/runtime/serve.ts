import * as Comlink from 'comlink';
import type { EncodedBatch, EncoderService } from './protocol.ts';
import { withCallback } from './with-callback.ts';

/** An encoder, or what gives batches as one does, as a worker offers it over its port: batches are moved and not copied, callbacks are given back. */
export function serve<Request, Report, Batch extends EncodedBatch>(encoder: EncoderService<Request, Report, Batch>): EncoderService<Request, Report, Batch> {
  return {
    announce: (lockName) => encoder.announce(lockName),
    probe: (gpu) => encoder.probe(gpu),
    load: (request, onProgress) => withCallback(onProgress, () => encoder.load(request, onProgress)),
    encode: (request, onBatch) =>
      withCallback(onBatch, () =>
        encoder.encode(request, (batch: Batch) =>
          onBatch(Comlink.transfer(batch, [batch.indices.buffer, batch.logits.buffer, batch.truncated.buffer])),
        ),
      ),
    cancel: (id) => encoder.cancel(id),
    warmUp: () => encoder.warmUp(),
  };
}
