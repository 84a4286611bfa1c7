import { afterEach, describe, expect, it, vi } from 'vitest';
import { probeDevice } from '../../../src/runtime/device.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A machine whose WebGPU answers so; tells how often it was asked. */
function machine(requestAdapter: () => Promise<unknown>): { asked: number } {
  const told = { asked: 0 };
  vi.stubGlobal('navigator', { hardwareConcurrency: 4, gpu: { requestAdapter: () => (told.asked++, requestAdapter()) } });
  return told;
}

const adapter = { info: { vendor: 'acme', architecture: 'two', description: '', isFallbackAdapter: false }, features: new Set(['shader-f16']) };

describe('probeDevice', () => {
  it('tells what WebGPU offers', async () => {
    machine(() => Promise.resolve(adapter));
    expect(await probeDevice()).toMatchObject({ cores: 4, webgpu: { available: true, software: false, shaderF16: true, description: 'acme two' } });
  });

  it('does not ask for a GPU that nobody wants', async () => {
    const told = machine(() => Promise.resolve(adapter));
    expect(await probeDevice(false)).toMatchObject({ cores: 4, webgpu: { available: false } });
    expect(told.asked).toBe(0);
  });

  it('goes on without a GPU whose driver does not answer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    machine(() => new Promise(() => undefined));
    let found: Awaited<ReturnType<typeof probeDevice>> | undefined;
    void probeDevice().then((probe) => (found = probe));
    await vi.advanceTimersByTimeAsync(4_900);
    expect(found).toBeUndefined();
    await vi.advanceTimersByTimeAsync(200);
    expect(found?.webgpu).toEqual({ available: false, software: false, shaderF16: false, description: 'WebGPU did not answer within 5 seconds' });
  });

  it('leaves no clock running where it answers, and tells why it fails', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    machine(() => Promise.reject(new Error('no driver')));
    expect((await probeDevice()).webgpu.description).toBe('WebGPU failed: no driver');
    expect(vi.getTimerCount()).toBe(0);
  });
});
