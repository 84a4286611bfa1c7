import { describe, expect, it } from 'vitest';
import { TaggerError } from '../../../src/errors.ts';
import { SharedStart } from '../../../src/generator/shared-start.ts';

/** A start that the test goes on with by hand. */
function startOf(): { start: SharedStart<string, number>; tell: (progress: number) => void; finish: (result: string) => void; signal: () => AbortSignal } {
  let tell: (progress: number) => void = () => undefined;
  let finish: (result: string) => void = () => undefined;
  let signal = new AbortController().signal;
  const start = new SharedStart<string, number>((onProgress, ends) => {
    tell = onProgress;
    signal = ends;
    return new Promise((resolve, reject) => {
      finish = resolve;
      ends.addEventListener('abort', () => reject(ends.reason as Error));
    });
  });
  return { start, tell: (progress) => tell(progress), finish: (result) => finish(result), signal: () => signal };
}

describe('a start that several wait for', () => {
  it('goes on for those who stay when one goes, and tells each of them its progress', async () => {
    const { start, tell, finish, signal } = startOf();
    const stop = new AbortController();
    const heard: string[] = [];
    const first = start.join((progress) => heard.push(`first ${progress}`), stop.signal);
    const second = start.join((progress) => heard.push(`second ${progress}`));
    tell(1);
    stop.abort();
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    tell(2);
    expect(signal().aborted).toBe(false);
    finish('done');
    expect(await second).toBe('done');
    expect(heard).toEqual(['first 1', 'second 1', 'second 2']);
    expect(start.result).toBe('done');
  });

  it('ends when the last one goes', async () => {
    const { start, signal } = startOf();
    const stop = new AbortController();
    const only = start.join(undefined, stop.signal);
    stop.abort();
    await expect(only).rejects.toMatchObject({ code: 'aborted' });
    expect(signal().aborted).toBe(true);
    expect(start.over).toBe(true);
  });

  it('ends with a reason that all who wait are told, and has no result then', async () => {
    const { start, finish } = startOf();
    const waiting = [start.join(), start.join()];
    start.end(new TaggerError('disposed', 'Gone.', 'Make another.'));
    for (const each of waiting) await expect(each).rejects.toMatchObject({ code: 'disposed' });
    const late = startOf();
    const joined = late.start.join();
    late.finish('done');
    await joined;
    late.start.end(new TaggerError('disposed', 'Gone.', 'Make another.'));
    expect(late.start.result).toBeUndefined();
    finish('too late');
    expect(start.result).toBeUndefined();
  });

  it('fails for the caller alone whose callback throws', async () => {
    const { start, tell, finish } = startOf();
    const clumsy = start.join(() => {
      throw new RangeError('no such bar');
    });
    const other = start.join();
    tell(1);
    await expect(clumsy).rejects.toThrow('no such bar');
    finish('done');
    expect(await other).toBe('done');
  });
});
