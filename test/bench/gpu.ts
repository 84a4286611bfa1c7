import type { ArmPlan, Bench } from './arms.ts';
import { OURS } from './arms.ts';
import { OpenPage } from './browser.ts';
import { measureThroughput, type ThroughputResult } from './measures.ts';

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

/** Our WebGPU path, the same browser's CPU, and the pipeline on WebGPU. */
export async function measureGpu(adapter: Adapter, sizes: readonly number[], repeats: number, withPipeline: boolean, bench: Bench): Promise<ThroughputResult[]> {
  const plans: ArmPlan[] = [
    { id: 'ours-gpu', name: 'value-tagger, WebGPU', kind: 'tagger', isolated: true, settings: { device: 'webgpu', cache: 'memory', allowSoftwareAdapter: adapter.software } },
    OURS,
    // On WebGPU the pipeline's default data type is fp32; its 8-bit files have no kernels there.
    ...(withPipeline ? [{ id: 'pipeline-gpu', name: 'pipeline, WebGPU, fp32, sorted, batches of 32', kind: 'pipeline', isolated: true, settings: { device: 'webgpu', dtype: 'fp32' }, form: { kind: 'sorted', batch: 32 } } as const] : []),
  ];
  return await measureThroughput(plans, sizes.map((size) => ({ size, repeats })), bench);
}
