import { describe, expect, it } from 'vitest';
import { SharedStart } from '../../../src/generator/shared-start.ts';

/** A start that the test ends. */
function started(): { start: SharedStart<string, number>; tell: (progress: number) => void; finish: (value: string) => void; signal: () => AbortSignal } {
  let finish: (value: string) => void = () => undefined;
  let tell: (progress: number) => void = () => undefined;
  let heard = new AbortController().signal;
  const start = new SharedStart<string, number>((onProgress, signal) => {
    tell = onProgress;
    heard = signal;
    return new Promise((resolve, reject) => {
      finish = resolve;
      signal.addEventListener('abort', () => reject(new Error('aborted inside')));
    });
  });
  return { start, tell: (progress) => tell(progress), finish: (value) => finish(value), signal: () => heard };
}

describe('a start that several wait for', () => {
  it('goes on for the others when one gives up', async () => {
    const { start, finish, tell, signal } = started();
    const stop = new AbortController();
    const seen: number[] = [];
    const first = start.wait(() => seen.push(-1), stop.signal);
    const second = start.wait((progress) => seen.push(progress));
    tell(1);
    stop.abort();
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    expect(signal().aborted).toBe(false);
    tell(2);
    finish('ready');
    expect(await second).toBe('ready');
    expect(seen).toEqual([-1, 1, 2]);
    expect(start.abandoned).toBe(false);
  });

  it('is aborted when all have given up, and says so to whoever comes later', async () => {
    const { start, signal } = started();
    const stops = [new AbortController(), new AbortController()];
    const waiting = stops.map((stop) => start.wait(undefined, stop.signal));
    for (const stop of stops) stop.abort();
    for (const one of waiting) await expect(one).rejects.toMatchObject({ code: 'aborted' });
    expect(signal().aborted).toBe(true);
    expect(start.abandoned).toBe(true);
  });

  it('is not aborted by those who come and go after it is done', async () => {
    const { start, finish, signal } = started();
    const first = start.wait();
    finish('ready');
    expect(await first).toBe('ready');
    expect(await start.wait()).toBe('ready');
    expect(signal().aborted).toBe(false);
  });
});
