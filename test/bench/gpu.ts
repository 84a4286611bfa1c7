import type { ArmPlan, Bench } from './arms.ts';
import { OURS } from './arms.ts';
import { OpenPage } from './browser.ts';
import { measureThroughput, type ThroughputResult } from './measures.ts';
import { IN_F32, inShapes } from './variants.ts';
import type { StaticShape } from '../../src/runtime/batching.ts';

/** Flags under which a headless browser uses the machine's own graphics card. */
export const GPU_FLAGS = ['--enable-unsafe-webgpu', '--ignore-gpu-blocklist', '--enable-gpu', ...(process.platform === 'linux' ? ['--enable-features=Vulkan', '--use-angle=vulkan', '--disable-vulkan-surface'] : [])];

export interface Adapter {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  /** A program that computes what a graphics card would. */
  readonly software: boolean;
  readonly features: readonly string[];
}

/** The adapter that the browser gives a page; undefined where there is none. */
export async function adapterOf({ browser, isolated }: Bench): Promise<Adapter | undefined> {
  const opened = await OpenPage.launch(browser);
  try {
    await opened.navigate(isolated.pageUrl('tagger'));
    return await opened.page.evaluate(async () => {
      const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
      if (!adapter) return undefined;
      const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
      return {
        vendor,
        architecture,
        device,
        description,
        software: isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|software|basic render/i.test(`${architecture} ${device} ${description}`),
        features: [...adapter.features].toSorted(),
      };
    });
  } finally {
    await opened.close();
  }
}

export const adapterName = ({ vendor, architecture, device, description }: Adapter): string => [vendor, architecture, device, description].filter(Boolean).join(' ') || 'unnamed adapter';

/**
 * Our WebGPU path (in 16-bit floats where the adapter has them, and then in 32-bit ones too), the same in static shapes
 * where there are some, the same browser's CPU, and the pipeline on WebGPU.
 */
export async function measureGpu(adapter: Adapter, sizes: readonly number[], repeats: number, withPipeline: boolean, bench: Bench, shapes?: readonly StaticShape[]): Promise<ThroughputResult[]> {
  const half = adapter.features.includes('shader-f16') && !adapter.software;
  // A program may need minutes for what a card does at once.
  const patience = adapter.software ? { stallLimit: 300_000, gpuTimeLimit: 150_000 } : {};
  const settings = { device: 'webgpu', cache: 'memory', allowSoftwareAdapter: adapter.software, ...patience } as const;
  const plans: ArmPlan[] = [
    { id: 'ours-gpu', name: `value-tagger, WebGPU${half ? ', 16-bit floats' : ''}`, kind: 'tagger', isolated: true, settings },
    ...(half ? [{ id: 'ours-gpu-f32', name: 'value-tagger, WebGPU, 32-bit floats', kind: 'tagger', isolated: true, settings: { ...settings, modelUrl: IN_F32 } } as const] : []),
    ...(shapes ? [{ id: 'ours-gpu-static', name: `value-tagger, WebGPU, static shapes ${shapes.map(({ rows, length }) => `${rows} × ${length}`).join(', ')}`, kind: 'tagger', isolated: true, settings: { ...settings, modelUrl: inShapes(shapes) } } as const] : []),
    OURS,
    // On WebGPU the pipeline's default data type is fp32; its 8-bit files have no kernels there.
    ...(withPipeline ? [{ id: 'pipeline-gpu', name: 'pipeline, WebGPU, fp32, sorted, batches of 32', kind: 'pipeline', isolated: true, settings: { device: 'webgpu', dtype: 'fp32' }, form: { kind: 'sorted', batch: 32 } } as const] : []),
  ];
  return await measureThroughput(plans, sizes.map((size) => ({ size, repeats })), bench);
}
