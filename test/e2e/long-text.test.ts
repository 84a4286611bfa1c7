import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { segment } from '../../src/text/segment.ts';
import { openBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { largestDifference, pasteFromClipboard, settled, shown, submit } from './page.ts';

let server: Awaited<ReturnType<typeof serveBuilt>>;

beforeAll(async () => {
  server = await serveBuilt();
});
afterAll(() => server.close());

const MEGABYTES = 5_000_000;

/** Longest task, in milliseconds, that a busy test machine is forgiven; on a quiet one none is over 50 or few are. */
const LONGEST_TASK = 250;

/** Prose in paragraphs of five sentences. */
function longText(sentence: (index: number) => string): string {
  const parts: string[] = [];
  let size = 0;
  for (let index = 0; size < MEGABYTES; index++) {
    const next = sentence(index);
    parts.push(next, index % 5 === 4 ? '\n\n' : ' ');
    size += next.length + 1;
  }
  return parts.join('').trimEnd();
}

async function watchLongTasks(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { longTasks: tasks });
    new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => tasks.push(duration))).observe({ entryTypes: ['longtask'] });
  });
  return () => page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
}

const tagged = (page: Page): Promise<number> => page.evaluate(() => (document.querySelector('value-tagger') as unknown as { sentences: unknown[] }).sentences.length);

describe('a text of 5 MB', () => {
  it('is tagged to its end, each sentence as it is alone', async () => {
    // Forty sentences in changing order: each is run once, and all 5 MB are segmented, looked up and shown.
    const own = Array.from({ length: 40 }, (_, index) => `Whoever came to the market number ${index} that year asked whether freedom or order should come first, and 🌍 nobody could say it better than the miller of הכפר.`);
    const text = longText((index) => own[(index * 17 + (index >> 5)) % own.length] ?? '');
    const { browser, page } = await openBrowser();
    try {
      await page.goto(server.url);
      await submit(page, own.join('\n\n'));
      await settled(page);
      const alone = new Map((await shown(page)).sentences.map((sentence) => [sentence.text, sentence.scores]));
      await page.locator('#edit').click();
      const longTasks = await watchLongTasks(page);
      await pasteFromClipboard(page, text);
      expect(await settled(page, 150_000)).toBe('tagged');
      const expected = segment(text);
      const found = await page.evaluate(() => (document.querySelector('value-tagger') as unknown as { sentences: { start: number; end: number }[] }).sentences.map(({ start, end }) => [start, end]));
      expect(found.length).toBe(expected.length);
      expect(found.flat()).toEqual(expected.flatMap(({ start, end }) => [start, end]));
      const step = Math.floor(expected.length / 50);
      const spread = await page.evaluate((every) => (document.querySelector('value-tagger') as unknown as { sentences: { text: string; scores: Record<string, Float32Array> }[] }).sentences
        .filter((_, index) => index % every === 0)
        .map(({ text: own, scores }) => ({ text: own, scores: Object.fromEntries(Object.entries(scores).map(([head, values]) => [head, [...values]])) })), step);
      for (const { text: sentence, scores } of spread) expect(largestDifference(alone.get(sentence), scores)).toBeLessThan(1e-6);
      const tasks = await longTasks();
      console.info(`5 MB, ${expected.length} sentences: ${tasks.length} tasks over 50 ms, the longest ${Math.round(Math.max(0, ...tasks))} ms`);
      expect(Math.max(0, ...tasks)).toBeLessThan(LONGEST_TASK);
    } finally {
      await browser.close();
    }
  });

  it('can be cancelled while it is tagged, keeps what was finished, and the page goes on', async () => {
    const { browser, page } = await openBrowser();
    try {
      await page.goto(server.url);
      await submit(page, 'Warm up.');
      await settled(page);
      await page.locator('#edit').click();
      const longTasks = await watchLongTasks(page);
      await pasteFromClipboard(page, longText((index) => `In the year ${index} the council of the town asked whether freedom or order should come first, and nobody could say it better than the miller.`));
      await expect.poll(() => tagged(page), { timeout: 60_000 }).toBeGreaterThan(200);
      await page.getByRole('button', { name: /cancel|stop/i }).click();
      await page.waitForFunction(() => (document.querySelector('value-tagger') as unknown as { run: { kind: string } }).run.kind === 'cancelled', undefined, { timeout: 3000 });
      const atCancel = await tagged(page);
      await page.waitForTimeout(1500);
      expect(await tagged(page)).toBe(atCancel);
      expect(Math.max(0, ...(await longTasks()))).toBeLessThan(LONGEST_TASK);
      await page.locator('#edit').click();
      await submit(page, 'Peace is better than victory.');
      expect(await settled(page)).toBe('tagged');
      expect((await shown(page)).sentences).toHaveLength(1);
    } finally {
      await browser.close();
    }
  });
});
