/**
 * `npm run bench:scrolling`: how smoothly a long tagged text is scrolled, in the built page in Chromium (`npm run build` first). Each view
 * is scrolled by a fixed way a frame, from its beginning into what was never drawn; told are the times between frames as the page's
 * main thread sees them, how many refreshes of a 60 Hz screen were missed, tasks of over 50 ms, and the processor's time that the main thread
 * takes for a frame, which hardly depends on what else the machine does.
 *   --sentences N   10,000 unless said otherwise      --seconds N   of scrolling a view (10)      --json FILE   figures as well
 */
import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { preview } from 'vite';
import { BROWSER_FLAGS, findBrowser } from '../test/support/find-browser.mjs';

const { values } = parseArgs({ options: { sentences: { type: 'string', default: '10000' }, seconds: { type: 'string', default: '10' }, json: { type: 'string' } } });
const SENTENCES = Number(values.sentences);
const FRAMES = Number(values.seconds) * 60;
/** Pixels a frame: a screen of 900 pixels in a sixth of a second. */
const STEP = 90;
/** Milliseconds between refreshes at 60 Hz. */
const REFRESH = 1000 / 60;
/** What clocks may differ by, in milliseconds. */
const JITTER = 1;

/** Sentences of many lengths, in paragraphs of five; every hundredth is alike, so that tagging them takes seconds. */
function longText() {
  const subjects = ['The council', 'Whoever keeps the law', 'Every child', 'A free people', 'Nobody in the village', 'My grandmother', 'The young'];
  const verbs = ['deserves', 'fears', 'must protect', 'honours', 'would give up', 'asks for'];
  const objects = ['a safe home', 'the customs of those who came before', 'the forest and the river', 'a fair share', 'power over others', 'the truth, whatever it costs and whoever tells it'];
  const ends = ['', ', and says so', ' when the winter comes', ', though few would admit it before a court or in the market'];
  const parts = [];
  for (let index = 0; index < SENTENCES; index++) {
    const at = index % 100;
    parts.push(`${subjects[at % 7]} ${verbs[at % 6]} ${objects[(at * 5) % 6]}${ends[at % 4]}.`, index % 5 === 4 ? '\n\n' : ' ');
  }
  return parts.join('').trimEnd();
}

/** Scrolls the page down for so many frames. Runs in the page. */
async function scroll([frames, step]) {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const longTasks = [];
  const observer = new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ entryTypes: ['longtask'] });
  const times = [await frame()];
  for (let at = 0; at < frames; at++) {
    scrollBy(0, step);
    times.push(await frame());
  }
  longTasks.push(...observer.takeRecords().map(({ duration }) => duration));
  observer.disconnect();
  return { times, longTasks, reached: scrollY, height: document.documentElement.scrollHeight };
}

/** Seconds of the processor that the page's main thread has taken so far. */
async function busy(devtools) {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value;
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

function figuresOf({ times, longTasks, reached, height }, busySeconds) {
  const gaps = times.slice(1).map((time, index) => time - times[index]);
  const sorted = gaps.toSorted((a, b) => a - b);
  const missed = gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / REFRESH) - 1), 0);
  return {
    frames: gaps.length,
    median: at(sorted, 0.5),
    p95: at(sorted, 0.95),
    longest: sorted.at(-1) ?? 0,
    late: gaps.filter((gap) => gap > REFRESH + JITTER).length / gaps.length,
    missed: missed / (gaps.length + missed),
    perSecond: (1000 * gaps.length) / ((times.at(-1) ?? 0) - (times[0] ?? 0)),
    busy: (1000 * busySeconds) / gaps.length,
    longTasks: longTasks.length,
    longestTask: Math.max(0, ...longTasks),
    reached: reached / height,
  };
}

const server = await preview({ logLevel: 'error', preview: { port: 0, host: '127.0.0.1' } });
const { port } = server.httpServer.address();
const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(`http://localhost:${port}/`);
  await page.waitForFunction(() => /since load/.test(document.querySelector('#requests-first')?.textContent ?? ''), undefined, { timeout: 60_000 });
  await page.locator('#source').evaluate((field, text) => (field.value = text), longText());
  await page.locator('#compose button[type=submit]').click();
  await page.waitForFunction(() => document.querySelector('value-tagger').run.kind === 'tagged', undefined, { timeout: 300_000 });
  const sentences = await page.evaluate(() => document.querySelector('value-tagger').sentences.length);
  const load = loadavg()[0];
  const views = {};
  for (const view of ['text', 'list']) {
    await page.evaluate(async (name) => {
      const element = document.querySelector('value-tagger');
      element.view = name;
      await element.updateComplete;
      scrollTo(0, 0);
    }, view);
    await page.waitForTimeout(1500);
    const before = await busy(devtools);
    const scrolled = await page.evaluate(scroll, [FRAMES, STEP]);
    views[view] = figuresOf(scrolled, (await busy(devtools)) - before);
  }
  console.log(`${cpus()[0].model.trim()}, ${cpus().length} cores; load before scrolling ${load.toFixed(1)}; Chromium ${browser.version()}, headless; ${sentences.toLocaleString('en')} sentences, ${STEP} pixels a frame.`);
  for (const [view, { frames, median, p95, longest, late, missed, perSecond, busy, longTasks, longestTask, reached }] of Object.entries(views)) {
    console.log(
      `${view}: ${perSecond.toFixed(1)} frames a second over ${frames}; between frames median ${median.toFixed(1)} ms, 95 % ${p95.toFixed(1)} ms, longest ${longest.toFixed(1)} ms; ` +
        `over 16.7 ms ${(100 * late).toFixed(1)} % of frames, ${(100 * missed).toFixed(1)} % of refreshes missed; main thread ${busy.toFixed(1)} ms a frame; ${longTasks} tasks over 50 ms${longTasks > 0 ? `, longest ${longestTask.toFixed(0)} ms` : ''}; to ${(100 * reached).toFixed(0)} % of the view's height`,
    );
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify({ cpu: cpus()[0].model, cores: cpus().length, load, browser: browser.version(), sentences, step: STEP, views }, null, 2)}\n`);
} finally {
  await browser.close();
  await server.close();
}
