/** Lets the page paint and react to input, then goes on. */
export function pause(): Promise<void> {
  const scheduler = (globalThis as { scheduler?: { yield?: () => Promise<void> } }).scheduler;
  if (scheduler?.yield) return scheduler.yield();
  return new Promise((resolve) => setTimeout(resolve));
}

/** Longest stretch of work before the browser gets its turn, in milliseconds: half a frame. */
const TURN = 8;

/** Does work that stops (`yield`) wherever it can rest, and rests whenever half a frame is used up. @returns what the work returns */
export async function inTurns<T>(work: Generator<void, T>): Promise<T> {
  for (let since = performance.now(); ; ) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() - since < TURN) continue;
    await pause();
    since = performance.now();
  }
}
