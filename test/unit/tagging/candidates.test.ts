import { describe, expect, it } from 'vitest';
import type { Probe } from '../../../src/runtime/protocol.ts';
import { candidates, engineThreads } from '../../../src/tagging/candidates.ts';

const probe = (change: Partial<Probe> = {}, gpu: Partial<Probe['webgpu']> = {}): Probe => ({
  jspi: true,
  crossOriginIsolated: true,
  cores: 8,
  ...change,
  webgpu: { available: true, software: false, shaderF16: true, description: 'a card', ...gpu },
});

const automatic = { device: 'auto', allowSoftwareAdapter: false } as const;

describe('candidates', () => {
  it('prefers the GPU, then the CPU, and ends with the build that every browser runs', () => {
    expect(candidates(probe(), automatic)).toEqual([
      { device: 'webgpu', build: 'jspi' },
      { device: 'wasm', build: 'jspi' },
      { device: 'wasm', build: 'plain' },
    ]);
  });

  it('takes the Asyncify build for the GPU where WebAssembly cannot wait for promises', () => {
    expect(candidates(probe({ jspi: false }), automatic)).toEqual([
      { device: 'webgpu', build: 'asyncify' },
      { device: 'wasm', build: 'plain' },
    ]);
  });

  it('counts a software adapter as no GPU', () => {
    expect(candidates(probe({}, { software: true }), automatic).map(({ device }) => device)).toEqual(['wasm', 'wasm']);
  });

  it('takes a software adapter where it is forced', () => {
    expect(candidates(probe({}, { software: true }), { device: 'webgpu', allowSoftwareAdapter: true })).toEqual([{ device: 'webgpu', build: 'jspi' }]);
  });

  it('offers no CPU to somebody who asked for the GPU alone', () => {
    expect(candidates(probe({}, { available: false }), { device: 'webgpu', allowSoftwareAdapter: false })).toEqual([]);
  });
});

describe('engineThreads', () => {
  it('is one where the page is not cross-origin isolated', () => {
    expect(engineThreads(probe({ crossOriginIsolated: false }))).toBe(1);
  });

  it('follows the cores, four at most', () => {
    expect([1, 2, 16].map((cores) => engineThreads(probe({ cores })))).toEqual([1, 2, 4]);
  });
});
