/**
 * `node test/bench/cache.mjs [--sentences N] [--repeats N] [--json FILE]`: how long cached scores take to come back in
 * Chromium, against raw IndexedDB reads of the same bytes, and how long a whole visit to a text takes that was read
 * before. Arms are interleaved, so that a busy machine slows all of them; read the ratios.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { BROWSER_FLAGS, findBrowser } from '../support/find-browser.mjs';

const quantile = (sample, share) => sample.toSorted((a, b) => a - b)[Math.min(sample.length - 1, Math.floor(sample.length * share))] ?? Number.NaN;
const spread = (sample) => ({ median: quantile(sample, 0.5), low: quantile(sample, 0.25), high: quantile(sample, 0.75) });

/** Sentences of a speaker's length, all different. */
const sentencesOf = (count) =>
  Array.from({ length: count }, (_, index) => `In the year ${1000 + index} the council of the town asked whether freedom or order should come first, and the miller said neither.`);

/**
 * @param {{ browser: import('playwright').Browser, sentences?: number, repeats?: number, visits?: number }} options
 * @returns medians and quartiles in milliseconds, and ratios of medians
 */
export async function benchCache({ browser, sentences = 10_000, repeats = 15, visits = 7 }) {
  const server = await createServer({ logLevel: 'error', server: { host: '127.0.0.1', port: 0, hmr: false, watch: null }, optimizeDeps: { noDiscovery: true, include: ['comlink', 'idb'] } });
  await server.listen();
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    page.on('pageerror', (error) => console.error(error.message));
    const open = async () => {
      await page.goto(new URL('test/bench/cache/index.html', server.resolvedUrls.local[0]).href);
      await page.waitForFunction(() => 'bench' in globalThis);
    };
    await open();
    const all = sentencesOf(sentences);
    await page.evaluate((given) => globalThis.bench.fill(given), all);
    const samples = {};
    for (let repeat = 0; repeat <= repeats; repeat++) {
      const times = await page.evaluate((turn) => globalThis.bench.round(turn), repeat);
      // The first round warms.
      if (repeat > 0) for (const [name, time] of Object.entries(times)) (samples[name] ??= []).push(time);
    }
    const text = all.join('\n');
    const found = await page.evaluate((given) => globalThis.bench.firstVisit(given), text);
    const second = [];
    for (let visit = 0; visit < visits; visit++) {
      await open();
      second.push(await page.evaluate((given) => globalThis.bench.secondVisit(given), text));
    }
    const wrong = second.find(({ cached }) => cached !== found);
    if (wrong) throw new Error(`${wrong.cached} of ${found} sentences came from the cache.`);
    const times = Object.fromEntries(Object.entries(samples).map(([name, sample]) => [name, spread(sample)]));
    const against = (name, other) => spread(samples[name].map((time, index) => time / samples[other][index]));
    return {
      sentences: found,
      browser: browser.version(),
      milliseconds: {
        ...times,
        'visit: first sentences': spread(second.map(({ first }) => first)),
        'visit: all sentences': spread(second.map(({ all: last }) => last)),
        'visit: segmentation, of it': spread(second.map(({ segmentation }) => segmentation)),
        'visit: longest task (0: none over 50)': spread(second.map(({ longestTask }) => longestTask)),
      },
      ratios: {
        'getMany / raw getAll of the same pages': against('getMany', 'raw getAll, a record a page'),
        'getMany / raw getAll of the same rows': against('getMany', 'raw getAll, a record a row'),
        'getMany / raw get of each row': against('getMany', 'raw get of each row'),
      },
      visitsWithoutModel: second.filter(({ loaded }) => !loaded).length,
      visits,
    };
  } finally {
    await context.close();
    await server.close();
  }
}

if (import.meta.filename === process.argv[1]) {
  const { values } = parseArgs({ options: { sentences: { type: 'string', default: '10000' }, repeats: { type: 'string', default: '15' }, json: { type: 'string' } } });
  const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
  try {
    const result = await benchCache({ browser, sentences: Number(values.sentences), repeats: Number(values.repeats) });
    const rounded = (spreads, digits) => Object.fromEntries(Object.entries(spreads).map(([name, own]) => [name, Object.fromEntries(Object.entries(own).map(([key, value]) => [key, Number(value.toFixed(digits))]))]));
    console.log(`${result.sentences} sentences, Chromium ${result.browser}; medians and quartiles`);
    console.log('milliseconds');
    console.table(rounded(result.milliseconds, 1));
    console.log('ratios');
    console.table(rounded(result.ratios, 2));
    console.log(`${result.visitsWithoutModel} of ${result.visits} visits ended before the model was loaded.`);
    const json = JSON.stringify(result, undefined, 1);
    if (values.json) await writeFile(values.json, `${json}\n`);
    else console.log(json);
  } finally {
    await browser.close();
  }
}
