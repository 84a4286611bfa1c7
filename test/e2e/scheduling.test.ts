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

/** A task of the page's main thread, in milliseconds. */
interface Task {
  /** From its start to its end, waiting for a processor included. */
  readonly duration: number;
  /** What the thread had of a processor meanwhile. */
  readonly onProcessor: number;
}

/** Notes the tasks of the page's main thread from now on. */
async function traceTasks({ browser, page }: OpenBrowser): Promise<() => Promise<Task[]>> {
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
  await page.evaluate(() => performance.mark('the main thread'));
  return async () => {
    interface Traced {
      readonly name: string;
      readonly pid: number;
      readonly tid: number;
      readonly dur?: number;
      readonly tdur?: number;
    }
    const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as { readonly traceEvents: readonly Traced[] };
    const mark = traceEvents.find(({ name }) => name === 'the main thread');
    const tasks = traceEvents.filter(({ name, pid, tid }) => name.endsWith('RunTask') && pid === mark?.pid && tid === mark.tid);
    return tasks.map(({ dur = 0, tdur = 0 }) => ({ duration: dur / 1000, onProcessor: tdur / 1000 }));
  };
}

/** A long task, as the browser's own entries define it. */
const LONG = 50;

interface LongTask {
  readonly duration: number;
  readonly name: string;
}

describe('the page while 2,000 sentences are tagged', SLOW, () => {
  it('has no task over 50 ms', async () => {
    const page = await openWarm();
    await page.evaluate(() => {
      const entries: LongTask[] = [];
      Object.assign(globalThis, { longTasks: entries });
      new PerformanceObserver((list) => list.getEntries().forEach(({ duration, name }) => entries.push({ duration, name }))).observe({ entryTypes: ['longtask'] });
    });
    const traced = await traceTasks(opened);
    await pasteFromClipboard(page, asText(sentencesFrom(11, 2000)));
    expect(await settled(page, 550_000)).toBe('tagged');
    const { received, entries } = await page.evaluate(() => ({
      received: (document.querySelector('value-tagger') as unknown as ValueTagger).sentences.length,
      entries: (globalThis as unknown as { longTasks: LongTask[] }).longTasks,
    }));
    const tasks = await traced();
    const most = (key: keyof Task): string => Math.max(0, ...tasks.map((task) => task[key])).toFixed(0);
    console.info(`${received} sentences: ${entries.length} long tasks of the browser's own; of ${tasks.length} tasks the longest lasted ${most('duration')} ms, waiting for a processor included, and the largest had a processor for ${most('onProcessor')} ms`);
    expect(received).toBeGreaterThan(1990);
    expect(tasks.length).toBeGreaterThan(100);
    // Each long task that the browser tells of is among the traced ones. One that is long because other programs had the processor says nothing of the page.
    expect(tasks.filter(({ duration }) => duration >= LONG).length).toBeGreaterThanOrEqual(entries.length);
    expect(tasks.filter(({ onProcessor }) => onProcessor >= LONG)).toEqual([]);
  });

  it('would see one', async () => {
    const page = await openWarm();
    const traced = await traceTasks(opened);
    const seen = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => resolve(list.getEntries()[0]?.duration ?? 0)).observe({ entryTypes: ['longtask'] });
          setTimeout(() => {
            // Long enough that other programs cannot have most of it.
            const end = performance.now() + 250;
            while (performance.now() < end);
          });
        }),
    );
    expect(seen).toBeGreaterThanOrEqual(250);
    expect((await traced()).filter(({ onProcessor }) => onProcessor >= LONG)).not.toEqual([]);
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
