import { describe, expect, it } from 'vitest';
import { Fifo, nextTask } from '../../../src/runtime/fifo.ts';

describe('Fifo', () => {
  it('runs tasks one after the other, in the order in which they came', async () => {
    const fifo = new Fifo();
    const log: string[] = [];
    const task = (name: string) => async () => {
      log.push(`${name} starts`);
      await nextTask();
      log.push(`${name} ends`);
    };
    await Promise.all([fifo.add(task('a')), fifo.add(task('b'))]);
    expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends']);
  });

  it('goes on after a task that failed', async () => {
    const fifo = new Fifo();
    const failing = fifo.add(async () => {
      throw new Error('no');
    });
    const next = fifo.add(async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toBe('yes');
  });
});
