import * as Comlink from 'comlink';

/** A worker whose inside runs in this thread, and which can be ended as a browser ends one. */
export class FakeWorker extends EventTarget {
  readonly #port: MessagePort;
  terminated = false;

  /** @param service what it offers */
  constructor(service: object) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }: MessageEvent<unknown>) => void this.dispatchEvent(new MessageEvent('message', { data }));
    Comlink.expose(service, port2);
  }

  /** What is fake is all that is used of a worker. */
  get asWorker(): Worker {
    return this as unknown as Worker;
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    if (!this.terminated) this.#port.postMessage(message, transfer);
  }

  terminate(): void {
    this.terminated = true;
    this.#port.close();
  }

  /** Ends it with an event. */
  crash(message = 'out of memory'): void {
    this.#port.close();
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}
