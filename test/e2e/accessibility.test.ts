import { readFile } from 'node:fs/promises';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { settled, submit } from './page.ts';

let server: Awaited<ReturnType<typeof serveBuilt>>;
let axe: string;

beforeAll(async () => {
  server = await serveBuilt();
  axe = await readFile('node_modules/axe-core/axe.min.js', 'utf8');
});
afterAll(() => server.close());

/** What axe finds in the page as it stands, shadow roots included. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`));
}

describe('the page, for a reader who does not see it', () => {
  it.each([
    ['light', { width: 1280, height: 900 }],
    ['dark', { width: 1280, height: 900 }],
    ['light', { width: 390, height: 844 }],
  ] as const)('has nothing that axe finds: empty, tagged, with details (%s, %o)', async (scheme, size) => {
    const { browser, page } = await openBrowser();
    try {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.setViewportSize(size);
      await page.goto(server.url);
      expect(await findings(page)).toEqual([]);
      await submit(page, 'Every child deserves a safe home. We must protect the forest from those who would burn it.');
      expect(await settled(page)).toBe('tagged');
      await page.waitForTimeout(500);
      expect(await findings(page)).toEqual([]);
      await page.evaluate(() => (document.querySelector('value-tagger') as unknown as { select(index: number): void }).select(1));
      await page.waitForTimeout(500);
      expect(await findings(page)).toEqual([]);
    } finally {
      await browser.close();
    }
  });

  it('can be used by keyboard alone', async () => {
    const { browser, page } = await openBrowser();
    try {
      await page.goto(server.url);
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('source');
      await page.keyboard.type('Every child deserves a safe home. We must protect the forest.');
      await page.keyboard.press('Control+Enter');
      expect(await settled(page)).toBe('tagged');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('result');
      const focused = (): Promise<string> => page.evaluate(() => document.querySelector('value-tagger')?.shadowRoot?.activeElement?.textContent ?? '');
      for (let steps = 0; steps < 15 && !(await focused()).includes('Every child'); steps++) await page.keyboard.press('Tab');
      expect(await focused()).toContain('Every child');
      await page.keyboard.press('ArrowRight');
      expect(await focused()).toContain('protect the forest');
      await page.keyboard.press('Enter');
      const selected = (): Promise<boolean> => page.evaluate(() => Boolean(document.querySelector('value-tagger')?.shadowRoot?.querySelector('[part~=details]')));
      await expect.poll(selected).toBe(true);
      await page.keyboard.press('Escape');
      await expect.poll(selected).toBe(false);
    } finally {
      await browser.close();
    }
  });
});
