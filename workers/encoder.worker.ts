import * as Comlink from 'comlink';
import { Encoder } from '../src/runtime/encoder.ts';
import type { EncodedBatch, EncodeRequest } from '../src/runtime/protocol.ts';

const encoder = new Encoder();

Comlink.expose({
  announce: (lockName: string) => encoder.announce(lockName),
  probe: () => encoder.probe(),
  load: encoder.load.bind(encoder),
  // Batches are moved, not copied, to the page.
  encode: (request: EncodeRequest, onBatch: (batch: EncodedBatch) => void) =>
    encoder.encode(request, (batch) =>
      onBatch(Comlink.transfer(batch, [batch.indices.buffer, batch.logits.buffer, batch.truncated.buffer])),
    ),
  cancel: (id: number) => encoder.cancel(id),
});
