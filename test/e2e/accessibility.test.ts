import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { openBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { settled, submit } from './page.ts';

let server: Awaited<ReturnType<typeof serveBuilt>>;

beforeAll(async () => {
  server = await serveBuilt();
});
afterAll(() => server.close());

const TEXT = 'Every child deserves a safe home. We must protect the forest from those who would burn it.';
const CSV = 'id,author,text\n7,Doe,"We owe it to our children to keep the river clean."\n8,Roe,"Those who keep the law have nothing to fear from it."\n';

/** Every state that a reader can bring the page into, with the steps from the one before. */
const STATES: readonly { readonly name: string; readonly go: (page: Page) => Promise<unknown> }[] = [
  { name: 'empty', go: (page) => page.locator('#source').waitFor() },
  { name: 'help', go: async (page) => {
    await page.locator('#help').click();
    await page.locator('#help-dialog h3').first().waitFor();
  } },
  { name: 'models', go: async (page) => {
    await page.keyboard.press('Escape');
    await page.locator('#models').click();
    await page.locator('.models-list li').first().waitFor();
  } },
  { name: 'label sets', go: async (page) => {
    await page.keyboard.press('Escape');
    await page.locator('#label-sets summary').first().click();
    await page.locator('#set-choice').waitFor();
  } },
  { name: 'a label set that comes with the page', go: async (page) => {
    await page.locator('#set-choice').selectOption({ index: 1 });
    await page.locator('label-set-editor').waitFor();
  } },
  { name: 'a label set that is edited', go: async (page) => {
    await page.getByRole('button', { name: 'Edit a copy' }).click();
    await expect.poll(() => page.locator('#sets > .sets-status').innerText()).toMatch(/^Saved/);
    await page.locator('label-set-editor').getByText('About this set').click();
    await page.locator('label-set-editor').getByText('Read in other theories').click();
  } },
  { name: 'a label set to be deleted', go: (page) => page.getByRole('button', { name: 'Delete this set' }).click() },
  { name: 'storage', go: async (page) => {
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.locator('#label-sets summary').first().click();
    await page.locator('#storage summary').click();
    await page.locator('.storage-figures').waitFor();
  } },
  { name: 'keep nothing?', go: (page) => page.getByRole('switch').click() },
  { name: 'a table', go: async (page) => {
    await page.getByRole('button', { name: 'Go on keeping' }).click();
    await page.locator('#storage summary').click();
    await page.getByLabel('File with a text').setInputFiles({ name: 'answers.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
    await page.locator('.table-picker').waitFor();
  } },
  { name: 'a file that is refused', go: async (page) => {
    await page.getByLabel('File with a text').setInputFiles({ name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') });
    await page.locator('.refused').waitFor();
  } },
  { name: 'tagged', go: async (page) => {
    await submit(page, TEXT);
    expect(await settled(page)).toBe('tagged');
    // The profile beside the text is drawn a little later.
    await page.locator('#profile value-wheel').waitFor({ state: 'attached' });
  } },
  { name: 'a sentence', go: async (page) => {
    await select(page, 1);
    await page.locator('value-tagger .details .bars').waitFor();
  } },
  ...(['list', 'profile', 'compare', 'trend'] as const).map((view) => ({
    name: view,
    go: async (page: Page) => {
      await select(page, undefined);
      await page.evaluate(async (name) => {
        const element = document.querySelector('value-tagger') as unknown as { view: string; updateComplete: Promise<unknown> };
        element.view = name;
        await element.updateComplete;
      }, view);
    },
  })),
  { name: 'foundations', go: (page) => page.locator('value-tagger label.theory', { hasText: 'Moral foundations' }).click() },
  { name: 'downloads', go: (page) => page.locator('#download-menu').click() },
  { name: 'requests', go: async (page) => {
    await page.keyboard.press('Escape');
    await page.locator('#requests').click();
    await page.locator('#requests-dialog table').first().waitFor();
  } },
];

function select(page: Page, index: number | undefined): Promise<void> {
  return page.evaluate((at) => (document.querySelector('value-tagger') as unknown as { select(index?: number): void }).select(at), index);
}

describe('the page, for a reader who does not see it', () => {
  it.each([
    ['light', { width: 1280, height: 900 }],
    ['dark', { width: 1280, height: 900 }],
    ['light', { width: 390, height: 844 }],
    ['dark', { width: 390, height: 844 }],
  ] as const)('has nothing that axe finds in any state (%s, %o)', async (scheme, size) => {
    const { browser, page } = await openBrowser();
    try {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.setViewportSize(size);
      await page.goto(server.url);
      const found: Record<string, string[]> = {};
      for (const { name, go } of STATES) {
        await go(page);
        await page.waitForTimeout(300);
        found[name] = await axeFindings(page);
      }
      expect(found).toEqual(Object.fromEntries(STATES.map(({ name }) => [name, []])));
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
