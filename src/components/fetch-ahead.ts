/** Longest wait for an idle moment, in milliseconds. */
const PATIENCE = 2000;

/** Whether the reader has told the browser to save data. */
export function savesData(): boolean {
  // Not all browsers tell it, nor do the types.
  return (navigator as Navigator & { readonly connection?: { readonly saveData?: boolean } }).connection?.saveData === true;
}

/** Calls `fetch` in an idle moment, for what is likely to be wanted; never where the browser is to save data. */
export function fetchAhead(fetch: () => void): void {
  if (savesData()) return;
  if ('requestIdleCallback' in globalThis) requestIdleCallback(fetch, { timeout: PATIENCE });
  else setTimeout(fetch, PATIENCE / 4);
}
