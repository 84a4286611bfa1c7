import type { Candidate, EngineBuild, Probe } from '../runtime/protocol.ts';

export interface DevicePreference {
  readonly device: 'auto' | 'webgpu' | 'wasm';
  readonly allowSoftwareAdapter: boolean;
  /** The only builds that may be taken; for tests and measurements. */
  readonly builds?: readonly EngineBuild[];
}

/**
 * Ways to run the model here, best first. On a CPU our own kernel comes before ONNX Runtime, whose one thread reads less
 * than half as many tokens a second (`kernel/fetch-kernel.ts`). The JSPI build comes before the plain one: it is the
 * faster one with threads. The plain build is last because every browser can run it. A GPU that computes in 16-bit floats
 * is asked to first; a software adapter gains nothing by them. Whether the model has anything for the kernel, or a graph in
 * 16-bit floats, only its manifest tells: what it has nothing for is passed over.
 */
export function candidates(probe: Probe, { device, allowSoftwareAdapter, builds }: DevicePreference): Candidate[] {
  const list: Candidate[] = [];
  const gpuUsable = probe.webgpu.available && (allowSoftwareAdapter || !probe.webgpu.software);
  if (device !== 'wasm' && gpuUsable) {
    const gpu = { device: 'webgpu', build: probe.jspi ? 'jspi' : 'asyncify' } as const;
    if (probe.webgpu.shaderF16 && !probe.webgpu.software) list.push({ ...gpu, precision: 'f16' });
    list.push(gpu);
  }
  if (device !== 'webgpu') {
    list.push({ device: 'wasm', build: 'kernel' });
    if (probe.jspi) list.push({ device: 'wasm', build: 'jspi' });
    list.push({ device: 'wasm', build: 'plain' });
    // Slower on a CPU than the others, so it is there only for who asks for it by name, to compare.
    if (builds?.includes('asyncify')) list.push({ device: 'wasm', build: 'asyncify' });
  }
  return builds ? list.filter(({ build }) => builds.includes(build)) : list;
}

/**
 * Engine threads: as many as there are cores, four at most, and one where the page is not cross-origin isolated. The
 * kernel has one, and uses other cores through other workers.
 */
export function engineThreads(probe: Probe, { build }: Candidate): number {
  if (build === 'kernel') return 1;
  return probe.crossOriginIsolated ? Math.max(1, Math.min(4, probe.cores)) : 1;
}

/**
 * Workers of one engine thread each that share out the sentences. One where the engine has threads of its own or a GPU
 * computes; else one a core, of which the page keeps one where there are more than two. Every worker has its own copy of
 * the model. With the kernel that is some 30 MB: eight at most, and four a gigabyte. With ONNX Runtime it is some 280 MB:
 * four at most, and none for which there is not a gigabyte. Browsers that do not tell how much memory there is are mostly
 * found where there is little or where few tell: two gigabytes.
 */
export function poolSize(probe: Probe, { device, build }: Candidate, threads: number): number {
  if (device === 'webgpu' || threads > 1) return 1;
  const cores = probe.cores > 2 ? probe.cores - 1 : probe.cores;
  const memory = probe.memory ?? 2;
  return Math.max(1, build === 'kernel' ? Math.min(8, cores, Math.floor(4 * memory)) : Math.min(4, cores, Math.floor(memory)));
}
