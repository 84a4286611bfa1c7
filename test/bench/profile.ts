import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConsoleMessage, Page } from 'playwright';
import { OpenPage, type BrowserChoice } from './browser.ts';
import { NativeModel, bundleTokenizer, tokenBatches, type TokenBatch } from './native.ts';
import { PROFILING_GLUE, SINGLE_HEAD, type BenchServer } from './serve.ts';
import { Prose } from './text.ts';

export interface ProfileRequest {
  /** Address of the graph; `data` are files beside it. */
  readonly graph: string;
  readonly data: readonly string[];
  readonly type: 'int32' | 'int64';
  readonly glue: string;
  readonly threads: number;
  readonly batches: readonly TokenBatch[];
}

export interface ProfilePage {
  /** Runs the batches; the engine prints its profile on the console, a JSON array of events. */
  profile(request: ProfileRequest): Promise<void>;
  /** Runs the batches in our own kernel. */
  profileKernel(request: KernelProfileRequest): Promise<OperatorTimes>;
}

export interface KernelProfileRequest {
  /** Token ids of each text, without padding. */
  readonly batches: readonly (readonly (readonly number[])[])[];
  readonly passes: number;
}

/** Milliseconds that each operator's kernels took over all batches. */
export type OperatorTimes = Readonly<Record<string, number>>;

export interface ProfileResult {
  readonly sentences: number;
  /** Real tokens, padding left out. */
  readonly tokens: number;
  /** Milliseconds of each step of our own kernel; absent from what older versions wrote. */
  readonly kernel?: OperatorTimes;
  readonly graphs: readonly { readonly name: 'bundle' | 'plain'; readonly native: OperatorTimes; readonly web: OperatorTimes }[];
}

interface TraceEvent {
  readonly cat?: string;
  readonly name?: string;
  readonly dur?: number;
  readonly ts?: number;
  readonly args?: { readonly op_name?: string };
}

/** Passes over the batches. Of each kernel's times the least counts: what else the machine did only adds to them. */
const PASSES = 3;

/**
 * Adds up an engine profile by operator.
 * @param passes how often the batches were run, one pass after the other
 * @throws where the profile has no operators, or not as many runs as there were passes over the same batches
 */
export function operatorTimes(trace: string, passes: number): OperatorTimes {
  const events = (JSON.parse(trace) as TraceEvent[]).toSorted((a, b) => (a.ts ?? 0) - (b.ts ?? 0));
  const ends = events.filter(({ name }) => name === 'model_run').map(({ ts = 0, dur = 0 }) => ts + dur);
  const batches = ends.length / passes;
  if (batches === 0 || !Number.isInteger(batches)) throw new Error(`The engine's profile has ${ends.length} runs, which are not ${passes} passes over the same batches.`);
  const least = new Map<string, { operator: string; time: number }>();
  let run = 0;
  for (const { cat, name, dur = 0, ts = 0, args } of events) {
    if (cat !== 'Node' || !name?.endsWith('_kernel_time') || args?.op_name === undefined) continue;
    while (run < ends.length - 1 && ts > (ends[run] ?? 0)) run++;
    const key = `${run % batches} ${name}`;
    least.set(key, { operator: args.op_name, time: Math.min(dur / 1000, least.get(key)?.time ?? Infinity) });
  }
  if (least.size === 0) throw new Error('The engine\'s profile has no operators in it.');
  const times: Record<string, number> = {};
  for (const { operator, time } of least.values()) times[operator] = (times[operator] ?? 0) + time;
  return times;
}

const passesOver = (batches: readonly TokenBatch[]): TokenBatch[] => Array.from({ length: PASSES }, () => batches).flat();

/** The ids of each text of a batch. */
function withoutPadding({ shape, ids, mask }: TokenBatch): number[][] {
  const [height = 0, length = 0] = shape;
  return Array.from({ length: height }, (_, row) => ids.slice(row * length, (row + 1) * length).filter((_id, place) => mask[row * length + place] === 1));
}

async function profileNatively(path: string, type: 'int32' | 'int64', batches: readonly TokenBatch[]): Promise<OperatorTimes> {
  const folder = await mkdtemp(join(tmpdir(), 'value-tagger-profile-'));
  try {
    const model = await NativeModel.load(path, type, 1, join(folder, 'trace'));
    for (const batch of passesOver(batches)) await model.run(batch);
    model.endProfiling();
    await model.release();
    const [file] = await readdir(folder);
    return operatorTimes(await readFile(join(folder, file ?? ''), 'utf8'), PASSES);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The next profile that the page prints: lines from one with an opening to one with a closing bracket. */
function printedProfile(page: Page): Promise<string> {
  const lines: string[] = [];
  return new Promise((resolve) => {
    const listen = (message: ConsoleMessage): void => {
      const line = message.text().trim();
      if (line !== '[' && lines.length === 0) return;
      lines.push(line);
      if (line !== ']') return;
      page.off('console', listen);
      resolve(lines.join('\n'));
    };
    page.on('console', listen);
  });
}

/**
 * Where the time goes: the bundle's graph and the plain one of the same weights, natively and in the browser, one thread each.
 * @param plain whether the single-head folder is there
 */
export async function profile(server: BenchServer, browser: BrowserChoice, count: number, plain: boolean): Promise<ProfileResult> {
  const batches = tokenBatches(await bundleTokenizer(), new Prose(3).take(count));
  const graphs = [
    { name: 'bundle' as const, file: 'models/embedded/model.wasm.onnx', url: '/models/embedded/model.wasm.onnx', data: ['weights.bin'], type: 'int32' as const },
    ...(plain ? [{ name: 'plain' as const, file: join(SINGLE_HEAD, 'onnx/model_quantized.onnx'), url: '/single-head/onnx/model_quantized.onnx', data: [], type: 'int64' as const }] : []),
  ];
  const opened = await OpenPage.launch(browser);
  try {
    await opened.page.goto(server.pageUrl('profile'));
    await opened.page.waitForFunction(() => 'profilePage' in globalThis);
    const results: ProfileResult['graphs'][number][] = [];
    for (const { name, file, url, data, type } of graphs) {
      const request: ProfileRequest = { graph: url, data, type, glue: PROFILING_GLUE, threads: 1, batches: passesOver(batches) };
      const printed = printedProfile(opened.page);
      await opened.page.evaluate((given) => (globalThis as unknown as { profilePage: ProfilePage }).profilePage.profile(given), request);
      results.push({ name, native: await profileNatively(file, type, batches), web: operatorTimes(await printed, PASSES) });
    }
    const kernel = await opened.page.evaluate((given) => (globalThis as unknown as { profilePage: ProfilePage }).profilePage.profileKernel(given), { batches: batches.map(withoutPadding), passes: PASSES });
    return { sentences: count, kernel, tokens: batches.reduce((sum, { mask }) => sum + mask.reduce((all, one) => all + one, 0), 0), graphs: results };
  } finally {
    await opened.close();
  }
}
