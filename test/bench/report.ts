import type { ThroughputResult, StartResult, Trial } from './measures.ts';
import type { Machine, TextFigures } from './machine.ts';
import { textInWords } from './machine.ts';
import type { OperatorTimes, ProfileResult } from './profile.ts';
import { ratio, spread, type Spread } from './statistics.ts';

/** Everything that one run of the benchmark found. */
export interface BenchResult {
  readonly machine: Machine;
  readonly text: TextFigures;
  readonly starts?: readonly StartResult[];
  readonly search?: { readonly trials: readonly Trial[]; readonly best: Trial };
  readonly throughput?: readonly ThroughputResult[];
  readonly profile?: ProfileResult;
  readonly cache?: CacheResult;
}

/** Two runs on one machine as one: parts of either, and of each arm the sizes of both. */
export function together(first: BenchResult, second: BenchResult): BenchResult {
  const throughput = first.throughput?.map((arm) => {
    const same = second.throughput?.find(({ id }) => id === arm.id);
    const sizes = [...arm.sizes, ...(same?.sizes ?? [])].toSorted((a, b) => a.size - b.size);
    return { ...arm, sizes };
  });
  const machine = { ...first.machine, load: Math.max(first.machine.load, second.machine.load) };
  return { ...first, ...second, machine, ...(throughput ? { throughput } : {}) };
}

/** What the benchmark of the score cache gives. */
export interface CacheResult {
  readonly sentences: number;
  readonly milliseconds: Readonly<Record<string, Omit<Spread, 'repeats'>>>;
  readonly ratios: Readonly<Record<string, Omit<Spread, 'repeats'>>>;
}

/** A table as Markdown; the first column is text, the others are figures. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** Three significant digits at most, thousands with a comma. */
const figure = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString('en-US') : value >= 10 ? value.toFixed(1) : value.toFixed(2));

const withSpread = ({ median, low, high, repeats }: Spread, unit = ''): string => `${figure(median)}${unit}${repeats > 1 ? ` (${figure(low)}–${figure(high)})` : ''}`;

const seconds = ({ median, low, high, repeats }: Spread): Spread => ({ median: median / 1000, low: low / 1000, high: high / 1000, repeats });

/** One line that says where and when. */
export const machineInWords = ({ date, cpu, cores, arch, memoryGB, node, browser, load }: Machine): string =>
  `${date}, ${cpu}, ${cores} cores (${arch}), ${memoryGB} GB, ${browser}, Node ${node}; load before the run ${load.toFixed(1)}${load > 0.5 ? ' (**the machine was shared with other work**: take ratios, not figures)' : ''}`;

export function startTable(starts: readonly StartResult[]): string {
  return table(
    ['start, seconds from navigation', 'ready, cold', 'first tag, cold', 'MB sent, cold', 'ready, warm', 'first tag, warm', 'MB sent, warm'],
    starts.map(({ name, isolated, cold, warm }) => [
      `${name}, ${isolated ? 'isolated' : 'not isolated'}`,
      ...[cold, warm].flatMap(({ ready, firstTag, bytes }) => [withSpread(seconds(ready)), withSpread(seconds(firstTag)), (bytes.median / 1e6).toFixed(2)]),
    ]),
  );
}

export function throughputTable(results: readonly ThroughputResult[]): string {
  const sizes = [...new Set(results.flatMap((result) => result.sizes.map(({ size }) => size)))];
  return table(
    ['sentences a second', ...sizes.map((size) => `${size.toLocaleString('en-US')} sentences`)],
    results.map(({ name, sizes: measured }) => [
      name,
      ...sizes.map((size) => {
        const found = measured.find((one) => one.size === size);
        return found ? withSpread(spread(found.rates)) : '–';
      }),
    ]),
  );
}

/** Size at which ratios are taken. */
const RATIO_SIZE = 1000;

export interface RatioRow {
  readonly what: string;
  readonly wanted: string;
  readonly found: Spread;
  readonly holds: boolean | undefined;
}

/** The ratios that are to hold, taken within each repeat, at the size nearest to 1,000 sentences. */
export function ratios(results: readonly ThroughputResult[], best?: Trial): RatioRow[] {
  const at = (id: string): ThroughputResult['sizes'][number] | undefined => {
    const sizes = results.find((result) => result.id === id)?.sizes ?? [];
    return sizes.toSorted((a, b) => Math.abs(a.size - RATIO_SIZE) - Math.abs(b.size - RATIO_SIZE))[0];
  };
  const rows: RatioRow[] = [];
  const compare = (what: string, faster: string, slower: string, least?: number): void => {
    const [a, b] = [at(faster), at(slower)];
    if (!a || !b) return;
    const found = ratio(a.rates, b.rates);
    rows.push({ what, wanted: least === undefined ? '–' : `≥ ${least}`, found, holds: least === undefined ? undefined : found.median >= least });
  };
  compare('value-tagger : pipeline called once with the array', 'ours', 'whole', 5);
  compare('value-tagger : pipeline called per sentence', 'ours', 'loop', 2.5);
  compare('value-tagger : pipeline sorted, batches of 16, all threads', 'ours', 'sorted', 2);
  if (best) compare(`value-tagger : pipeline at the best settings found (${trialInWords(best)})`, 'ours', 'best', 2);
  compare('value-tagger : itself on ONNX Runtime', 'ours', 'ours-onnx');
  compare('one thread: value-tagger : itself on ONNX Runtime', 'ours-one', 'ours-onnx-one', 2.2);
  compare('not isolated: value-tagger : itself with one worker', 'ours-open', 'ours-one', 1.7);
  compare('not isolated: value-tagger : pipeline sorted, batches of 16', 'ours-open', 'sorted-open');
  compare('native engine : value-tagger', 'native', 'ours');
  const first = at('ours')?.firstInBatches;
  if (first) rows.push({ what: 'first tag of the text, in batches\' time after the model is ready', wanted: '≤ 1.5', found: first, holds: first.median <= 1.5 });
  return rows;
}

export const ratioTable = (rows: readonly RatioRow[]): string =>
  table(['ratio', 'wanted', 'measured (quartiles)', 'reached'], rows.map(({ what, wanted, found, holds }) => [what, wanted, withSpread(found), holds === undefined ? '–' : holds ? 'yes' : '**no**']));

export function costTable(results: readonly ThroughputResult[]): string {
  return table(
    ['at the largest size measured', 'how it ran', 'workers', 'first scores, ms', 'a batch, ms', 'long tasks', 'longest, ms', 'page memory, MB', 'peak of its process, MB'],
    results
      .filter(({ id }) => id !== 'native')
      .map(({ name, description, workers, memory, sizes }) => {
        const last = sizes.at(-1);
        const megabytes = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(0));
        return [
          name,
          description,
          String(workers ?? '–'),
          last ? withSpread(last.first) : '–',
          last?.batch ? withSpread(last.batch) : '–',
          last ? last.longTasks.count.median.toFixed(0) : '–',
          last ? figure(last.longTasks.longest.median) : '–',
          megabytes(memory.page),
          megabytes(memory.peak),
        ];
      }),
  );
}

export const trialInWords = ({ settings, form }: Trial): string =>
  `${settings.dtype ?? 'default dtype'}, ${settings.threads ?? 'default'} thread(s), ${form.kind === 'sorted' ? `sorted, batches of ${form.batch}` : form.kind === 'loop' ? 'a call per sentence' : 'one call'}${settings.worker ? ', in a worker' : ''}`;

export const searchTable = (trials: readonly Trial[]): string => table(['pipeline settings tried', 'sentences a second'], trials.map((trial) => [trialInWords(trial), withSpread(trial.rate)]));

/** Operators by what they do, so that fused and unfused graphs can be laid side by side. */
const GROUPS: readonly (readonly [group: string, operators: RegExp])[] = [
  ['integer matrix products', /^(MatMulInteger|MatMulIntegerToFloat|DynamicQuantizeMatMul|QGemm|QLinearMatMul)$/],
  ['attention', /^(QAttention|Attention|MultiHeadAttention|Softmax)$/],
  ['float matrix products', /^(MatMul|FusedMatMul|Gemm|FusedGemm|TransposeMatMul)$/],
  ['quantizing activations', /^(QuantizeLinear|DynamicQuantizeLinear|DequantizeLinear)$/],
  ['GELU', /^(Gelu|BiasGelu|FastGelu|QuickGelu|Erf)$/],
  ['normalization', /^(LayerNormalization|SkipLayerNormalization|ReduceMean|Pow|Sqrt|EmbedLayerNormalization)$/],
  ['moving data', /^(Reshape|Transpose|Gather|Unsqueeze|Concat|Shape|Slice|Split|Expand|Squeeze|Cast)$/],
];

const groupOf = (operator: string): string => GROUPS.find(([, operators]) => operators.test(operator))?.[0] ?? 'adding, multiplying and the rest';

const total = (times: OperatorTimes): number => Object.values(times).reduce((sum, time) => sum + time, 0);

const share = (time: number | undefined, of: number): string => (time === undefined ? '–' : `${figure(time)} (${((100 * time) / of).toFixed(0)} %)`);

export function profileTable({ graphs }: ProfileResult): string {
  const columns = graphs.flatMap(({ name, native, web }) => [
    { title: `${GRAPH_NAMES[name]}, web`, times: web },
    { title: `${GRAPH_NAMES[name]}, native`, times: native },
  ]);
  const rows = [...GROUPS.map(([group]) => group), 'adding, multiplying and the rest'].flatMap((group) => {
    const operators = [...new Set(columns.flatMap(({ times }) => Object.keys(times)))].filter((operator) => groupOf(operator) === group);
    const sum = (times: OperatorTimes): number | undefined => {
      const present = operators.filter((operator) => times[operator] !== undefined);
      return present.length === 0 ? undefined : present.reduce((all, operator) => all + (times[operator] ?? 0), 0);
    };
    const largest = Math.max(0, ...columns.map(({ times }) => (sum(times) ?? 0) / total(times)));
    if (operators.length === 0) return [];
    const single = operators
      .toSorted((a, b) => Math.max(...columns.map(({ times }) => times[b] ?? 0)) - Math.max(...columns.map(({ times }) => times[a] ?? 0)))
      .filter((operator) => columns.some(({ times }) => (times[operator] ?? 0) / total(times) >= 0.01));
    return [
      [`**${group}**`, ...columns.map(({ times }) => share(sum(times), total(times)))],
      ...(largest >= 0.01 ? single.map((operator) => [operator, ...columns.map(({ times }) => share(times[operator], total(times)))]) : []),
    ];
  });
  return table(['operator, ms (share)', ...columns.map(({ title }) => title)], [...rows, ['**all**', ...columns.map(({ times }) => `**${figure(total(times))}**`)]]);
}

/** Where the way to native goes: of our graph, what each operator takes in the browser beyond what it takes natively. */
export function distanceTable({ graphs }: ProfileResult): string {
  const ours = graphs.find(({ name }) => name === 'bundle');
  if (!ours) return '';
  const { web, native } = ours;
  const distance = total(web) - total(native);
  const rows = Object.keys(web)
    .map((operator) => ({ operator, there: web[operator] ?? 0, here: native[operator] ?? 0 }))
    .toSorted((a, b) => b.there - b.here - (a.there - a.here))
    .filter(({ there, here }) => Math.abs(there - here) >= 0.005 * Math.abs(distance))
    .map(({ operator, there, here }) => [operator, figure(there), figure(here), `${figure(there / here)} ×`, `${((100 * (there - here)) / distance).toFixed(0)} %`]);
  const all = ['**all**', figure(total(web)), figure(total(native)), `${figure(total(web) / total(native))} ×`, '100 %'];
  return table(['operator of our graph', 'web, ms', 'native, ms', 'web : native', 'of the distance'], [...rows, all]);
}

/** The steps of our own kernel on the same sentences. */
export function kernelTable({ kernel }: ProfileResult): string {
  if (!kernel) return '';
  const rows = Object.entries(kernel).toSorted(([, a], [, b]) => b - a).map(([stage, time]) => [stage, share(time, total(kernel))]);
  return table(['step of our own kernel', 'ms (share)'], [...rows, ['**all**', `**${figure(total(kernel))}**`]]);
}

/** Steps of our own kernel, and the engine's operators that do the same: steps fuse what operators do one by one. */
const ALIKE: readonly { readonly title: string; readonly steps: RegExp; readonly operators: RegExp }[] = [
  { title: 'products, GELU, attention', steps: /^(products|product with GELU|attention|heads)$/, operators: /^(MatMul\w*|FusedMatMul|Gemm|QAttention|Gelu|Mul)$/ },
  { title: 'normalization, rounding to bytes, the rest', steps: /^(?!(products|product with GELU|attention|heads)$)/, operators: /^(?!(MatMul\w*|FusedMatMul|Gemm|QAttention|Gelu|Mul)$)/ },
];

/** Our own kernel in the page against the engine's native build on the bundle's graph, in the parts that can be told apart in both. */
export function kernelDistanceTable({ graphs, kernel }: ProfileResult): string {
  const native = graphs.find(({ name }) => name === 'bundle')?.native;
  if (!kernel || !native) return '';
  const of = (times: OperatorTimes, names: RegExp): number => Object.entries(times).reduce((sum, [name, time]) => sum + (names.test(name) ? time : 0), 0);
  const rows = ALIKE.map(({ title, steps, operators }) => [title, of(kernel, steps), of(native, operators)] as const);
  return table(
    ['kernel against native', 'our kernel in the page, ms', 'native engine, ms', 'page : native'],
    [...rows, ['**all**', total(kernel), total(native)] as const].map(([title, here, there]) => [title, figure(here), figure(there), `${figure(here / there)} ×`]),
  );
}

const GRAPH_NAMES = { bundle: 'our graph', plain: 'plain graph' } as const;

export const profileCaption = ({ sentences, tokens }: ProfileResult): string =>
  `${sentences} sentences (${tokens.toLocaleString('en-US')} tokens), one thread, batches as in the page; milliseconds in all, of each kernel the least of three passes. Web: the engine's plain WebAssembly build in Chromium; native: onnxruntime-node.`;

function cacheTable({ milliseconds, ratios: found }: CacheResult): string {
  const rows = (spreads: CacheResult['ratios'], unit: string): string[][] => Object.entries(spreads).map(([name, own]) => [name, withSpread({ ...own, repeats: 2 }, unit)]);
  return table(['score cache', 'measured'], [...rows(milliseconds, ' ms'), ...rows(found, ' ×')]);
}

/** The report in sections, each under the name of the marks that enclose it in a file. */
export function sections({ machine, text, starts, search, throughput, profile, cache }: BenchResult): Map<string, string> {
  const said = `Measured ${machineInWords(machine)}. Medians, quartiles in brackets.`;
  const found = new Map<string, string>();
  if (starts) found.set('starts', `${said} Served from the same machine, uncompressed.\n\n${startTable(starts)}`);
  if (throughput) {
    const rows = ratios(throughput, search?.best);
    found.set('throughput', `${said} ${textInWords(text)}.\n\n${throughputTable(throughput)}\n\n${ratioTable(rows)}\n\n${costTable(throughput)}`);
    found.set('summary', `${said}\n\n${throughputTable(throughput.filter(({ id }) => ['ours', 'ours-onnx', 'ours-open', 'whole', 'loop', 'sorted', 'best', 'native'].includes(id)))}\n\n${ratioTable(rows)}`);
  }
  if (search) found.set('search', `${said}\n\n${searchTable(search.trials)}\n\nBest: ${trialInWords(search.best)}.`);
  if (profile) found.set('profile', `Measured ${machineInWords(machine)}. ${profileCaption(profile)}\n\n${profileTable(profile)}\n\n${distanceTable(profile)}${profile.kernel ? `\n\n${kernelTable(profile)}\n\n${kernelDistanceTable(profile)}` : ''}`);
  if (cache) found.set('cache', `${said} ${cache.sentences.toLocaleString('en-US')} sentences.\n\n${cacheTable(cache)}`);
  return found;
}

/**
 * Puts sections between the marks `<!-- bench:NAME:begin -->` and `<!-- bench:NAME:end -->` of a file's text.
 * @throws where a begin mark has no end mark
 */
export function fill(document: string, found: ReadonlyMap<string, string>): string {
  return document.replace(/<!-- bench:([a-z]+):begin -->\n([\s\S]*?)(?=<!-- bench:\1:end -->|$(?![\s\S]))/g, (old, name: string, _, at: number) => {
    const section = found.get(name);
    if (!document.includes(`<!-- bench:${name}:end -->`)) throw new Error(`The mark bench:${name}:begin at character ${at} has no end mark.`);
    return section === undefined ? old : `<!-- bench:${name}:begin -->\n${section}\n`;
  });
}
