import { OpenPage, type BrowserChoice, type Memory } from './browser.ts';
import { nativeCeiling, nativeThreads } from './native.ts';
import type { PipelineForm, PipelineSettings, TaggerSettings, Timing } from './pages/protocol.ts';
import type { BenchServer } from './serve.ts';

/** A way to score sentences in a page. */
export type PageArm = { readonly id: string; readonly name: string; readonly isolated: boolean } & (
  | { readonly kind: 'tagger'; readonly settings: TaggerSettings }
  | { readonly kind: 'pipeline'; readonly settings: PipelineSettings; readonly form: PipelineForm }
);

/** A way to score sentences. */
export type ArmPlan = PageArm | { readonly id: string; readonly name: string; readonly kind: 'native' };

/** Where the arms find what they need. */
export interface Bench {
  readonly browser: BrowserChoice;
  readonly isolated: BenchServer;
  readonly open: BenchServer;
}

/** An arm with its model loaded. */
export interface Arm {
  readonly plan: ArmPlan;
  /** How it runs, as it says itself. */
  readonly description: string;
  run(sentences: readonly string[]): Promise<Timing>;
  /** Workers of the page, engine threads left out; undefined outside a page. */
  workers(): number | undefined;
  memory(): Promise<Memory>;
  close(): Promise<void>;
}

const TAGGER: TaggerSettings = { device: 'wasm', cache: 'memory' };

/** Engine threads where there can be any: as many as our own page takes. */
export const machineThreads = nativeThreads;

export const OURS: PageArm = { id: 'ours', name: 'value-tagger', kind: 'tagger', isolated: true, settings: TAGGER };
export const OURS_ONNX: PageArm = { id: 'ours-onnx', name: 'value-tagger on ONNX Runtime', kind: 'tagger', isolated: true, settings: { ...TAGGER, builds: ['jspi', 'plain'] } };
export const OURS_ONNX_ONE: PageArm = { id: 'ours-onnx-one', name: 'value-tagger on ONNX Runtime, not isolated, one worker', kind: 'tagger', isolated: false, settings: { ...TAGGER, builds: ['jspi', 'plain'], workers: 1, threads: 1 } };
export const OURS_OPEN: PageArm = { id: 'ours-open', name: 'value-tagger, not isolated', kind: 'tagger', isolated: false, settings: TAGGER };
export const OURS_ONE: PageArm = { id: 'ours-one', name: 'value-tagger, not isolated, one worker', kind: 'tagger', isolated: false, settings: { ...TAGGER, workers: 1, threads: 1 } };
export const WHOLE: PageArm = { id: 'whole', name: 'pipeline, one call with the array', kind: 'pipeline', isolated: true, settings: {}, form: { kind: 'whole' } };
export const LOOP: PageArm = { id: 'loop', name: 'pipeline, a call per sentence', kind: 'pipeline', isolated: true, settings: {}, form: { kind: 'loop' } };
export const SORTED: PageArm = {
  id: 'sorted',
  name: `pipeline, sorted, batches of 16, ${machineThreads} threads`,
  kind: 'pipeline',
  isolated: true,
  settings: { dtype: 'q8', threads: machineThreads },
  form: { kind: 'sorted', batch: 16 },
};
export const SORTED_OPEN: PageArm = { id: 'sorted-open', name: 'pipeline, sorted, batches of 16, not isolated', kind: 'pipeline', isolated: false, settings: { dtype: 'q8' }, form: { kind: 'sorted', batch: 16 } };
export const NATIVE: ArmPlan = { id: 'native', name: `native engine (onnxruntime-node), ${machineThreads} threads`, kind: 'native' };

const NOTHING: Memory = { page: undefined, peak: undefined };

/** Loads an arm's model in a fresh browser, or in Node. */
export async function openArm(plan: ArmPlan, { browser, isolated, open }: Bench): Promise<Arm> {
  if (plan.kind === 'native') {
    const ceiling = await nativeCeiling();
    return {
      plan,
      description: `the bundle's CPU graph in Node, ${machineThreads} threads`,
      async run(sentences) {
        const total = await ceiling.run(sentences);
        return { total, first: total, intervals: [], sentences: sentences.length, cached: 0, longTasks: { count: 0, total: 0, longest: 0 } };
      },
      workers: () => undefined,
      memory: async () => NOTHING,
      close: () => ceiling.close(),
    };
  }
  const opened = await OpenPage.launch<typeof plan.settings, PipelineForm | undefined>(browser);
  try {
    await opened.navigate((plan.isolated ? isolated : open).pageUrl(plan.kind));
    const description = await opened.open(plan.settings);
    return {
      plan,
      description,
      run: (sentences) => opened.run(sentences, plan.kind === 'pipeline' ? plan.form : undefined),
      workers: () => opened.workers(),
      memory: () => opened.memory(),
      close: () => opened.close(),
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
