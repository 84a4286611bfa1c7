/**
 * Runs tasks one after the other, in the order in which they came. The engine hangs or corrupts memory when two
 * runs overlap, so creating, running and releasing sessions all go through one of these. A task that fails
 * fails alone: the next one runs.
 */
export class Fifo {
  #tail: Promise<unknown> = Promise.resolve();

  add<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(task);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}

/**
 * Lets the event loop turn once. Runs on the CPU never give it a chance on their own, so without this no
 * message, a cancellation among them, is seen until all batches are done.
 */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
