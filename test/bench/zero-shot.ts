import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describe } from '../../src/errors.ts';
import { machineThreads } from './arms.ts';
import { OpenPage, type BrowserChoice } from './browser.ts';
import { describeMachine } from './machine.ts';
import type { ZeroShotArm, ZeroShotPage } from './pages/zero-shot.ts';
import { fill, machineInWords } from './report.ts';
import { SITE, WORKPLACE, buildPages, serve } from './serve.ts';
import { sentencesFrom } from './text.ts';
import { ARMS, armsOf, reached, zeroShotSection, type Rates, type ZeroShotResult } from './zero-shot-report.ts';

const CONVERTER = 'models/convert/convert';
/** Where the table stands. */
const DOCUMENT = 'test/bench/README.md';
const LABELS = ['freedom', 'adventure', 'pleasure', 'success', 'power', 'wealth', 'reputation', 'health', 'order', 'tradition', 'rules', 'politeness', 'modesty', 'care', 'loyalty', 'justice', 'nature', 'tolerance', 'reason'];
/** Sentences that an arm reads before it is timed: so many that all of its workers are there. */
const WARM_UP = 40;
/**
 * Sentences that an arm reads before it is the next one's turn: a few seconds, so that a busy machine slows all arms alike, and
 * no arm waits so long that it ends a worker.
 */
const PART = 25;

/** @returns exit status: 1 where the ratio is below what is wanted in both ways to share the threads out */
export async function main(args: readonly string[], browser: BrowserChoice): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { sentences: { type: 'string', default: '200' }, repeats: { type: 'string', default: '3' }, threads: { type: 'string', default: String(machineThreads) }, json: { type: 'string' }, write: { type: 'boolean', default: false } },
  });
  const [count, repeats, threads] = [Number(values.sentences), Number(values.repeats), Number(values.threads)];
  for (const number of [count, repeats, threads]) if (!Number.isInteger(number) || number < 1) throw new Error('--sentences, --repeats and --threads are whole numbers from 1.');
  const model = await makeModel();
  await buildPages();
  await rm(join(SITE, 'nli'), { force: true });
  await symlink(model, join(SITE, 'nli'), 'junction');
  const server = await serve({ isolated: true });
  try {
    const result = await measure(browser, server.pageUrl('zero-shot'), count, repeats, threads);
    if (values.json) await writeFile(values.json, `${JSON.stringify(result, undefined, 1)}\n`);
    const section = zeroShotSection(result);
    console.log(`\n${section}`);
    if (values.write) await writeFile(DOCUMENT, fill(await readFile(DOCUMENT, 'utf8'), new Map([['entailment', section]])));
    return reached(result) ? 0 : 1;
  } finally {
    await server.close();
  }
}

/** @returns the model's folder, which is made anew whenever the converter has changed */
async function makeModel(): Promise<string> {
  const digest = createHash('sha256');
  for (const name of (await readdir(CONVERTER)).toSorted()) if (name.endsWith('.py')) digest.update(await readFile(join(CONVERTER, name)));
  const model = join(WORKPLACE, `nli-${digest.digest('hex').slice(0, 12)}`);
  if (existsSync(join(model, 'hub', 'onnx', 'model_quantized.onnx'))) return model;
  console.log('Making a model of entailment with random weights (Python; the first time also its packages) …');
  const { status } = spawnSync('bash', ['convert.sh', '--module', 'convert.bench_model', model], { cwd: resolve('models/convert'), stdio: 'inherit' });
  if (status !== 0) throw new Error('The model could not be made: Python 3.11 or later and the packages of models/convert are needed.');
  return model;
}

/** Arms take turns, part by part, each in a browser of its own; every repeat has sentences of its own. */
async function measure(browser: BrowserChoice, url: string, count: number, repeats: number, threads: number): Promise<ZeroShotResult> {
  const machine = describeMachine(browser.executablePath);
  console.log(`${count} sentences × ${LABELS.length} labels, ${repeats} repeats; ${machineInWords(machine)}`);
  const rates: Rates = { same: [], shared: [], pipeline: [], page: [] };
  const arms: Record<ZeroShotArm, string> = { same: '', shared: '', pipeline: '', page: '' };
  const pages = new Map<ZeroShotArm, OpenArm>();
  try {
    for (const arm of armsOf) {
      const opened = await OpenArm.launch(browser, url, arm);
      pages.set(arm, opened);
      arms[arm] = await opened.open(threads);
      console.log(`  ${ARMS[arm]}: ${arms[arm]}`);
    }
    for (const page of pages.values()) await page.run(sentencesFrom(1, WARM_UP));
    const order = [...armsOf];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const sentences = sentencesFrom(11 + repeat, count);
      for (let start = 0; start < count; start += PART) {
        const part = sentences.slice(start, start + PART);
        console.log(`  repeat ${repeat + 1} of ${repeats}, sentences ${start + 1} to ${start + part.length}:`);
        // Each is the first in its turn.
        order.push(...order.splice(0, 1));
        for (const arm of order) {
          const page = pages.get(arm) as OpenArm;
          const milliseconds = await page.run(part);
          rates[arm].push((1000 * part.length) / milliseconds);
          console.log(`    ${ARMS[arm]}: ${((1000 * part.length) / milliseconds).toFixed(2)} sentences a second`);
        }
      }
    }
  } finally {
    for (const page of pages.values()) await page.close();
  }
  return { machine, labels: LABELS.length, sentences: count, arms, rates };
}

/** An arm in its page. */
class OpenArm {
  readonly #arm: ZeroShotArm;
  readonly #opened: OpenPage<unknown, unknown>;

  private constructor(arm: ZeroShotArm, opened: OpenPage<unknown, unknown>) {
    this.#arm = arm;
    this.#opened = opened;
    opened.page.on('crash', () => console.error(`  The page of “${ARMS[arm]}” crashed.`));
  }

  static async launch(browser: BrowserChoice, url: string, arm: ZeroShotArm): Promise<OpenArm> {
    const opened = await OpenPage.launch(browser);
    await opened.page.goto(url);
    await opened.page.waitForFunction(() => 'zeroShotPage' in globalThis, undefined, { timeout: 60_000 });
    return new OpenArm(arm, opened);
  }

  open(threads: number): Promise<string> {
    return this.#told(this.#opened.page.evaluate(([arm, labels, most]) => (globalThis as unknown as { zeroShotPage: ZeroShotPage }).zeroShotPage.open(arm, labels, most), [this.#arm, LABELS, threads] as const));
  }

  /** @returns milliseconds */
  run(sentences: readonly string[]): Promise<number> {
    return this.#told(this.#opened.page.evaluate((given) => (globalThis as unknown as { zeroShotPage: ZeroShotPage }).zeroShotPage.run(given), sentences));
  }

  close(): Promise<void> {
    return this.#opened.close();
  }

  /** A run takes minutes, so whatever ends the browser meanwhile, a time limit around this program too, must be told apart from a fault of the arm. */
  async #told<T>(work: Promise<T>): Promise<T> {
    return await work.catch((cause: unknown) => {
      const closed = /has been closed|crashed/i.test(describe(cause));
      throw new Error(closed ? `The browser ended while “${ARMS[this.#arm]}” ran: it was ended from outside (a time limit?), or memory ran out.` : `“${ARMS[this.#arm]}” failed: ${describe(cause)}`, { cause });
    });
  }
}
