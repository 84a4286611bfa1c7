import type { Probe } from './protocol.ts';

/** How long a browser may take to give an adapter, in milliseconds; with some drivers it never does. */
const ADAPTER_LIMIT = 5_000;

const none = (description: string): Probe['webgpu'] => ({ available: false, software: false, shaderF16: false, description });

/**
 * Looks at what this machine offers. Run in the worker: a worker can lack what the page has.
 * @param gpu whether to look for one too: to be asked for it costs some browsers time, and a process
 */
export async function probeDevice(gpu = true): Promise<Probe> {
  return {
    webgpu: gpu ? await probeWebGpu() : none('WebGPU was not asked for'),
    jspi: 'Suspending' in WebAssembly,
    crossOriginIsolated: globalThis.crossOriginIsolated === true,
    cores: navigator.hardwareConcurrency || 1,
    memory: (navigator as Navigator & { readonly deviceMemory?: number }).deviceMemory,
  };
}

async function probeWebGpu(): Promise<Probe['webgpu']> {
  const gpu = (navigator as Navigator & { gpu?: GPU }).gpu;
  if (!gpu) return none('this browser has no WebGPU');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ADAPTER_LIMIT);
  });
  try {
    const adapter = await Promise.race([gpu.requestAdapter({ powerPreference: 'high-performance' }), late]);
    if (adapter === 'late') return none(`WebGPU did not answer within ${ADAPTER_LIMIT / 1000} seconds`);
    if (!adapter) return none('WebGPU found no adapter');
    // Older browsers have no `info`, or say on the adapter itself whether it is a program.
    const { info, isFallbackAdapter } = adapter as GPUAdapter & { readonly info?: GPUAdapterInfo; readonly isFallbackAdapter?: boolean };
    const description = [info?.vendor, info?.architecture, info?.description].filter(Boolean).join(' ') || 'unnamed adapter';
    return {
      available: true,
      software: info?.isFallbackAdapter ?? isFallbackAdapter ?? /swiftshader|llvmpipe|software/i.test(description),
      shaderF16: adapter.features.has('shader-f16'),
      description,
    };
  } catch (error) {
    return none(`WebGPU failed: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    clearTimeout(timer);
  }
}
