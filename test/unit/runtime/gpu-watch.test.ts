import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GpuWatch } from '../../../src/runtime/gpu-watch.ts';

class OutOfMemory extends Error {}
beforeAll(() => void vi.stubGlobal('GPUOutOfMemoryError', OutOfMemory));
afterAll(() => void vi.unstubAllGlobals());

/** A device that is lost, or reports an error, when it is told to. */
function device(): { gpu: GPUDevice; lose: (message: string) => void; report: (error: Error) => void } {
  const events = new EventTarget();
  let lose = (_message: string): void => undefined;
  const lost = new Promise<{ message: string; reason: string }>((resolve) => {
    lose = (message) => resolve({ message, reason: 'unknown' });
  });
  // Only its loss and its errors are looked at.
  const gpu = Object.assign(events, { lost }) as unknown as GPUDevice;
  return { gpu, lose: (message) => lose(message), report: (error) => events.dispatchEvent(Object.assign(new Event('uncapturederror'), { error })) };
}

const never = (): Promise<never> => new Promise(() => undefined);

describe('GpuWatch', () => {
  it('gives what the work gives', async () => {
    const watch = new GpuWatch(device().gpu, 1000);
    await expect(watch.guard(async () => 7)).resolves.toBe(7);
    await expect(watch.guard(async () => Promise.reject(new Error('own')))).rejects.toThrow('own');
  });

  it('fails running work when the device is lost, and all that comes after', async () => {
    const { gpu, lose } = device();
    const watch = new GpuWatch(gpu, 10_000);
    const running = watch.guard(never);
    lose('the driver was reset');
    await expect(running).rejects.toMatchObject({ code: 'engine-failed', message: expect.stringContaining('the driver was reset') as string });
    let ran = false;
    await expect(watch.guard(async () => (ran = true))).rejects.toMatchObject({ code: 'engine-failed' });
    expect(ran).toBe(false);
  });

  it('fails work that takes too long, and all that comes after', async () => {
    const watch = new GpuWatch(device().gpu, 30);
    await expect(watch.guard(never)).rejects.toMatchObject({ code: 'engine-failed', message: expect.stringContaining('did not finish') as string });
    await expect(watch.guard(async () => 1)).rejects.toMatchObject({ code: 'engine-failed' });
  });

  it("does not take a computer's sleep for a hang, and finds one that hangs after it", async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    try {
      const watch = new GpuWatch(device().gpu, 30_000);
      let end = (_value: number): void => undefined;
      const running = watch.guard(() => new Promise<number>((resolve) => (end = resolve)));
      await vi.advanceTimersByTimeAsync(20_000);
      vi.setSystemTime(Date.now() + 3_600_000);
      await vi.advanceTimersByTimeAsync(25_000);
      end(5);
      await expect(running).resolves.toBe(5);
      const hung = watch.guard(never);
      const failed = expect(hung).rejects.toMatchObject({ code: 'engine-failed', message: 'The GPU did not finish a batch within 30 seconds.' });
      vi.setSystemTime(Date.now() + 3_600_000);
      await vi.advanceTimersByTimeAsync(62_000);
      await failed;
    } finally {
      vi.useRealTimers();
    }
  });

  it('gives no result of work during which memory ran out, and bears the next', async () => {
    const { gpu, report } = device();
    const watch = new GpuWatch(gpu, 1000);
    report(new OutOfMemory('of an earlier piece'));
    await expect(watch.guard(async () => 1)).resolves.toBe(1);
    const short = async (): Promise<number> => {
      report(new OutOfMemory('no room'));
      return 2;
    };
    await expect(watch.guard(short)).rejects.toMatchObject({ code: 'out-of-memory' });
    await expect(watch.guard(async () => 3)).resolves.toBe(3);
  });

  it('gives no result of work that the GPU refused in part', async () => {
    const { gpu, report } = device();
    const refused = new GpuWatch(gpu, 1000).guard(async () => report(new Error('a buffer is invalid')));
    await expect(refused).rejects.toMatchObject({ code: 'engine-failed', message: expect.stringContaining('a buffer is invalid') as string });
  });

  it('counts each piece of work by itself', async () => {
    const watch = new GpuWatch(device().gpu, 60);
    for (let piece = 0; piece < 4; piece++) await watch.guard(() => new Promise((resolve) => setTimeout(resolve, 25)));
  });
});
