import type { Probe } from './protocol.ts';

/** Looks at what this machine offers. Run in the worker: a worker can lack what the page has. */
export async function probeDevice(): Promise<Probe> {
  return {
    webgpu: await probeWebGpu(),
    jspi: 'Suspending' in WebAssembly,
    crossOriginIsolated: globalThis.crossOriginIsolated === true,
    cores: navigator.hardwareConcurrency || 1,
    memory: (navigator as Navigator & { readonly deviceMemory?: number }).deviceMemory,
  };
}

async function probeWebGpu(): Promise<Probe['webgpu']> {
  const none = (description: string): Probe['webgpu'] => ({ available: false, software: false, shaderF16: false, description });
  const gpu = (navigator as Navigator & { gpu?: GPU }).gpu;
  if (!gpu) return none('this browser has no WebGPU');
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
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
  }
}
