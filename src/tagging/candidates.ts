import type { Candidate, Probe } from '../runtime/protocol.ts';

export interface DevicePreference {
  readonly device: 'auto' | 'webgpu' | 'wasm';
  readonly allowSoftwareAdapter: boolean;
}

/**
 * Ways to run the model here, best first. On a CPU the JSPI build comes before the plain one: it is the
 * faster one with threads. The plain build is last because every browser can run it. A GPU that computes in 16-bit
 * floats is asked to first; whether the model has a graph for it, only its manifest tells. A software adapter gains
 * nothing by them.
 */
export function candidates(probe: Probe, { device, allowSoftwareAdapter }: DevicePreference): Candidate[] {
  const list: Candidate[] = [];
  const gpuUsable = probe.webgpu.available && (allowSoftwareAdapter || !probe.webgpu.software);
  if (device !== 'wasm' && gpuUsable) {
    const gpu = { device: 'webgpu', build: probe.jspi ? 'jspi' : 'asyncify' } as const;
    if (probe.webgpu.shaderF16 && !probe.webgpu.software) list.push({ ...gpu, precision: 'f16' });
    list.push(gpu);
  }
  if (device !== 'webgpu') {
    if (probe.jspi) list.push({ device: 'wasm', build: 'jspi' });
    list.push({ device: 'wasm', build: 'plain' });
  }
  return list;
}

/** Engine threads: as many as there are cores, four at most, and one where the page is not cross-origin isolated. */
export function engineThreads(probe: Probe): number {
  return probe.crossOriginIsolated ? Math.max(1, Math.min(4, probe.cores)) : 1;
}

/**
 * Workers of one engine thread each that share out the sentences. One where the engine has threads of its own or a GPU
 * computes; else one a core, of which the page keeps one where there are more than two, four at most, and none for
 * which there is not a gigabyte (every worker has its own copy of the model). Browsers that do not tell how much memory
 * there is are mostly found where there is little or where few tell: two.
 */
export function poolSize(probe: Probe, { device }: Candidate, threads: number): number {
  if (device === 'webgpu' || threads > 1) return 1;
  const cores = probe.cores > 2 ? probe.cores - 1 : probe.cores;
  return Math.max(1, Math.min(4, cores, Math.floor(probe.memory ?? 2)));
}
