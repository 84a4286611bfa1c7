import { readFile } from 'node:fs/promises';
import type { AxeResults } from 'axe-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, type OpenBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { settled, submit } from './page.ts';

let server: Awaited<ReturnType<typeof serveBuilt>>;
let opened: OpenBrowser;

beforeAll(async () => {
  server = await serveBuilt();
});
afterAll(() => server.close());
afterEach(() => opened.browser.close());

describe('a label set that comes with the page', () => {
  it('is read by similarity, with where scores come from, how good they are and how stable', async () => {
    opened = await openBrowser();
    const { page, complaints } = opened;
    await page.goto(`${server.url}?device=wasm`);
    await page.locator('#label-sets summary').first().click();
    await page.locator('#set-choice').selectOption('schwartz-20');
    await page.locator('#tagger-choice').waitFor();
    expect(await page.locator('.sets-use').innerText()).toMatch(/macro-F1 \.\d+ .*where the trained head has \.\d+/s);
    await page.locator('#set-choice').selectOption('morality-as-cooperation');
    await expect.poll(() => page.locator('.sets-use').innerText()).toMatch(/nobody has measured/);
    await page.getByRole('button', { name: 'Read by similarity' }).click();
    await page.locator('.sets-provenance').waitFor({ timeout: 60_000 });
    expect(await page.locator('.sets-provenance').innerText()).toMatch(/Morality as cooperation, by similarity \(MiniLM.*licence CC-BY-SA-4\.0/s);
    await submit(page, 'We help our own family before all others. Whoever was helped must give something back. The bus leaves at nine.');
    expect(await settled(page)).toBe('tagged');
    const strongest = await page.evaluate(() => {
      const tagger = document.querySelector('value-tagger');
      const head = tagger?.model?.heads[0];
      return tagger?.sentences.map(({ scores }) => {
        const own = [...(scores[head?.id ?? ''] ?? [])];
        return head?.labels[own.indexOf(Math.max(...own))]?.id;
      });
    });
    expect(strongest?.slice(0, 2)).toEqual(['family', 'reciprocity']);
    expect(await page.locator('value-tagger').evaluate((element) => element.shadowRoot?.querySelector('[part~=legend]')?.textContent ?? '')).toMatch(/Reciprocity/);

    await page.getByRole('button', { name: 'Check how stable the tags are' }).click();
    await page.locator('.stability, .sets-use p:has-text("of the tags are still there")').first().waitFor({ timeout: 60_000 });
    expect(await page.locator('.sets-use').innerText()).toMatch(/% of the tags are still there when 3 sentences are read again/);
    await page.evaluate(await readFile('node_modules/axe-core/axe.min.js', 'utf8'));
    const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
    expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))).toEqual([]);

    await page.getByRole('button', { name: 'Go back to the model' }).click();
    await expect.poll(() => page.evaluate(() => document.querySelector('value-tagger')?.model?.heads.some(({ id }) => id === 'touche-54')), { timeout: 60_000 }).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('says what entailment takes, where no model of it is kept', async () => {
    opened = await openBrowser();
    const { page } = opened;
    await page.goto(server.url);
    await page.locator('#label-sets summary').first().click();
    await page.locator('#set-choice').selectOption('mft-5');
    await page.locator('#tagger-choice').selectOption('nli');
    await expect.poll(() => page.locator('.sets-use').innerText()).toMatch(/So far no model that is kept has a class called entailment/);
  });
});
