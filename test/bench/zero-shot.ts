import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, symlink, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { OpenPage, type BrowserChoice } from './browser.ts';
import { describeMachine } from './machine.ts';
import type { ZeroShotPage } from './pages/zero-shot.ts';
import { SITE, WORKPLACE, buildPages, serve } from './serve.ts';
import { ratio, spread } from './statistics.ts';
import { sentencesFrom } from './text.ts';

const MODEL = join(WORKPLACE, 'nli');
/** The least ratio of rates that is wanted. */
const WANTED = 1.5;
const LABELS = ['freedom', 'adventure', 'pleasure', 'success', 'power', 'wealth', 'reputation', 'health', 'order', 'tradition', 'rules', 'politeness', 'modesty', 'care', 'loyalty', 'justice', 'nature', 'tolerance', 'reason'];

/** @returns exit status: 1 where the ratio is below what is wanted */
export async function main(args: readonly string[], browser: BrowserChoice): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { sentences: { type: 'string', default: '200' }, repeats: { type: 'string', default: '3' }, json: { type: 'string' } } });
  const [count, repeats] = [Number(values.sentences), Number(values.repeats)];
  if (!existsSync(join(MODEL, 'hub', 'onnx', 'model_quantized.onnx'))) {
    console.log('Making a model of entailment with random weights (Python; the first time also its packages) …');
    const { status } = spawnSync('bash', ['convert.sh', '--module', 'convert.bench_model', MODEL], { cwd: resolve('models/convert'), stdio: 'inherit' });
    if (status !== 0) throw new Error('The model could not be made: Python 3.11 or later and the packages of models/convert are needed.');
  }
  await buildPages();
  await rm(join(SITE, 'nli'), { force: true });
  await symlink(MODEL, join(SITE, 'nli'), 'junction');
  const server = await serve({ isolated: true });
  const open = await OpenPage.launch(browser);
  const { page } = open;
  type WithPage = { zeroShotPage: ZeroShotPage };
  try {
    const threads = Math.min(4, availableParallelism());
    const sentences = sentencesFrom(11, count);
    await page.goto(server.pageUrl('zero-shot'));
    await page.waitForFunction(() => 'zeroShotPage' in globalThis, undefined, { timeout: 60_000 });
    const theirs = await page.evaluate((given) => (globalThis as unknown as WithPage).zeroShotPage.openPipeline(given), threads);
    const openTagger = (build?: 'asyncify'): Promise<string> =>
      page.evaluate(([labels, own, wanted]) => (globalThis as unknown as WithPage).zeroShotPage.openTagger(labels, own, wanted), [LABELS, threads, build] as const);
    const runTagger = (some: readonly string[]): Promise<number> => page.evaluate((given) => (globalThis as unknown as WithPage).zeroShotPage.runTagger(given), some);
    const runPipeline = (some: readonly string[]): Promise<number> => page.evaluate(([given, labels]) => (globalThis as unknown as WithPage).zeroShotPage.runPipeline(given, labels), [some, LABELS] as const);
    const few = sentences.slice(0, 5);
    const rates: Record<'same' | 'own' | 'pipeline', number[]> = { same: [], own: [], pipeline: [] };
    const built: Record<string, string> = { pipeline: theirs };
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (const arm of ['same', 'pipeline', 'own'] as const) {
        if (arm !== 'pipeline') built[arm] = await openTagger(arm === 'same' ? 'asyncify' : undefined);
        const run = arm === 'pipeline' ? runPipeline : runTagger;
        await run(few);
        rates[arm].push((1000 * count) / (await run(sentences)));
      }
    }
    const found = ratio(rates.same, rates.pipeline);
    const report = {
      machine: describeMachine(browser.executablePath),
      labels: LABELS.length,
      sentences: count,
      arms: built,
      'sentences a second': Object.fromEntries(Object.entries(rates).map(([arm, sample]) => [arm, spread(sample)])),
      'same engine build and threads: value-tagger / pipeline': found,
      'as each page takes it: value-tagger / pipeline': ratio(rates.own, rates.pipeline),
      wanted: WANTED,
    };
    console.log(JSON.stringify(report, undefined, 1));
    if (values.json) await writeFile(values.json, `${JSON.stringify(report, undefined, 1)}\n`);
    return found.median >= WANTED ? 0 : 1;
  } finally {
    await open.close();
    await server.close();
  }
}
