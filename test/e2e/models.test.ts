import { readFile, mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { zipSync } from 'fflate';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { schwartz20 } from '../../src/taxonomy/index.ts';
import { openBrowser, type OpenBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { plainFolder, sigmoid, tinyBundle, tinyLogits, type Files } from '../support/tiny-model.ts';
import { readyForOffline, settled, shown, submit, words } from './page.ts';

const TEXT = 'Honour your word. We must protect the forest.';
const FOUNDATIONS = ['care', 'fairness', 'loyalty', 'authority', 'sanctity'];

let server: Awaited<ReturnType<typeof serveBuilt>>;
let axe: string;
let opened: OpenBrowser;
let page: Page;

beforeAll(async () => {
  server = await serveBuilt();
  axe = await readFile('node_modules/axe-core/axe.min.js', 'utf8');
});
afterAll(() => server.close());
beforeEach(async () => {
  opened = await openBrowser();
  page = opened.page;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(server.url);
});
afterEach(() => opened.browser.close());

const zip = (files: Files): { name: string; mimeType: string; buffer: Buffer } => ({ name: 'model.zip', mimeType: 'application/zip', buffer: Buffer.from(zipSync(Object.fromEntries(files))) });
const title = (): Promise<string> => page.locator('#models-title').innerText();
const used = (): Promise<string> => page.locator('.models-list li.used h3').innerText();

async function openDialog(): Promise<void> {
  await page.getByRole('button', { name: 'Models' }).click();
  await expect.poll(title).toBe('Models');
}

async function bringZip(files: Files): Promise<void> {
  await openDialog();
  await page.locator('[data-pick=zip]').setInputFiles(zip(files));
}

/** What axe finds in the page as it stands. */
async function findings(): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`));
}

const expectTiny = async (seed = 1): Promise<void> => {
  const [first] = (await shown(page)).sentences;
  const expected = tinyLogits({ labels: 5, seed }, 'Honour your word.').map(sigmoid);
  for (const [index, score] of expected.entries()) expect(first?.scores['labels']?.[index]).toBeCloseTo(score, 4);
};

describe('a bundle that a reader brings', () => {
  it('is tried, kept and used; it is there after a reload, without a network too, until it is deleted', async () => {
    await bringZip(tinyBundle());
    await expect.poll(used, { timeout: 30_000 }).toBe('Tiny model');
    expect(await page.locator('.models-done').innerText()).toMatch(/is kept on this device/);
    await page.keyboard.press('Escape');
    await submit(page, TEXT);
    expect(await settled(page)).toBe('tagged');
    await expectTiny();
    // The model has no Schwartz values; the page shows what it has.
    expect(await words(page)).toContain('Moral foundations');
    await readyForOffline(page);

    await page.reload();
    await expect.poll(() => page.locator('#model').innerText()).toContain('Tiny model');
    await openDialog();
    await expect.poll(used).toBe('Tiny model');
    await page.keyboard.press('Escape');

    await opened.context.setOffline(true);
    await page.reload();
    await submit(page, 'Obey the law of the land.');
    expect(await settled(page)).toBe('tagged');
    expect((await shown(page)).sentences[0]?.cached).toBe(false);
    await opened.context.setOffline(false);

    await openDialog();
    await page.getByRole('button', { name: 'Delete Tiny model' }).click();
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Keep it');
    await page.getByRole('button', { name: 'Delete it' }).click();
    await expect.poll(used).toMatch(/^MiniLM/);
    await page.reload();
    await openDialog();
    await expect.poll(() => page.locator('.models-list li').count()).toBe(1);
    expect(await page.evaluate(() => Object.entries(localStorage))).toEqual([]);
    expect(opened.complaints).toEqual([]);
  });

  it('is read from a folder, and the reader goes back and forth between it and the embedded one', async () => {
    const root = await mkdtemp(join(tmpdir(), 'value-tagger-model-'));
    try {
      for (const [name, bytes] of tinyBundle({ external: 'weights.bin', seed: 4, change: (manifest) => manifest })) {
        await mkdir(dirname(join(root, name)), { recursive: true });
        await writeFile(join(root, name), bytes);
      }
      await submit(page, TEXT);
      expect(await settled(page)).toBe('tagged');
      const before = (await shown(page)).sentences[0]?.scores;
      await openDialog();
      await page.locator('[data-pick=folder]').setInputFiles(root);
      await expect.poll(used, { timeout: 30_000 }).toBe('Tiny model');
      expect(await settled(page)).toBe('tagged');
      await expect.poll(async () => Object.keys((await shown(page)).sentences[0]?.scores ?? {})).toEqual(['labels']);
      await expectTiny(4);
      await page.getByRole('button', { name: /^Use MiniLM/ }).click();
      await expect.poll(async () => (await shown(page)).sentences[0]?.scores['schwartz-20']?.length).toBe(20);
      expect((await shown(page)).sentences[0]?.scores).toEqual(before);
    } finally {
      await rm(root, { recursive: true });
    }
  });

  it('is refused with the fault when it is damaged, and nothing of it is kept', async () => {
    const files = tinyBundle();
    files.delete('tokenizer.json');
    await bringZip(files);
    await expect.poll(title, { timeout: 30_000 }).toBe('This model cannot be used');
    expect(await page.locator('dialog [role=alert]').innerText()).toMatch(/tokenizer\.json is missing/);
    expect(await findings()).toEqual([]);
    await page.getByRole('button', { name: 'Back to the models' }).click();
    await expect.poll(() => page.locator('.models-list li').count()).toBe(1);
  });

  it('is used and not kept where the reader wants nothing kept, and is deleted with all else', async () => {
    await bringZip(tinyBundle());
    await expect.poll(used, { timeout: 30_000 }).toBe('Tiny model');
    await page.keyboard.press('Escape');
    await page.locator('#storage summary').click();
    await expect.poll(() => page.locator('#storage').innerText()).toMatch(/Your models/);
    await page.getByRole('switch').click();
    await page.getByRole('button', { name: 'Delete, and keep nothing' }).click();
    await expect.poll(() => page.locator('#storage [role=status]').innerText()).toMatch(/^Everything was deleted/);
    await page.reload();
    await openDialog();
    await expect.poll(() => page.locator('.models-list li').count()).toBe(1);
    await page.locator('[data-pick=zip]').setInputFiles(zip(tinyBundle()));
    await expect.poll(used, { timeout: 30_000 }).toBe('Tiny model');
    expect(await page.locator('.models-done').innerText()).toMatch(/until the page is closed/);
    await page.reload();
    await openDialog();
    expect(await used()).toMatch(/^MiniLM/);
  });

  it('is neither kept nor used once the reader has cancelled', async () => {
    await page.addInitScript(() => {
      const { createWritable } = FileSystemFileHandle.prototype;
      FileSystemFileHandle.prototype.createWritable = async function (...given) {
        await new Promise((resolve) => setTimeout(resolve, 700));
        return await createWritable.apply(this, given);
      };
    });
    await page.reload();
    await bringZip(tinyBundle());
    await expect.poll(() => page.locator('.models-body').innerText(), { timeout: 30_000 }).toMatch(/Keeping it/);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.waitForTimeout(4_000);
    expect(await used()).toMatch(/^MiniLM/);
    expect(await page.locator('.models-list li').count()).toBe(1);
    await page.reload();
    await openDialog();
    await page.waitForTimeout(300);
    expect(await page.locator('.models-list li').count()).toBe(1);
    expect(await page.evaluate(() => Object.entries(localStorage))).toEqual([]);
  });

  it('that is kept and cannot be read is listed so, and deleted when the reader says so', async () => {
    await bringZip(tinyBundle());
    await expect.poll(used, { timeout: 30_000 }).toBe('Tiny model');
    await page.evaluate(async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('value-tagger-models');
      for await (const model of (folder as unknown as { values(): AsyncIterable<FileSystemDirectoryHandle> }).values()) {
        const file = await (await model.getFileHandle('manifest.json')).createWritable();
        await file.write('{"format":');
        await file.close();
      }
    });
    await page.reload();
    await openDialog();
    await expect.poll(() => page.locator('.models-list li.unreadable').innerText()).toMatch(/^Unreadable model [\s\S]*not JSON[\s\S]* kB on this device/);
    expect(await used()).toMatch(/^MiniLM/);
    expect(await findings()).toEqual([]);
    await page.getByRole('button', { name: /^Delete Unreadable model/ }).click();
    await page.getByRole('button', { name: 'Delete it' }).click();
    await expect.poll(() => page.locator('.models-list li').count()).toBe(1);
  });

  it('is fetched from an address of the page’s own server, after its size and licence were shown', async () => {
    const own = await serveBuilt({
      change: async (copy) => {
        await mkdir(join(copy, 'models/mine'));
        for (const [name, bytes] of tinyBundle()) await writeFile(join(copy, 'models/mine', name), bytes);
      },
    });
    try {
      await page.goto(own.url);
      await openDialog();
      await page.locator('[name=address]').fill('./models/mine');
      await page.keyboard.press('Enter');
      await expect.poll(title, { timeout: 10_000 }).toBe('Download “Tiny model”?');
      expect(await page.locator('#models-dialog').innerText()).toMatch(/\d+\.\d kB, licence CC0-1\.0/);
      await page.getByRole('button', { name: 'Download and try it' }).click();
      await expect.poll(used, { timeout: 30_000 }).toBe('Tiny model');
      await page.locator('[name=address]').fill('https://elsewhere.test/model/');
      await page.keyboard.press('Enter');
      await expect.poll(title, { timeout: 10_000 }).toBe('This model cannot be used');
      expect(await page.locator('dialog [role=alert]').innerText()).toMatch(/content-security policy/);
    } finally {
      await own.close();
    }
  });
});

describe('a folder without a manifest', () => {
  const numbered = (): Files => plainFolder(FOUNDATIONS.map((_, index) => `LABEL_${index}`), {}, {});

  it('whose names tell nothing asks what each output is, and takes a pasted list', async () => {
    await bringZip(numbered());
    await expect.poll(title, { timeout: 30_000 }).toBe('What do its outputs mean?');
    const keep = page.getByRole('button', { name: 'Keep and use' });
    expect(await page.locator('.models-problems').innerText()).toMatch(/Of 5 outputs it is not said what they are/);
    await keep.click({ force: true });
    expect(await title()).toBe('What do its outputs mean?');
    expect(await page.locator('.models-warning').innerText()).toMatch(/problem_type is missing/);
    await page.locator('.mapping-list textarea').fill('care, fairness');
    await page.getByRole('button', { name: 'Take the list' }).click();
    expect(await page.locator('.models-fault').innerText()).toMatch(/2 names; the model has 5 outputs/);
    await page.locator('.mapping-list textarea').fill('Sanctity\nAuthority\nLoyalty\nFairness\nCare');
    await page.getByRole('button', { name: 'Take the list' }).click();
    await expect.poll(() => page.locator('.models-problems').count()).toBe(0);
    expect(await page.getByLabel('Label of output 0').inputValue()).toBe('sanctity');
    await page.getByLabel('Licence').fill('MIT');
    await keep.click();
    await expect.poll(used, { timeout: 30_000 }).toBe('tiny-values');
    expect(await page.locator('.models-list li.used').innerText()).toMatch(/Thresholds are not fitted/);
    expect(await page.locator('.models-list li.used').innerText()).toMatch(/licence MIT/);
    await page.keyboard.press('Escape');
    await submit(page, TEXT);
    expect(await settled(page)).toBe('tagged');
    await expectTiny();
    expect(await words(page)).toContain('default, not fitted');
  });

  it('can be told output by output, by keyboard', async () => {
    await bringZip(numbered());
    await expect.poll(title, { timeout: 30_000 }).toBe('What do its outputs mean?');
    expect(await page.locator('[name=taxonomy]').inputValue()).toBe('mft-5');
    for (const [index, label] of FOUNDATIONS.entries()) await page.getByLabel(`Label of output ${index}`).selectOption(label);
    await page.getByLabel('Label of output 1').selectOption('care');
    expect(await page.locator('.models-problems').innerText()).toMatch(/Care: chosen for several outputs/);
    await page.getByLabel('Label of output 1').selectOption('fairness');
    await page.getByRole('button', { name: 'Keep and use' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(used, { timeout: 30_000 }).toBe('tiny-values');
  });

  it('whose names are known is matched by them', async () => {
    await bringZip(plainFolder(schwartz20.labels.map(({ id }) => id.replaceAll('-', '_')).toReversed()));
    await expect.poll(title, { timeout: 30_000 }).toBe('What do its outputs mean?');
    expect(await page.getByLabel('Label of output 0', { exact: true }).inputValue()).toBe('universalism-objectivity');
    expect(await page.locator('.models-problems').count()).toBe(0);
  });

  it('warns while the choice contradicts its configuration, and is silent when it does not', async () => {
    await bringZip(plainFolder(FOUNDATIONS));
    await expect.poll(title, { timeout: 30_000 }).toBe('What do its outputs mean?');
    expect(await page.locator('.models-warning').count()).toBe(0);
    await page.getByLabel(/Exactly one/).check();
    expect(await page.locator('[role=status] .models-warning').innerText()).toMatch(/multi_label_classification.*takes sigmoid; you have chosen softmax/);
    await page.getByLabel(/None, one or several/).check();
    expect(await page.locator('.models-warning').count()).toBe(0);
  });

  it('that gives probabilities and no logits is not taken', async () => {
    await bringZip(plainFolder(FOUNDATIONS, { softmax: true }));
    await expect.poll(title, { timeout: 30_000 }).toBe('What do its outputs mean?');
    expect(await page.locator('.models-warning').innerText()).toMatch(/sum to 1/);
    await page.getByRole('button', { name: 'Keep and use' }).click({ force: true });
    expect(await title()).toBe('What do its outputs mean?');
  });

  it('may have labels of its own, which the page shows', async () => {
    await bringZip(plainFolder(['Joy', 'Anger', 'Fear']));
    await expect.poll(title, { timeout: 30_000 }).toBe('What do its outputs mean?');
    await page.getByRole('button', { name: 'Keep and use' }).click();
    await expect.poll(used, { timeout: 30_000 }).toBe('tiny-values');
    await page.keyboard.press('Escape');
    await submit(page, TEXT);
    expect(await settled(page)).toBe('tagged');
    const said = await words(page);
    expect(said).toContain('Own labels');
    expect(said).toContain('Anger');
  });
});

describe('the dialog, for a reader who does not see it', () => {
  it.each([
    ['light', { width: 1280, height: 900 }],
    ['dark', { width: 1280, height: 900 }],
    ['light', { width: 390, height: 844 }],
  ] as const)('has nothing that axe finds, in any state (%s, %o)', async (colorScheme, size) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize(size);
    expect(await findings()).toEqual([]);
    await openDialog();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('models-title');
    expect(await findings()).toEqual([]);
    for (const summary of await page.locator('.models summary').all()) await summary.click();
    expect(await findings()).toEqual([]);
    await page.locator('[data-pick=zip]').setInputFiles(zip(plainFolder(FOUNDATIONS.map((_, index) => `LABEL_${index}`), {}, {})));
    await expect.poll(title, { timeout: 30_000 }).toBe('What do its outputs mean?');
    expect(await findings()).toEqual([]);
    await page.locator('.mapping-list textarea').fill(FOUNDATIONS.join(','));
    await page.getByRole('button', { name: 'Take the list' }).click();
    expect(await findings()).toEqual([]);
    await page.getByRole('button', { name: 'Keep and use' }).click();
    await expect.poll(used, { timeout: 30_000 }).toBe('tiny-values');
    expect(await findings()).toEqual([]);
    await page.getByRole('button', { name: 'Delete tiny-values' }).click();
    expect(await findings()).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('models');
  });
});
