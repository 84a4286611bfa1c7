import { relayRequests } from './watch-requests.ts';

/** The worker's address as the browser will ask for it. */
function isForeign(url: URL): boolean {
  return url.protocol !== 'blob:' && url.protocol !== 'data:' && url.origin !== globalThis.location.origin;
}

/**
 * Starts a module worker from any origin. Browsers refuse a worker whose script lies on another origin than the page; where the
 * toolkit is served from one, the worker begins as a line of the page's own that imports the real script, so that everything in it
 * is resolved against where it lies. That needs `worker-src blob:` in the page's policy, and CORS headers on the script.
 */
function startWorker(url: string | URL, options?: WorkerOptions): Worker {
  const address = new URL(url, globalThis.location.href);
  if (!isForeign(address)) return new Worker(address, options);
  const bootstrap = URL.createObjectURL(new Blob([`import ${JSON.stringify(address.href)};`], { type: 'text/javascript' }));
  const worker = new Worker(bootstrap, options);
  // The browser has begun to read it when the worker says anything at all; until then the address must hold.
  const forget = (): void => URL.revokeObjectURL(bootstrap);
  worker.addEventListener('message', forget, { once: true });
  worker.addEventListener('error', forget, { once: true });
  return worker;
}

/**
 * {@link startWorker} as a class. Import it under the name `Worker`: bundlers know a worker's file by the words `new Worker(new URL(…))`.
 */
export const AnyOriginWorker = function AnyOriginWorker(url: string | URL, options?: WorkerOptions): Worker {
  const worker = startWorker(url, options);
  relayRequests(worker);
  return worker;
  // A function that returns an object is a constructor of what it returns; TypeScript has no words for that.
} as unknown as new (url: string | URL, options?: WorkerOptions) => Worker;
