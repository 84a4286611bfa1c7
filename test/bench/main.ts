import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { TaggerError } from '../../src/errors.ts';
import type { StaticShape } from '../../src/runtime/batching.ts';
import { LOOP, NATIVE, OURS, OURS_ONE, OURS_ONNX, OURS_ONNX_ONE, OURS_OPEN, SORTED, SORTED_OPEN, WHOLE, machineThreads, type ArmPlan, type Bench, type PageArm } from './arms.ts';
import { GPU_FLAGS, adapterName, adapterOf, measureGpu } from './gpu.ts';
import { describeMachine, measureText, textInWords } from './machine.ts';
import { measureStarts, measureThroughput, searchPipeline, type Sizes, type Trial } from './measures.ts';
import { profile } from './profile.ts';
import { fill, machineInWords, sections, throughputTable, together, type BenchResult, type CacheResult } from './report.ts';
import { buildPages, serve } from './serve.ts';
import { readShapes } from './variants.ts';
import { singleHead } from './single-head.ts';

const PARTS = ['starts', 'search', 'throughput', 'profile', 'cache'] as const;

const USAGE = `npm run bench -- [--only PART[,PART]] [--arms ARM[,ARM]] [--sizes N[,N]] [--repeats N] [--no-search]
              [--quick] [--json OUT] [--from JSON[,JSON]] [--write]
npm run bench:gpu -- [--software] [--buckets RxL[,RxL]] [--sizes N[,N]] [--repeats N] [--quick] [--json OUT]

  --only     ${PARTS.join(', ')}: those parts alone
  --arms     of the throughput those arms alone, by id: ours, ours-onnx, whole, loop, sorted, native, ours-open, ours-one …
  --sizes    sentences of the texts (default 10,100,1000,10000; the pipeline takes part up to 1000)
  --repeats  how often each arm runs each size (default 5)
  --no-search do not look for the pipeline's best settings: take batches of 16, sorted, with all threads
  --quick    ten sentences, once, without Python: only to see that everything runs
  --json     also write everything that was found to OUT
  --from     measure nothing: take what earlier runs on this machine wrote with --json (files with commas between)
  --write    put the tables into README.md and test/bench/README.md, between their marks
  --software measure a WebGPU adapter that is a program; its figures say nothing about graphics cards
  --buckets  measure static shapes too, rows x tokens, three at most, such as 16x32,8x128; each holds the weights again`;

/** Files whose marked sections `--write` renews. */
const DOCUMENTS = ['README.md', 'test/bench/README.md'];

export interface Tools {
  readonly executablePath: string;
  readonly flags: readonly string[];
  readonly softwareFlags: readonly string[];
  /** Benchmark of the score cache; gives undefined where there is none. */
  readonly benchCache: (quick: boolean) => Promise<CacheResult | undefined>;
}

/** Prints the tables, and puts them into the documents where that was asked for. */
async function show(result: BenchResult, write: boolean): Promise<void> {
  const found = sections(result);
  for (const [name, section] of found) console.log(`\n── ${name}\n\n${section}`);
  if (write) for (const path of DOCUMENTS) await writeFile(path, fill(await readFile(path, 'utf8'), found));
}

const usage = (message: string): TaggerError => new TaggerError('invalid-input', message, 'npm run bench -- --help tells more.');

/** @returns exit status */
export async function main(args: readonly string[], tools: Tools): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      arms: { type: 'string' },
      sizes: { type: 'string' },
      repeats: { type: 'string' },
      'no-search': { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      from: { type: 'string' },
      write: { type: 'boolean', default: false },
      gpu: { type: 'boolean', default: false },
      software: { type: 'boolean', default: false },
      buckets: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (values.from) {
    const runs = await Promise.all(values.from.split(',').map(async (file) => JSON.parse(await readFile(file, 'utf8')) as BenchResult));
    await show(runs.reduce(together), values.write);
    return 0;
  }
  const only = values.only?.split(',') ?? [...PARTS];
  for (const part of only) if (!PARTS.some((known) => known === part)) throw usage(`--only names "${part}"; it can name ${PARTS.join(', ')}.`);
  const repeats = Number(values.repeats ?? (values.quick ? 1 : 5));
  if (!Number.isInteger(repeats) || repeats < 1) throw usage(`--repeats is "${values.repeats}"; it must be a whole number from 1.`);
  if (values.quick && values.write) throw usage('--write with --quick would publish figures of ten sentences.');
  const sizes = values.sizes?.split(',').map(Number) ?? (values.quick ? [10] : [10, 100, 1000, 10_000]);
  if (sizes.some((size) => !Number.isInteger(size) || size < 1)) throw usage(`--sizes is "${values.sizes}"; it must be whole numbers from 1 with commas between.`);
  const shapes = values.buckets === undefined ? undefined : readShapes(values.buckets);
  if (values.buckets !== undefined && !shapes) throw usage(`--buckets is "${values.buckets}"; it must be one to three shapes, rows x tokens, such as 16x32,8x128.`);
  const wishes: Wishes = { only, arms: values.arms?.split(','), sizes, repeats, quick: values.quick, search: !values['no-search'] && !values.quick, shapes };

  const source = await singleHead(!values.quick);
  if (source) console.log(`The pipeline's files hold the bundle's weights: scores differ from the bundle's by ${source['float.largest'].toExponential(0)} at most in floats, by ${source['quantized.mean'].toFixed(3)} in the mean (${source['quantized.largest'].toFixed(2)} at most) dynamically quantized.`);
  else console.log('The single-head folder for the pipeline is not there: nothing is measured of the pipeline, nor of the plain graph.');
  await buildPages();
  const [isolated, open] = [await serve({ isolated: true }), await serve({ isolated: false })];
  const flags = values.gpu ? (values.software ? tools.softwareFlags : GPU_FLAGS) : [];
  const bench: Bench = { browser: { executablePath: tools.executablePath, flags: [...tools.flags, ...flags] }, isolated, open };
  try {
    if (values.gpu) return await gpu(wishes, values.software, values.json, source !== undefined, bench);
    const result = await everything(wishes, source !== undefined, bench, tools);
    if (values.json) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
    await show(result, values.write);
    return 0;
  } finally {
    await isolated.close();
    await open.close();
  }
}

interface Wishes {
  readonly only: readonly string[];
  readonly arms: readonly string[] | undefined;
  readonly sizes: readonly number[];
  readonly repeats: number;
  readonly quick: boolean;
  readonly search: boolean;
  /** Static shapes that are measured beside dynamic ones. */
  readonly shapes: readonly StaticShape[] | undefined;
}

async function everything({ only, arms, sizes, repeats, quick, search: searching }: Wishes, withPipeline: boolean, bench: Bench, tools: Tools): Promise<BenchResult> {
  const wanted = (part: (typeof PARTS)[number]): boolean => only.includes(part);
  const machine = describeMachine(tools.executablePath);
  const text = await measureText(1000);
  console.log(`${machineInWords(machine)}\n${textInWords(text)}`);
  const starts = wanted('starts') ? await measureStarts(startArms(withPipeline, quick), repeats, bench) : undefined;
  let search: { trials: Trial[]; best: Trial } | undefined;
  if (wanted('search') && withPipeline && searching) {
    console.log('Looking for the best settings of the pipeline …');
    search = await searchPipeline(96, 3, bench);
  }
  const chosen = (plans: readonly ArmPlan[]): ArmPlan[] => plans.filter(({ id }) => arms?.includes(id) ?? true);
  const throughput = wanted('throughput') ? await measureThroughput(chosen(quick ? [OURS, NATIVE, ...(withPipeline ? [LOOP] : [])] : armsFor(withPipeline, search?.best)), sizes.map((size) => sizeFor(size, repeats)), bench) : undefined;
  const profiled = wanted('profile') ? await profile(bench.isolated, bench.browser, quick ? 10 : 500, withPipeline) : undefined;
  const cache = wanted('cache') ? await tools.benchCache(quick) : undefined;
  return {
    machine,
    text,
    ...(starts ? { starts } : {}),
    ...(search ? { search } : {}),
    ...(throughput ? { throughput } : {}),
    ...(profiled ? { profile: profiled } : {}),
    ...(cache === undefined ? {} : { cache }),
  };
}

/** Each library at its own settings, with and without isolation. */
function startArms(withPipeline: boolean, quick: boolean): PageArm[] {
  if (quick) return [OURS];
  return [OURS, OURS_ONNX, OURS_OPEN, ...(withPipeline ? [LOOP, { ...LOOP, id: 'loop-open', isolated: false }] : [])];
}

function armsFor(withPipeline: boolean, best: Trial | undefined): ArmPlan[] {
  if (!withPipeline) return [OURS, OURS_ONNX, NATIVE, OURS_OPEN, OURS_ONE, OURS_ONNX_ONE];
  const usual = best?.settings.dtype === 'q8' && best.settings.threads === machineThreads && !best.settings.worker && best.form.kind === 'sorted' && best.form.batch === 16;
  const bestArm: ArmPlan[] = best && !usual ? [{ id: 'best', name: 'pipeline at the best settings found', kind: 'pipeline', isolated: true, settings: best.settings, form: best.form }] : [];
  return [OURS, OURS_ONNX, WHOLE, LOOP, SORTED, ...bestArm, NATIVE, OURS_OPEN, OURS_ONE, OURS_ONNX_ONE, SORTED_OPEN];
}

/** Longest text for the pipeline, in sentences: one call with many more would need gigabytes. */
const PIPELINE_LIMIT = 1000;

const sizeFor = (size: number, repeats: number): Sizes => (size <= PIPELINE_LIMIT ? { size, repeats } : { size, repeats: Math.ceil(repeats / 2), arms: [OURS.id, OURS_OPEN.id, NATIVE.id] });

/** Longest text for a software adapter, in sentences: it takes about a second for one. */
const SOFTWARE_LIMIT = 10;

async function gpu({ sizes, repeats, quick, shapes }: Wishes, software: boolean, json: string | undefined, withPipeline: boolean, bench: Bench): Promise<number> {
  const adapter = await adapterOf(bench);
  if (!adapter) {
    console.log('This browser gives no WebGPU adapter here: nothing is measured.');
    return 0;
  }
  console.log(`Adapter: ${adapterName(adapter)} (vendor: ${adapter.vendor || 'not told'})${adapter.software ? ' – a software adapter' : ''}; features: ${adapter.features.join(', ')}`);
  if (adapter.software && !software) {
    console.log('A software adapter computes on the CPU what a graphics card would: its figures would say nothing, and are not taken (--software takes them all the same).');
    return 0;
  }
  const results = await measureGpu(adapter, adapter.software ? sizes.filter((size) => size <= SOFTWARE_LIMIT) : sizes, repeats, withPipeline && !adapter.software && !quick, bench, shapes);
  const label = adapter.software ? '[software adapter, not a GPU] ' : '';
  console.log(throughputTable(results).split('\n').map((line) => label + line).join('\n'));
  if (json) await writeFile(json, `${JSON.stringify({ machine: describeMachine(bench.browser.executablePath), adapter, throughput: results }, null, 2)}\n`);
  return 0;
}
