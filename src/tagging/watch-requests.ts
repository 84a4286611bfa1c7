import { isRequestReport, type SeenRequest } from '../runtime/requests.ts';

type Listener = (requests: readonly SeenRequest[]) => void;

const listeners = new Set<Listener>();

/**
 * Calls `listener` with the requests of workers that are started from now on, as they make them.
 * @returns ends it
 */
export function watchWorkerRequests(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Passes on what a worker says of its requests. */
export function relayRequests(worker: Worker): void {
  worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isRequestReport(data)) for (const listener of listeners) listener(data.requests);
  });
}
