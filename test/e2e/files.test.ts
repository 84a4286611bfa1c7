import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { docx } from '../support/docx.ts';
import { openBrowser, type OpenBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { settled, shown, submit } from './page.ts';

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
  await page.goto(server.url);
});
afterEach(async () => {
  await opened.browser.close();
  // Chromium says that it refused handlers in a document that could not run any.
  expect(opened.complaints.filter((complaint) => !complaint.startsWith('Executing inline event handler'))).toEqual([]);
});

const choose = (name: string, content: string | Uint8Array): Promise<void> =>
  page.locator('#file').setInputFiles({ name, mimeType: '', buffer: Buffer.from(content) });

async function sentences(): Promise<string[]> {
  expect(await settled(page)).toBe('tagged');
  return (await shown(page)).sentences.map(({ text }) => text);
}

describe('a file that is chosen', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['plain.txt', 'We care for all. We share.', 'plain'],
    ['notes.md', '# Title\n\nWe *care* for [all](https://example.org). We share.', 'notes'],
    ['letter.docx', docx(['We care for all.', 'We share.']), 'letter'],
    ['page.html', '<title>A page</title><nav>Menu.</nav><p>We care\nfor all.<p>We share.<script>document.title="ran"; window.top.location="about:blank"</script><img src=x onerror="alert(1)">', 'A page'],
  ])('is read and tagged: %s', async (name, content, title) => {
    await choose(name, content);
    const found = await sentences();
    expect(found.filter((text) => text !== 'Title')).toEqual([expect.stringMatching(/^We care\sfor all\.$/), 'We share.']);
    expect(await page.locator('#origin').innerText()).toBe(title);
    expect(await page.title()).not.toBe('ran');
  });

  it('may be a table, of which the reader chooses the columns, by keyboard too, after a look at it', async () => {
    await choose('answers.csv', 'key;who;what\nx1;Ann;"We care; for all."\nx2;Bob;We share.\n');
    await page.locator('.table-picker').waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('table-picker-title');
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.locator('.table-preview tbody tr').first().innerText()).toMatch(/2\s+x1\s+Ann\s+We care; for all\./);
    await page.locator('.table-picker [name=text]').selectOption({ label: 'who' });
    await page.locator('.table-picker [name=text]').selectOption({ label: 'what' });
    expect(await page.locator('.table-picker [name=id]').inputValue()).toBe('0');
    await page.getByRole('button', { name: 'Mark the values of 2 rows' }).focus();
    await page.keyboard.press('Enter');
    expect(await sentences()).toEqual(['We care; for all.', 'We share.']);
  });

  it('may hold records', async () => {
    await choose('answers.jsonl', '{"id": 5, "text": "We care for all."}\n{"id": 6, "text": "We share."}\n');
    await page.getByRole('button', { name: 'Mark the values of 2 rows' }).click();
    expect(await sentences()).toEqual(['We care for all.', 'We share.']);
  });

  it('is refused with the place and a way out where it cannot be read, and another one is taken then', async () => {
    await choose('old.txt', Uint8Array.of(0x61, 0x0a, 0x62, 0xe9, 0x20));
    const alert = page.locator('#file-place [role=alert]');
    await expect.poll(() => alert.innerText()).toMatch(/old\.txt, line 2, column 2: .*not UTF-8.*\s+Save the file as UTF-8/);
    expect(await axeFindings(page)).toEqual([]);
    await choose('scan.pdf', '%PDF-1.7');
    await expect.poll(() => alert.innerText()).toMatch(/scan\.pdf.*PDF/);
    await choose('large.txt', new Uint8Array(20_000_001).fill(0x61));
    await expect.poll(() => alert.innerText()).toMatch(/20 MB/);
    await choose('good.txt', 'We share.');
    expect(await sentences()).toEqual(['We share.']);
  });

  it('can be dropped on the page', async () => {
    const data = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['We care for all.'], 'dropped.txt'));
      return transfer;
    });
    await page.dispatchEvent('main', 'dragover', { dataTransfer: data });
    expect(await page.locator('html.dropping').count()).toBe(1);
    await page.dispatchEvent('main', 'drop', { dataTransfer: data });
    expect(await sentences()).toEqual(['We care for all.']);
    expect(await page.locator('html.dropping').count()).toBe(0);
  });
});

describe('recent texts', () => {
  const databases = (): Promise<(string | undefined)[]> => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  const kept = (): Promise<number> => page.locator('.recent li').count();

  it('are kept only when the reader says so, open again, and are deleted one by one or all', async () => {
    await submit(page, 'A text that nobody keeps.');
    await sentences();
    expect(await databases()).not.toContain('value-tagger-texts');
    await page.locator('#edit').click();
    await page.getByLabel('Keep recent texts on this device').check();
    for (const text of ['We care for all.', 'We share.', 'We care for all.']) {
      await submit(page, text);
      expect(await sentences()).toEqual([text]);
      await page.locator('#edit').click();
    }
    await expect.poll(kept).toBe(2);
    await page.reload();
    await expect.poll(kept).toBe(2);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'We share.', exact: true }).click();
    expect(await sentences()).toEqual(['We share.']);
    await page.locator('#edit').click();
    await page.getByRole('button', { name: 'Delete We care for all.' }).click();
    await expect.poll(kept).toBe(1);
    await page.getByLabel('Keep recent texts on this device').click();
    await page.getByRole('button', { name: 'Delete, and keep none' }).click();
    await expect.poll(kept).toBe(0);
    expect(await databases()).not.toContain('value-tagger-texts');
    expect(await page.getByLabel('Keep recent texts on this device').isChecked()).toBe(false);
  });
});
