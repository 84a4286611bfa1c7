import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ValueTagger } from '../../src/components/value-tagger/value-tagger.ts';
import { asText, sentencesFrom } from '../bench/text.ts';
import { openBrowser, type OpenBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { pasteFromClipboard, settled, shown, submit } from './page.ts';

/** A machine that does other things meanwhile may need long to tag 2,000 sentences; nothing here is about that. */
const SLOW = { timeout: 600_000 };

let server: Awaited<ReturnType<typeof serveBuilt>>;
let opened: OpenBrowser;

beforeAll(async () => {
  server = await serveBuilt();
});
afterAll(() => server.close());
afterEach(() => opened.browser.close());

/** The page with the model loaded and the field open again. */
async function openWarm(): Promise<Page> {
  opened = await openBrowser();
  const { page } = opened;
  await page.goto(server.url);
  await submit(page, 'Freedom is worth more than comfort.');
  await settled(page);
  await page.locator('#edit').click();
  return page;
}

/** Has the page note which sentences come, in which order. */
const noteOrder = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const element = document.querySelector('value-tagger') as unknown as ValueTagger;
    const tagger = element.tagger;
    if (!tagger) throw new Error('The page has no tagger.');
    const order: number[] = [];
    Object.assign(globalThis, { order });
    const tag = tagger.tag.bind(tagger);
    tagger.tag = (text, options) =>
      tag(text, {
        ...options,
        onSentences: (sentences) => {
          order.push(...sentences.map(({ index }) => index));
          options?.onSentences?.(sentences);
        },
      });
  });

const orderOf = (page: Page): Promise<number[]> => page.evaluate(() => (globalThis as unknown as { order: number[] }).order);

/** Counts the seconds that the page's main thread is on a processor, from now on. */
async function watchProcessor(page: Page): Promise<() => Promise<number>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const seconds = async (): Promise<number> => (await devtools.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  const before = await seconds();
  return async () => (await seconds()) - before;
}

interface LongTask {
  readonly duration: number;
  readonly name: string;
}

describe('the page while 2,000 sentences are tagged', SLOW, () => {
  // A task of the page that is long is long each time; one that waited for a busy machine is not.
  it('has no task over 50 ms', { retry: 4 }, async ({ skip }) => {
    const page = await openWarm();
    await page.evaluate(() => {
      const tasks: LongTask[] = [];
      Object.assign(globalThis, { longTasks: tasks });
      new PerformanceObserver((list) => list.getEntries().forEach(({ duration, name }) => tasks.push({ duration, name }))).observe({ entryTypes: ['longtask'] });
    });
    const onProcessor = await watchProcessor(page);
    await pasteFromClipboard(page, asText(sentencesFrom(11, 2000)));
    expect(await settled(page, 550_000)).toBe('tagged');
    const { received, tasks } = await page.evaluate(() => ({
      received: (document.querySelector('value-tagger') as unknown as ValueTagger).sentences.length,
      tasks: (globalThis as unknown as { longTasks: LongTask[] }).longTasks,
    }));
    const processor = await onProcessor();
    const long = tasks.reduce((sum, { duration }) => sum + duration / 1000, 0);
    console.info(`${received} sentences: ${tasks.length} tasks over 50 ms, the longest ${Math.round(Math.max(0, ...tasks.map(({ duration }) => duration)))} ms, together ${long.toFixed(1)} s; all tasks together were on a processor for ${processor.toFixed(1)} s`);
    expect(received).toBeGreaterThan(1990);
    // The browser's entries tell how long a task lasted, waiting for a processor included.
    skip(long > processor, 'The machine let the page wait for a processor longer than it gave it one: its long tasks say nothing of the page.');
    expect(tasks).toEqual([]);
  });

  it('would see one', async () => {
    const page = await openWarm();
    const seen = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => resolve(list.getEntries()[0]?.duration ?? 0)).observe({ entryTypes: ['longtask'] });
          setTimeout(() => {
            const end = performance.now() + 80;
            while (performance.now() < end);
          });
        }),
    );
    expect(seen).toBeGreaterThanOrEqual(80);
  });
});

describe('a reader who scrolls', SLOW, () => {
  it('sees tags in what is in sight before the rest of the text has any', async () => {
    const page = await openWarm();
    await noteOrder(page);
    const sentences = sentencesFrom(12, 900);
    await pasteFromClipboard(page, asText(sentences));
    await expect.poll(async () => (await orderOf(page)).length, { timeout: 120_000 }).toBeGreaterThan(60);
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight * 0.6));
    // Until the browser has laid out and told what is in sight, work goes on where it was.
    await page.waitForTimeout(500);
    const before = (await orderOf(page)).length;
    const inSight = await page.evaluate(() => {
      const element = document.querySelector('value-tagger') as unknown as { shadowRoot: ShadowRoot };
      const height = innerHeight;
      // Plain text, as most of it is not tagged yet: what stands in the middle of the window.
      const walker = document.createTreeWalker(element.shadowRoot.querySelector('.text') as Node, NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      let seen = '';
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = (node.parentElement as Element).getBoundingClientRect();
        if (parent.bottom < 0 || parent.top > height) continue;
        const text = (node as Text).data;
        for (let at = 0; at < text.length; at += 20) {
          range.setStart(node, at);
          range.setEnd(node, Math.min(text.length, at + 20));
          const { top, bottom } = range.getBoundingClientRect();
          if (top > height * 0.1 && bottom < height * 0.9) seen += text.slice(at, at + 20);
        }
      }
      return seen;
    });
    const wanted = sentences.map((text, index) => ({ text, index })).filter(({ text }) => inSight.includes(text)).map(({ index }) => index);
    expect(wanted.length).toBeGreaterThan(2);
    await expect.poll(async () => (await orderOf(page)).length, { timeout: 300_000 }).toBeGreaterThan(before + 150);
    const order = await orderOf(page);
    const last = Math.max(...wanted.map((index) => (order.includes(index) ? order.indexOf(index) : Infinity)));
    console.info(`${wanted.length} sentences in the middle of the window; the last of them was number ${last} that was tagged, ${before} of ${sentences.length} were when they had come into sight`);
    expect(last).toBeLessThan(before + 100);
    // They are far down: in reading order they would have been among the last.
    expect(Math.min(...wanted)).toBeGreaterThan(before + 200);
  });
});

describe('a GPU process that crashes', SLOW, () => {
  it('costs no sentence: the text is read on the CPU, and the reader is told', async () => {
    opened = await openBrowser({ webgpu: true });
    const { page, browser } = opened;
    await page.goto(`${server.url}?software-adapter`);
    const sentences = sentencesFrom(13, 400).filter((text) => text.length < 45).slice(0, 40);
    await submit(page, sentences.join('\n\n'));
    const tagged = (): Promise<number> => page.evaluate(() => (document.querySelector('value-tagger') as unknown as ValueTagger).sentences.length);
    await expect.poll(tagged, { timeout: 240_000 }).toBeGreaterThan(0);
    expect(await shown(page)).toMatchObject({ device: 'webgpu', notices: [{ code: 'software-adapter' }] });
    const devtools = await browser.newBrowserCDPSession();
    await devtools.send('Browser.crashGpuProcess');
    expect(await settled(page, 240_000)).toBe('tagged');
    const { sentences: found, device, notices } = await shown(page);
    expect(found.map(({ text }) => text)).toEqual(sentences);
    expect(device).toBe('wasm');
    expect(notices.find(({ code }) => code === 'device-dropped')?.message).toMatch(/GPU/);
  });
});
