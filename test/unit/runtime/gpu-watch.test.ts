import { describe, expect, it } from 'vitest';
import { GpuWatch } from '../../../src/runtime/gpu-watch.ts';

/** A device that is lost when it is told to be. */
function device(): { gpu: GPUDevice; lose: (message: string) => void } {
  let lose = (_message: string): void => undefined;
  const lost = new Promise<{ message: string; reason: string }>((resolve) => {
    lose = (message) => resolve({ message, reason: 'unknown' });
  });
  // Only `lost` is looked at.
  return { gpu: { lost } as unknown as GPUDevice, lose: (message) => lose(message) };
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

  it('counts each piece of work by itself', async () => {
    const watch = new GpuWatch(device().gpu, 60);
    for (let piece = 0; piece < 4; piece++) await watch.guard(() => new Promise((resolve) => setTimeout(resolve, 25)));
  });
});
