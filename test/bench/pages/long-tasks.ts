import type { LongTasks } from './protocol.ts';

/** Watches the main thread; call the returned function at the end. */
export function watchLongTasks(): () => Promise<LongTasks> {
  const durations: number[] = [];
  const observer = new PerformanceObserver((list) => durations.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ type: 'longtask' });
  return async () => {
    // An entry is handed out in a task after the one that it tells of.
    await new Promise((resolve) => setTimeout(resolve, 100));
    durations.push(...observer.takeRecords().map(({ duration }) => duration));
    observer.disconnect();
    return { count: durations.length, total: durations.reduce((sum, one) => sum + one, 0), longest: Math.max(0, ...durations) };
  };
}
