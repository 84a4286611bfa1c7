/**
 * The real encoder under odd circumstances, chosen by the worker's name:
 * `mortal` ends itself before its second batch, without an event, as a browser ends a worker that takes too much
 * memory; `no-jspi` has no `WebAssembly.Suspending`, as in other browsers; any other name is an ordinary worker.
 * Each tells the channel `odd-worker` how many batches it has computed.
 */
import * as Comlink from 'comlink';
import { Encoder } from '../../../src/runtime/encoder.ts';
import { serve } from '../../../src/runtime/serve.ts';

if (self.name === 'no-jspi') Reflect.deleteProperty(WebAssembly, 'Suspending');

const channel = new BroadcastChannel('odd-worker');
const service = serve(new Encoder());
let batches = 0;

Comlink.expose({
  ...service,
  encode: ((request, onBatch) =>
    service.encode(request, async (batch) => {
      channel.postMessage(++batches);
      if (self.name === 'mortal' && batches > 1) {
        self.close();
        await new Promise(() => undefined);
      }
      await onBatch(batch);
    })) satisfies typeof service.encode,
});
