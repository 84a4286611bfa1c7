import { readFile } from 'node:fs/promises';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser, type OpenBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { settled, submit, words } from './page.ts';

const TEXT = 'They help the weak and the sick. It is unfair that the poor pay more. The bus leaves at nine.';

let server: Awaited<ReturnType<typeof serveBuilt>>;
let opened: OpenBrowser;
let page: Page;

beforeAll(async () => {
  server = await serveBuilt();
});
afterAll(() => server.close());
beforeEach(async () => {
  opened = await openBrowser();
  page = opened.page;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`${server.url}?device=wasm`);
  await page.locator('#label-sets summary').first().click();
  await page.locator('#set-choice').selectOption('mft-5');
  await page.locator('#tagger-choice').selectOption('votes');
});
afterEach(() => opened.browser.close());

const file = (name: string, content: string): { name: string; mimeType: string; buffer: Buffer } => ({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });
const weight = (name: string): Promise<string> => page.getByLabel(`Weight of ${name}`).inputValue();
const said = (): Promise<string> => page.locator('.sets-use > .sets-status').innerText();

describe('several taggers that vote', () => {
  it('read a text together, with weights set by hand; the page lists where they disagree', async () => {
    await page.locator('#voting-list').setInputFiles(file('words.csv', 'word,category\nhelp*,care\nunfair,fairness\nobey,authority\nholy,sanctity\nbetray*,loyalty\n'));
    await expect.poll(() => page.locator('.votes-row').count()).toBe(3);
    await page.getByLabel('Weight of Trained head').fill('2');
    await page.getByLabel('Weight of Similarity').fill('1');
    await page.getByLabel('Weight of Word list: words.csv').fill('1');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Read with their votes' }).click();
    await page.locator('.sets-provenance').waitFor({ timeout: 60_000 });
    expect(await page.locator('.sets-provenance').innerText()).toMatch(/Weighted mean of .*\(0\.50\).*by similarity.*\(0\.25\).*\(0\.25\)/s);
    await submit(page, TEXT);
    expect(await settled(page)).toBe('tagged');
    await page.locator('.disagreement').waitFor();
    const spreads = (await page.locator('.disagreement td:nth-of-type(1)').allInnerTexts()).map(Number);
    expect(spreads).toHaveLength(3);
    expect(spreads).toEqual(spreads.toSorted((a, b) => b - a));
    expect(spreads[0]).toBeGreaterThan(0.1);
    await page.locator('.disagreement-open').first().click();
    await expect.poll(() => words(page)).toMatch(/The taggers that vote lie \.\d\d apart/);

    await page.evaluate(await readFile('node_modules/axe-core/axe.min.js', 'utf8'));
    const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
    expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))).toEqual([]);

    await page.getByRole('button', { name: 'Go back to the model' }).click();
    await expect.poll(() => page.locator('.disagreement').count()).toBe(0);
    await expect.poll(() => page.evaluate(() => document.querySelector('value-tagger')?.model?.heads.some(({ id }) => id === 'touche-54')), { timeout: 60_000 }).toBe(true);
    expect(opened.complaints).toEqual([]);
  });

  it('take weights that are fitted on texts that people have labelled, and say how good they are', async () => {
    const rows = [
      ['They help the weak.', 'care'],
      ['Do not hurt the child.', 'care'],
      ['She comforts those who suffer.', 'care'],
      ['It is unfair that the poor pay more.', 'fairness'],
      ['Everybody deserves an equal share.', 'fairness'],
      ['Cheating is wrong.', 'fairness'],
      ['Obey your father and the law.', 'authority'],
      ['Respect the judge.', 'authority'],
      ['He betrayed his country.', 'loyalty'],
      ['Stand by your people.', 'loyalty'],
      ['The temple is holy ground.', 'sanctity'],
      ['The bus leaves at nine.', ''],
    ];
    await page.locator('#gold-file').setInputFiles(file('gold.csv', `text,labels\n${rows.map(([text, label]) => `"${text}",${label}`).join('\n')}\n`));
    await expect.poll(() => page.locator('.votes-said').innerText(), { timeout: 120_000 }).toMatch(/^Fitted on 12 texts\. Macro-F1, each time on texts that the weights had not seen: \.\d\d fitted, \.\d\d all alike, \.\d\d the best alone/);
    const weights = [Number(await weight('Trained head')), Number(await weight('Similarity'))];
    expect(weights.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 2);
    expect(weights).not.toEqual([1, 1]);
  });

  it('refuse a file with the place of what is wrong, and fewer than two', async () => {
    await page.locator('#gold-file').setInputFiles(file('gold.csv', 'text,labels\nHelp them,care\nObey,obedience\n'));
    await expect.poll(said).toMatch(/gold\.csv, line 3, column "labels": “obedience” is no label of/);
    await page.locator('#gold-file').setInputFiles(file('gold.csv', 'text,labels\nHelp them,care\nObey,authority\n'));
    await expect.poll(said, { timeout: 60_000 }).toMatch(/There are 2 sentences for 5 parts/);
    await page.getByLabel('Similarity', { exact: true }).uncheck();
    expect(await page.getByRole('button', { name: 'Read with their votes' }).isDisabled()).toBe(true);
  });

  it('say so where nobody has any weight', async () => {
    for (const name of ['Trained head', 'Similarity']) await page.getByLabel(`Weight of ${name}`).fill('0');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Read with their votes' }).click();
    await expect.poll(said).toMatch(/The weights \(0, 0\) are not 2 numbers of which none is below 0 and one is above/);
  });
});
