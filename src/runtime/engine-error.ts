import { TaggerError, describe } from '../errors.ts';

/** How engines and browsers say that there is no memory: a typed array that is too long for the machine among it. */
const OUT_OF_MEMORY =
  /out of memory|bad_alloc|allocation failed|(could not|failed to|cannot|unable to) (allocate|grow)|invalid typed array length|maximum memory size|failed to create GPU buffer|\bOOM\b/i;

/**
 * An engine's failure in our own terms, so that smaller batches or another device can be tried; a TaggerError as it is.
 * @param doing what failed, for the message: "reading sentences"
 * @returns `out-of-memory` or `engine-failed`
 */
export function engineError(error: unknown, doing: string): TaggerError {
  if (error instanceof TaggerError) return error;
  const what = describe(error);
  return OUT_OF_MEMORY.test(what)
    ? new TaggerError('out-of-memory', `Memory ran out while ${doing}.`, 'Close other tabs, or tag a shorter text.', { cause: error })
    : new TaggerError('engine-failed', `The engine failed while ${doing}: ${what}`, 'Reload the page; if it happens again, try another browser, or a newer one.', { cause: error });
}
