/**
 * The real encoder under odd circumstances, chosen by the worker's name:
 * `mortal` ends itself before its second batch, without an event, as a browser ends a worker that takes too much
 * memory; `no-jspi` has no `WebAssembly.Suspending`, as in other browsers; any other name is an ordinary worker.
 */
import * as Comlink from 'comlink';
import { Encoder } from '../../../src/runtime/encoder.ts';
import type { EncodedBatch, EncodeRequest } from '../../../src/runtime/protocol.ts';

if (self.name === 'no-jspi') Reflect.deleteProperty(WebAssembly, 'Suspending');

const encoder = new Encoder();
let batches = 0;

Comlink.expose({
  announce: (lockName: string) => encoder.announce(lockName),
  probe: () => encoder.probe(),
  load: encoder.load.bind(encoder),
  encode: (request: EncodeRequest, onBatch: (batch: EncodedBatch) => void) =>
    encoder.encode(request, (batch) => {
      if (self.name === 'mortal' && ++batches > 1) self.close();
      else onBatch(batch);
    }),
  cancel: (id: number) => encoder.cancel(id),
});
