import { setTimeout as pause } from 'node:timers/promises';
import { machineThreads, openArm, type Arm, type ArmPlan, type Bench, type PageArm } from './arms.ts';
import { OpenPage, type Memory } from './browser.ts';
import type { PipelineForm, PipelineSettings, Start, Timing } from './pages/protocol.ts';
import { quantile, spread, type Spread } from './statistics.ts';
import { Prose } from './text.ts';

/** Between two runs, so that one does not pay for what the other left behind. */
const REST = 500;

/** Texts of as many sentences and more are preceded by a long warm-up. */
const LONG = 1000;

/** Sentences that each arm runs untimed before each long text. */
const WARM_UP = 256;

type ArmTiming = Timing & { readonly workers: number | undefined };

/** What one arm did with texts of one size. */
export interface SizeResult {
  readonly size: number;
  /** Sentences a second, one number a repeat. */
  readonly rates: readonly number[];
  /** Milliseconds from the call to the first scores. */
  readonly first: Spread;
  /** Milliseconds of a batch: between deliveries, times the workers that deliver; undefined where there was only one. */
  readonly batch: Spread | undefined;
  /** Time to the first scores in batches, one number a repeat. */
  readonly firstInBatches: Spread | undefined;
  readonly longTasks: { readonly count: Spread; readonly total: Spread; readonly longest: Spread };
}

export interface ThroughputResult {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly isolated: boolean | undefined;
  readonly workers: number | undefined;
  readonly memory: Memory;
  readonly sizes: readonly SizeResult[];
}

/** How often each size is measured, and what is left out. */
export interface Sizes {
  readonly size: number;
  readonly repeats: number;
  /** Arms that take part; all where it is left out. */
  readonly arms?: readonly string[];
}

/**
 * Runs the arms in turn, again and again, on the same fresh sentences.
 * @param withMemory ask for each page's memory too, which takes half a minute a page
 */
export async function measureThroughput(plans: readonly ArmPlan[], sizes: readonly Sizes[], bench: Bench, withMemory = true): Promise<ThroughputResult[]> {
  const prose = new Prose(1);
  const arms: Arm[] = [];
  const timings = new Map<string, ArmTiming[]>();
  const memories = new Map<string, Memory>();
  const key = (arm: Arm, size: number): string => `${arm.plan.id} ${size}`;
  try {
    for (const plan of plans) {
      const arm = await openArm(plan, bench);
      arms.push(arm);
      await arm.run(prose.take(20));
    }
    for (const { size, repeats, arms: taking } of sizes) {
      for (let repeat = 0; repeat < repeats; repeat++) {
        const sentences = prose.take(size);
        for (const arm of arms) {
          if (taking && !taking.includes(arm.plan.id)) continue;
          await pause(REST);
          // Workers that a library starts only for much work, and ends when there is none, are there when the clock starts.
          await arm.run(prose.take(size < LONG ? 20 : WARM_UP));
          await pause(REST);
          const timing = { ...(await arm.run(sentences)), workers: arm.workers() };
          if (timing.sentences !== size || timing.cached > 0) throw new Error(`${arm.plan.name}: ${timing.sentences} sentences instead of ${size}, ${timing.cached} of them from a cache.`);
          timings.set(key(arm, size), [...(timings.get(key(arm, size)) ?? []), timing]);
          console.log(`  ${size} sentences, repeat ${repeat + 1}: ${arm.plan.name}: ${((size / timing.total) * 1000).toFixed(1)} sentences/s`);
        }
      }
    }
    // Last, since the browser takes half a minute to tell; after a run, so that all workers are there.
    if (withMemory) console.log('  memory …');
    for (const arm of withMemory ? arms : []) {
      await arm.run(prose.take(WARM_UP));
      memories.set(arm.plan.id, await arm.memory());
    }
    const results: ThroughputResult[] = [];
    for (const arm of arms) {
      const { plan, description } = arm;
      const all = sizes.flatMap(({ size }) => timings.get(key(arm, size)) ?? []);
      const workers = all.flatMap((timing) => timing.workers ?? []);
      results.push({
        id: plan.id,
        name: plan.name,
        description,
        isolated: plan.kind === 'native' ? undefined : plan.isolated,
        workers: workers.length > 0 ? Math.max(...workers) : undefined,
        memory: memories.get(plan.id) ?? { page: undefined, peak: undefined },
        sizes: sizes.flatMap(({ size }) => {
          const found = timings.get(key(arm, size));
          return found ? [sizeResult(size, found)] : [];
        }),
      });
    }
    return results;
  } finally {
    for (const arm of arms) await arm.close();
  }
}

function sizeResult(size: number, timings: readonly ArmTiming[]): SizeResult {
  const of = (pick: (timing: ArmTiming) => number): Spread => spread(timings.map(pick));
  const batches = timings.filter(({ intervals }) => intervals.length > 2).map(({ first, intervals, workers = 1 }) => ({ first, batch: quantile(intervals, 0.5) * Math.max(1, workers) }));
  return {
    size,
    rates: timings.map(({ total }) => (size / total) * 1000),
    first: of(({ first }) => first),
    batch: batches.length > 0 ? spread(batches.map(({ batch }) => batch)) : undefined,
    firstInBatches: batches.length > 0 ? spread(batches.map(({ first, batch }) => first / batch)) : undefined,
    longTasks: { count: of(({ longTasks }) => longTasks.count), total: of(({ longTasks }) => longTasks.total), longest: of(({ longTasks }) => longTasks.longest) },
  };
}

/** A start with nothing kept, and the next one in the same browser profile. */
export interface StartResult {
  readonly id: string;
  readonly name: string;
  readonly isolated: boolean;
  readonly cold: StartSpread;
  readonly warm: StartSpread;
}

export interface StartSpread {
  /** Milliseconds from navigation. */
  readonly ready: Spread;
  readonly firstTag: Spread;
  /** Bytes that the server sent. */
  readonly bytes: Spread;
}

/** Starts of fresh browser profiles, in turn. Settings are the libraries' own; the text has ten sentences. */
export async function measureStarts(arms: readonly PageArm[], repeats: number, { browser, isolated, open }: Bench): Promise<StartResult[]> {
  const prose = new Prose(2);
  const runs = new Map<string, { cold: (Start & { bytes: number })[]; warm: (Start & { bytes: number })[] }>(arms.map(({ id }) => [id, { cold: [], warm: [] }]));
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const arm of arms) {
      const { id, kind, isolated: alone } = arm;
      // Kept files are what makes a start warm, so of an arm's settings only the engine counts here.
      const builds = arm.kind === 'tagger' ? arm.settings.builds : undefined;
      await pause(REST);
      const server = alone ? isolated : open;
      const opened = await OpenPage.launch<object, undefined>(browser);
      try {
        for (const temperature of ['cold', 'warm'] as const) {
          const before = server.bytesSent();
          // Other sentences each time: the scores of the first start would be known at the second.
          await opened.navigate(server.pageUrl(kind), { settings: kind === 'tagger' ? { device: 'wasm', ...(builds ? { builds } : {}) } : {}, sentences: prose.take(10) });
          const start = await opened.started();
          runs.get(id)?.[temperature].push({ ...start, bytes: server.bytesSent() - before });
        }
      } finally {
        await opened.close();
      }
    }
  }
  const summary = (starts: readonly (Start & { bytes: number })[]): StartSpread => ({
    ready: spread(starts.map(({ ready }) => ready)),
    firstTag: spread(starts.map(({ firstTag }) => firstTag)),
    bytes: spread(starts.map(({ bytes }) => bytes)),
  });
  return arms.map(({ id, kind, name, isolated: alone }) => {
    const { cold = [], warm = [] } = runs.get(id) ?? {};
    return { id, name: kind === 'tagger' ? name.replace(/, not isolated$/, '') : 'pipeline, defaults', isolated: alone, cold: summary(cold), warm: summary(warm) };
  });
}

/** One way to call the pipeline, tried out. */
export interface Trial {
  readonly settings: PipelineSettings;
  readonly form: PipelineForm;
  readonly rate: Spread;
}

/** Looks for the pipeline's best settings step by step: data type and threads, then the batch, then a worker of its own. */
export async function searchPipeline(count: number, repeats: number, bench: Bench): Promise<{ trials: Trial[]; best: Trial }> {
  const trials: Trial[] = [];
  const try_ = async (settings: PipelineSettings, forms: readonly PipelineForm[]): Promise<void> => {
    const plans = forms.map((form, index): ArmPlan => ({ id: String(index), name: `${JSON.stringify(settings)} ${JSON.stringify(form)}`, kind: 'pipeline', isolated: true, settings, form }));
    for (const { id, sizes } of await measureThroughput(plans, [{ size: count, repeats }], bench, false)) {
      const form = forms[Number(id)];
      if (form && sizes[0]) trials.push({ settings, form, rate: spread(sizes[0].rates) });
    }
  };
  const best = (): Trial => {
    const [first] = trials.toSorted((a, b) => b.rate.median - a.rate.median);
    if (!first) throw new Error('Nothing was tried.');
    return first;
  };
  const sorted = (batch: number): PipelineForm => ({ kind: 'sorted', batch });
  const threadings = [...new Set([1, machineThreads])];
  for (const dtype of ['q8', 'fp32'] as const) for (const threads of threadings) await try_({ dtype, threads }, [sorted(16)]);
  const { settings } = best();
  await try_(settings, [sorted(4), sorted(8), sorted(32), { kind: 'loop' }, { kind: 'whole' }]);
  const { form } = best();
  await try_({ ...settings, worker: true }, [form]);
  return { trials, best: best() };
}
