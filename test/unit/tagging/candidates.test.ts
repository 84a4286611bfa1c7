import { describe, expect, it } from 'vitest';
import type { Probe } from '../../../src/runtime/protocol.ts';
import { candidates, engineThreads, poolSize } from '../../../src/tagging/candidates.ts';

const probe = (change: Partial<Probe> = {}, gpu: Partial<Probe['webgpu']> = {}): Probe => ({
  jspi: true,
  crossOriginIsolated: true,
  cores: 8,
  memory: 8,
  ...change,
  webgpu: { available: true, software: false, shaderF16: true, description: 'a card', ...gpu },
});

const automatic = { device: 'auto', allowSoftwareAdapter: false } as const;

describe('candidates', () => {
  it('prefers the GPU, with 16-bit floats first, then the CPU, and ends with the build that every browser runs', () => {
    expect(candidates(probe(), automatic)).toEqual([
      { device: 'webgpu', build: 'jspi', precision: 'f16' },
      { device: 'webgpu', build: 'jspi' },
      { device: 'wasm', build: 'kernel' },
      { device: 'wasm', build: 'jspi' },
      { device: 'wasm', build: 'plain' },
    ]);
  });

  it('takes the Asyncify build for the GPU where WebAssembly cannot wait for promises', () => {
    expect(candidates(probe({ jspi: false }, { shaderF16: false }), automatic)).toEqual([
      { device: 'webgpu', build: 'asyncify' },
      { device: 'wasm', build: 'kernel' },
      { device: 'wasm', build: 'plain' },
    ]);
  });

  it('counts a software adapter as no GPU', () => {
    expect(candidates(probe({}, { software: true }), automatic).map(({ device }) => device)).toEqual(['wasm', 'wasm', 'wasm']);
  });

  it('takes a software adapter where it is forced', () => {
    expect(candidates(probe({}, { software: true }), { device: 'webgpu', allowSoftwareAdapter: true })).toEqual([{ device: 'webgpu', build: 'jspi' }]);
  });

  it('takes the named builds alone where some are named', () => {
    expect(candidates(probe(), { ...automatic, builds: ['plain', 'jspi'] }).map(({ build }) => build)).toEqual(['jspi', 'jspi', 'jspi', 'plain']);
    expect(candidates(probe(), { ...automatic, builds: ['kernel'] })).toEqual([{ device: 'wasm', build: 'kernel' }]);
  });

  it('offers no CPU to somebody who asked for the GPU alone', () => {
    expect(candidates(probe({}, { available: false }), { device: 'webgpu', allowSoftwareAdapter: false })).toEqual([]);
  });
});

const cpu = { device: 'wasm', build: 'jspi' } as const;
const kernel = { device: 'wasm', build: 'kernel' } as const;

describe('engineThreads', () => {
  it('is one where the page is not cross-origin isolated', () => {
    expect(engineThreads(probe({ crossOriginIsolated: false }), cpu)).toBe(1);
  });

  it('follows the cores, four at most', () => {
    expect([1, 2, 16].map((cores) => engineThreads(probe({ cores }), cpu))).toEqual([1, 2, 4]);
  });

  it('is one with the kernel, which uses other cores through other workers', () => {
    expect(engineThreads(probe(), kernel)).toBe(1);
    expect([1, 2, 4, 8, 32].map((cores) => poolSize(probe({ cores }), kernel, 1))).toEqual([1, 2, 3, 7, 8]);
  });
});

describe('poolSize', () => {
  it('is one where the engine has threads of its own, or a GPU computes', () => {
    expect(poolSize(probe(), cpu, 4)).toBe(1);
    expect(poolSize(probe(), { device: 'webgpu', build: 'jspi' }, 1)).toBe(1);
  });

  it('leaves the page a core where there are more than two, and is four at most', () => {
    expect([1, 2, 3, 4, 8, 32].map((cores) => poolSize(probe({ cores }), cpu, 1))).toEqual([1, 2, 2, 3, 4, 4]);
  });

  it('is bounded by memory, and modest where the browser does not tell', () => {
    expect([0.5, 1, 2, 4, 8].map((memory) => poolSize(probe({ memory }), cpu, 1))).toEqual([1, 1, 2, 4, 4]);
    expect(poolSize(probe({ memory: undefined }), cpu, 1)).toBe(2);
    expect([0.25, 0.5, 1, 2, 8].map((memory) => poolSize(probe({ memory, cores: 32 }), kernel, 1))).toEqual([1, 2, 4, 8, 8]);
  });
});
