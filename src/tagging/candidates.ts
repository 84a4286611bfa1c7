import type { Candidate, Probe } from '../runtime/protocol.ts';

export interface DevicePreference {
  readonly device: 'auto' | 'webgpu' | 'wasm';
  readonly allowSoftwareAdapter: boolean;
}

/**
 * Ways to run the model here, best first. On a CPU the JSPI build comes before the plain one: it is the
 * faster one with threads. The plain build is last because every browser can run it.
 */
export function candidates(probe: Probe, { device, allowSoftwareAdapter }: DevicePreference): Candidate[] {
  const list: Candidate[] = [];
  const gpuUsable = probe.webgpu.available && (allowSoftwareAdapter || !probe.webgpu.software);
  if (device !== 'wasm' && gpuUsable) list.push({ device: 'webgpu', build: probe.jspi ? 'jspi' : 'asyncify' });
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
