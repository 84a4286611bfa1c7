import * as Comlink from 'comlink';

/** Gives a callback of the page back when the call that it belongs to is over; else the page keeps it for ever. */
export async function withCallback<F extends (...args: never[]) => unknown, T>(callback: F, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    (callback as F & { readonly [Comlink.releaseProxy]?: () => void })[Comlink.releaseProxy]?.();
  }
}
