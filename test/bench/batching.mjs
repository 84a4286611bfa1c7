/**
 * `node test/bench/batching.mjs [--repeats N]`: what a batch on the CPU should be like, in Chromium. For each size of
 * batch (padded tokens) and rounding of lengths: tokens a second on one engine thread and on two, the share of padding on
 * a normal text, and what is left after it. Then one worker with two engine threads against two workers with one. Arms
 * are interleaved, so that a busy machine slows all of them: read the ratios.
 */
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { BROWSER_FLAGS, findBrowser } from '../support/find-browser.mjs';

const { values } = parseArgs({ options: { repeats: { type: 'string', default: '9' } } });
const repeats = Number(values.repeats);

/** Mean length of a sentence in tokens, and the texts that are sorted together. */
const MEAN = 25;
const WINDOW = 256;

const median = (sample) => sample.toSorted((a, b) => a - b)[sample.length >> 1] ?? Number.NaN;

const server = await createServer({ logLevel: 'error', server: { host: '127.0.0.1', port: 0, hmr: false, watch: null }, optimizeDeps: { noDiscovery: true, include: ['comlink'] } });
await server.listen();
const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
try {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error.message));
  await page.goto(new URL('test/bench/batching/index.html', server.resolvedUrls.local[0]).href);
  await page.waitForFunction(() => 'rate' in globalThis, undefined, { timeout: 120_000 });
  const rate = (...given) => page.evaluate((own) => globalThis.rate(...own), given);

  const shapes = [256, 512, 768, 1024].flatMap((tokens) =>
    [1, 2, 4, 8].map((multiple) => {
      const length = Math.ceil(MEAN / multiple) * multiple;
      return { tokens, multiple, length, height: Math.floor(tokens / length), one: [], two: [] };
    }),
  );
  const pools = [[1, 1], [1, 2], [2, 1]].map(([workers, threads]) => ({ workers, threads, rates: [] }));
  for (let repeat = 0; repeat <= repeats; repeat++) {
    for (const { height, length, one, two } of shapes) {
      const rates = [await rate(1, 1, height, length, 1), await rate(1, 2, height, length, 1)];
      // The first round loads and warms.
      if (repeat > 0) [one, two].forEach((list, at) => list.push(rates[at]));
    }
    for (const { workers, threads, rates } of pools) {
      const own = await rate(workers, threads, 9, 28, 6);
      if (repeat > 0) rates.push(own);
    }
  }

  const rows = [];
  for (const { tokens, multiple, one, two } of shapes) {
    const padding = await page.evaluate(([window, limits]) => globalThis.padding(window, limits), [WINDOW, { tokens, multiple, fewShapes: false }]);
    rows.push({
      tokens,
      multiple,
      'tokens/s, 1 thread': Math.round(median(one)),
      'tokens/s, 2 threads': Math.round(median(two)),
      'padding, %': Number((100 * padding).toFixed(1)),
      'read/s, 1 thread': Math.round(median(one) * (1 - padding)),
      'read/s, 2 threads': Math.round(median(two) * (1 - padding)),
    });
  }
  console.table(rows);
  console.table(pools.map(({ workers, threads, rates }) => ({ workers, threads, 'tokens/s': Math.round(median(rates)), 'to 1 × 2, median of ratios': Number(median(rates.map((own, at) => own / pools[1].rates[at])).toFixed(2)) })));
} finally {
  await browser.close();
  await server.close();
}
