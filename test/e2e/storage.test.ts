import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { openBrowser, type OpenBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { readyForOffline, settled, shown, submit } from './page.ts';

const TEXT = 'Every child deserves a safe home. We must protect the forest from those who would burn it.';

let server: Awaited<ReturnType<typeof serveBuilt>>;
let opened: OpenBrowser;

beforeAll(async () => {
  server = await serveBuilt();
});
afterAll(() => server.close());
afterEach(() => opened.browser.close());

const panel = (page: Page): Promise<string> => page.locator('#storage').innerText();

async function tag(page: Page, url: string, text: string): Promise<boolean[]> {
  await page.goto(url);
  await submit(page, text);
  expect(await settled(page)).toBe('tagged');
  return (await shown(page)).sentences.map(({ cached }) => cached);
}

async function openPanel(page: Page): Promise<void> {
  await page.locator('#storage summary').click();
  await expect.poll(() => panel(page)).toMatch(/Model and engine/);
}

/** What the browser really holds, past our code. `rows` and `models` are those of the cache alone. */
async function stored(page: Page): Promise<{ databases: string[]; caches: string[]; rows: number; models: number; choice: [string, string][] }> {
  return await page.evaluate(async () => {
    const databases = (await indexedDB.databases()).map(({ name }) => name ?? '').toSorted();
    let rows = 0;
    let models = 0;
    for (const name of databases.filter((name) => name === 'value-tagger')) {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
      });
      const count = (store: string): Promise<number> =>
        new Promise((resolve) => {
          const request = database.transaction(store).objectStore(store).count();
          request.onsuccess = () => resolve(request.result);
        });
      rows += await count('pages');
      models += await count('models');
      database.close();
    }
    return { databases, rows, models, caches: (await caches.keys()).filter((name) => name.startsWith('value-tagger')), choice: Object.entries(localStorage) };
  });
}

describe('what is kept on the device', () => {
  it('is told in sentences and bytes, and is deleted at the press of a button', async () => {
    opened = await openBrowser();
    const { page } = opened;
    await tag(page, server.url, TEXT);
    await readyForOffline(page);
    await openPanel(page);
    await expect.poll(() => panel(page)).toMatch(/of 2 sentences, 0\.7 kB of at most 64\.0 MB/);
    expect(await panel(page)).toMatch(/Model and engine\s+2\d\.\d MB/);
    expect(await panel(page)).toMatch(/of the .* that the browser allows/);
    await page.getByRole('button', { name: 'Delete scores' }).click();
    await expect.poll(() => page.locator('#storage [role=status]').innerText()).toBe('The scores of 2 sentences were deleted.');
    expect((await stored(page)).rows).toBe(0);
    await page.getByRole('button', { name: 'Delete files' }).click();
    await expect.poll(() => page.locator('#storage [role=status]').innerText()).toMatch(/^Model and engine were deleted/);
    expect((await stored(page)).caches).toEqual([]);
    expect(await tag(page, server.url, TEXT)).toEqual([false, false]);
    expect(opened.complaints).toEqual([]);
  });

  it('is nothing once the reader says so: all is deleted, the next visit keeps nothing, and only the choice is remembered', async () => {
    opened = await openBrowser();
    const { page } = opened;
    await tag(page, server.url, TEXT);
    await readyForOffline(page);
    await openPanel(page);
    const keep = page.getByRole('switch', { name: 'Keep results on this device' });
    await keep.click();
    expect(await keep.isChecked()).toBe(true);
    expect((await stored(page)).rows).toBe(1);
    await page.getByRole('button', { name: 'Delete, and keep nothing' }).click();
    await expect.poll(() => keep.isChecked()).toBe(false);
    await expect.poll(() => page.locator('#storage [role=status]').innerText()).toMatch(/^Everything was deleted/);
    const nothing = { databases: [], caches: [], rows: 0, models: 0, choice: [['value-tagger keep', 'nothing']] };
    await expect.poll(() => stored(page)).toEqual(nothing);
    expect(await tag(page, server.url, TEXT)).toEqual([false, false]);
    await expect.poll(() => stored(page)).toEqual(nothing);
    await openPanel(page);
    await keep.click();
    await expect.poll(async () => (await stored(page)).choice).toEqual([]);
    expect(await tag(page, server.url, TEXT)).toEqual([false, false]);
    expect(await tag(page, server.url, TEXT)).toEqual([true, true]);
  });

  it('has the reader’s own work in it, which is deleted only where the reader says so for it', async () => {
    opened = await openBrowser();
    const { page } = opened;
    const work = (): Promise<string[]> => stored(page).then(({ databases }) => databases.filter((name) => name !== 'value-tagger'));
    const said = (): Promise<string> => page.locator('#storage [role=status]').innerText();
    const rejected = (): Promise<number> => page.evaluate(() => (document.querySelector('value-tagger') as unknown as { corrections(): unknown[] }).corrections().length);
    const reject = async (count: number): Promise<void> => {
      await page.locator('value-tagger .sentence').nth(count - 1).focus();
      await page.keyboard.press('r');
      await expect.poll(rejected).toBe(count);
    };
    await tag(page, server.url, TEXT);
    expect(await work()).toEqual([]);
    await reject(1);
    await page.locator('#label-sets summary').click();
    await page.getByRole('button', { name: 'New set' }).click();
    await expect.poll(work).toEqual(['value-tagger-corrections', 'value-tagger-label-sets']);
    await openPanel(page);
    await expect.poll(() => panel(page)).toMatch(/Your corrections\s+1 correction\s[^]*Your label sets\s+1 label set\s/);

    // One by one, and only after a second word.
    await page.getByRole('button', { name: 'Delete label sets' }).click();
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    expect(await work()).toHaveLength(2);
    await page.getByRole('button', { name: 'Delete label sets' }).click();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect.poll(said).toBe('Deleted: 1 label set.');
    expect(await work()).toEqual(['value-tagger-corrections']);

    // With everything else it stays, unless it is chosen.
    await page.getByRole('switch').click();
    expect(await page.getByRole('checkbox', { name: '1 correction' }).isChecked()).toBe(false);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Delete, and keep nothing' }).click();
    await expect.poll(said).toBe('Everything was deleted but your 1 correction, and nothing is kept from now on.');
    expect(await stored(page)).toMatchObject({ databases: ['value-tagger-corrections'], rows: 0, caches: [] });
    // What is said from then on holds until the page is closed.
    await reject(2);
    await tag(page, server.url, TEXT);
    await expect.poll(rejected).toBe(1);

    await openPanel(page);
    await page.getByRole('switch').click();
    await expect.poll(said).toMatch(/^Results are kept/);
    await page.getByRole('switch').click();
    await page.getByRole('checkbox', { name: '1 correction' }).check();
    await page.getByRole('button', { name: 'Delete, and keep nothing' }).click();
    await expect.poll(said).toBe('Everything was deleted, and nothing is kept from now on.');
    expect(await work()).toEqual([]);
    expect(await rejected()).toBe(0);
  });

  it('can be looked at and refused by keyboard, and axe finds nothing in it', async () => {
    opened = await openBrowser();
    const { page } = opened;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const findings = (): Promise<string[]> => axeFindings(page);
    await tag(page, server.url, TEXT);
    await page.locator('#storage summary').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => panel(page)).toMatch(/of 2 sentences/);
    expect(await findings()).toEqual([]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    expect(await focused()).toBe('Go on keeping');
    expect(await findings()).toEqual([]);
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('switch');
    expect(await page.getByRole('switch').isChecked()).toBe(true);
    expect((await stored(page)).rows).toBe(1);
  });

  it('is shared by two tabs: what one has read the other has, and when one is to keep nothing, neither does', async () => {
    opened = await openBrowser();
    const { page, context } = opened;
    const other = await context.newPage();
    await other.goto(server.url);
    await tag(page, server.url, TEXT);
    await submit(other, TEXT);
    expect(await settled(other)).toBe('tagged');
    expect((await shown(other)).sentences.map(({ cached }) => cached)).toEqual([true, true]);
    await openPanel(page);
    await page.getByRole('switch').click();
    await page.getByRole('button', { name: 'Delete, and keep nothing' }).click();
    await other.locator('#storage summary').click();
    await expect.poll(() => other.getByRole('switch').isChecked()).toBe(false);
    await other.locator('#edit').click();
    await submit(other, `${TEXT} Obey the law of the land.`);
    await expect.poll(async () => (await shown(other)).sentences.map(({ cached }) => cached), { timeout: 30_000 }).toEqual([false, false, false]);
    await expect.poll(() => stored(other)).toMatchObject({ databases: [], rows: 0, caches: [] });
  });
});

describe('a device without room', () => {
  it('costs no result: all are shown, and the reader is told that they are not kept', async () => {
    opened = await openBrowser();
    const { page, context } = opened;
    // Too little for the scores of 300 sentences, and for model and engine anyway.
    const devtools = await context.newCDPSession(page);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: new URL(server.url).origin, quotaSize: 60_000 });
    const text = Array.from({ length: 300 }, (_, index) => `Rule ${index} is to be obeyed.`).join('\n\n');
    expect(await tag(page, server.url, text)).toEqual(Array.from({ length: 300 }, () => false));
    const codes = (await shown(page)).notices.map(({ code }) => code);
    expect(codes.filter((code) => code === 'cache-full' || code === 'cache-unavailable'), codes.join()).toHaveLength(1);
  });
});

describe('a second visit', () => {
  it('shows what it has read before without the model, even where there is none any more', async () => {
    let root = '';
    const own = await serveBuilt({ change: async (copy) => { root = copy; } });
    try {
      opened = await openBrowser();
      const { page } = opened;
      await tag(page, own.url, TEXT);
      const first = (await shown(page)).sentences.map(({ scores }) => scores);
      // The model is remembered beside the tagging, and nobody waits for it.
      await expect.poll(async () => (await stored(page)).models).toBe(1);
      await page.evaluate(() => caches.delete('value-tagger-models-1'));
      await rm(join(root, 'models/embedded/weights.bin'));
      expect(await tag(page, own.url, TEXT)).toEqual([true, true]);
      expect((await shown(page)).sentences.map(({ scores }) => scores)).toEqual(first);
      await page.goto(own.url);
      await submit(page, 'Obey the law of the land.');
      expect(await settled(page)).toBe('failed');
    } finally {
      await own.close();
    }
  });
});
