import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { openBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { readyForOffline, settled, submit } from './page.ts';

const counted = (page: Page, id = 'requests'): Promise<string> => page.locator(`#${id}`).innerText();

describe('the counter of requests', () => {
  it('stands at none after the first load, whatever is read, and lists what the workers fetched too', async () => {
    const server = await serveBuilt();
    const { browser, page, complaints } = await openBrowser();
    try {
      await page.goto(server.url);
      await expect.poll(() => counted(page, 'requests-first'), { timeout: 60_000 }).toBe('0 requests since load');
      await readyForOffline(page);
      await submit(page, 'Every child deserves a safe home. We must protect the forest from those who would burn it.');
      expect(await settled(page)).toBe('tagged');
      await page.locator('value-tagger label.theory', { hasText: 'Moral foundations' }).click();
      expect(await counted(page)).toBe('0 requests since load');
      await page.locator('#requests').click();
      const dialog = page.locator('#requests-dialog');
      await expect.poll(() => dialog.innerText()).toMatch(/All \d+ requests went to localhost:\d+/);
      const rows = await dialog.locator('tbody tr').allInnerTexts();
      expect(rows.find((row) => row.includes('weights.bin'))).toMatch(/worker\s+\d+\.\d MB/);
      expect(rows.some((row) => /\.wasm/.test(row))).toBe(true);
      expect(await dialog.locator('tr.foreign').count()).toBe(0);
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('requests');
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
      await server.close();
    }
  });

  it('counts a request that is made later, and gives alarm for one that goes elsewhere', async () => {
    const server = await serveBuilt();
    const { browser, page } = await openBrowser();
    try {
      await page.goto(server.url);
      await expect.poll(() => counted(page, 'requests-first'), { timeout: 60_000 }).toBe('0 requests since load');
      await page.evaluate(() => fetch(`./LICENSE-is-not-there?${Math.random()}`).then((answer) => answer.text()));
      await expect.poll(() => counted(page, 'requests-first')).toBe('1 request since load');
      // The policy refuses it; that it was tried is shown all the same.
      await page.evaluate(() => fetch('http://elsewhere.test/').catch(() => undefined));
      await page.waitForTimeout(300);
      const seen = await page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('elsewhere')));
      if (seen) expect(await page.locator('#requests-first.alarm').count()).toBe(1);
    } finally {
      await browser.close();
      await server.close();
    }
  });
});

describe('a new version of the page', () => {
  it('is announced, and applied at a click', async () => {
    const next = await mkdtemp(join(tmpdir(), 'value-tagger-next-'));
    let root = '';
    const server = await serveBuilt({ change: async (copy) => { root = copy; } });
    const { browser, page } = await openBrowser();
    try {
      await page.goto(server.url);
      await readyForOffline(page);
      expect(await page.locator('#update').isVisible()).toBe(false);
      // The same page with another text, built anew, takes the place of the old one.
      await build({
        logLevel: 'error',
        build: { outDir: next, emptyOutDir: true },
        plugins: [{ name: 'another-text', transformIndexHtml: { order: 'pre', handler: (html) => html.replace('Which values does a text appeal to?', 'Which values are in a text?') } }],
      });
      await cp(next, root, { recursive: true });
      await page.reload();
      await expect.poll(() => page.locator('#update').isVisible(), { timeout: 30_000 }).toBe(true);
      expect(await page.locator('h1').first().innerText()).toBe('Which values does a text appeal to?');
      expect(await axeFindings(page)).toEqual([]);
      await page.getByRole('button', { name: 'Use the new version' }).click();
      await expect.poll(() => page.locator('h1').first().innerText(), { timeout: 30_000 }).toBe('Which values are in a text?');
      expect(await page.locator('#update').isVisible()).toBe(false);
    } finally {
      await browser.close();
      await server.close();
      await rm(next, { recursive: true });
    }
  });

  it('is none on the first visit', async () => {
    const server = await serveBuilt();
    const { browser, page } = await openBrowser();
    try {
      await page.goto(server.url);
      await readyForOffline(page);
      await page.waitForTimeout(500);
      expect(await page.locator('#update').isVisible()).toBe(false);
      await page.context().setOffline(true);
      await expect.poll(() => page.locator('#offline').isVisible()).toBe(true);
      const manifest = await page.evaluate(async () => {
        const link = document.querySelector<HTMLLinkElement>('link[rel=manifest]');
        return (await (await fetch(link?.href ?? '')).json()) as { icons: { purpose?: string }[] };
      });
      expect(manifest.icons.some(({ purpose }) => purpose === 'maskable')).toBe(true);
    } finally {
      await browser.close();
      await server.close();
    }
  });
});
