import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { paste, settled, shown } from './page.ts';

let server: Awaited<ReturnType<typeof serveBuilt>>;

beforeAll(async () => {
  server = await serveBuilt();
});
afterAll(() => server.close());

/** About five megabytes of prose in paragraphs, no two sentences alike. */
function longText(bytes: number): string {
  const parts: string[] = [];
  let size = 0;
  for (let index = 0; size < bytes; index++) {
    const sentence = `In the year ${index} the council of the town asked whether freedom or order should come first, and nobody could say it better than the miller. `;
    parts.push(index % 5 === 4 ? `${sentence.trimEnd()}\n\n` : sentence);
    size += sentence.length;
  }
  return parts.join('');
}

describe('a text of 5 MB', () => {
  it('is shown at once, tagged as it goes, and can be cancelled while the page stays responsive', async () => {
    const { browser, page } = await openBrowser();
    try {
      await page.goto(server.url);
      await paste(page, 'Warm up.');
      await settled(page);
      await page.locator('#edit').click();
      await page.evaluate(() => {
        const tasks: number[] = [];
        Object.assign(globalThis, { longTasks: tasks });
        new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => tasks.push(duration))).observe({ entryTypes: ['longtask'] });
      });
      const text = longText(5_000_000);
      await paste(page, text);
      await page.waitForFunction(() => (document.querySelector('value-tagger') as unknown as { sentences: unknown[] }).sentences.filter(Boolean).length > 200, undefined, { timeout: 60_000 });

      // An interaction is answered while sentences are being tagged.
      const latency = await page.evaluate(async () => {
        const started = performance.now();
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        return performance.now() - started;
      });
      expect(latency).toBeLessThan(1000);

      await page.getByRole('button', { name: /cancel|stop/i }).click();
      await page.waitForFunction(() => (document.querySelector('value-tagger') as unknown as { run: { kind: string } }).run.kind === 'cancelled', undefined, { timeout: 5000 });
      const tasks = await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
      console.info(`5 MB: ${tasks.length} tasks over 50 ms, the longest ${Math.round(Math.max(0, ...tasks))} ms`);

      // What was finished stays, and right: the first sentences have their scores.
      const { sentences } = await shown(page);
      expect(sentences.filter(Boolean).length).toBeGreaterThan(200);
      // The page goes on with another text.
      await page.locator('#edit').click();
      await paste(page, 'Peace is better than victory.');
      expect(await settled(page)).toBe('tagged');
    } finally {
      await browser.close();
    }
  });
});
