import { readFile, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LabelSetEditor } from '../../src/components/label-set-editor/label-set-editor.ts';
import type { LabelSet } from '../../src/label-sets/types.ts';
import { openBrowser, type OpenBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { settled, submit } from './page.ts';

let server: Awaited<ReturnType<typeof serveBuilt>>;
let opened: OpenBrowser;
let folder: string;

beforeAll(async () => {
  server = await serveBuilt();
  folder = await mkdtemp(join(tmpdir(), 'value-tagger-sets-'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});
afterEach(() => opened.browser.close());

async function openPanel(page: Page): Promise<void> {
  await page.goto(server.url);
  await page.locator('#label-sets summary').first().click();
  await page.locator('#set-choice').waitFor();
}

const status = (page: Page): Promise<string> => page.locator('#sets > .sets-status').innerText();
const saved = (page: Page): Promise<void> => expect.poll(() => status(page), { timeout: 20_000 }).toMatch(/^Saved/);
const current = (page: Page): Promise<LabelSet> => page.evaluate(() => (document.querySelector('label-set-editor') as LabelSetEditor).set as LabelSet);
const field = (page: Page, name: string) => page.locator('label-set-editor').getByLabel(name, { exact: true });

async function exported(page: Page, name: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
  const path = join(folder, file.suggestedFilename());
  await file.saveAs(path);
  return path;
}

/** Makes a set with some of everything, as a reader does. */
async function makeSet(page: Page): Promise<LabelSet> {
  await page.getByRole('button', { name: 'New set' }).click();
  await field(page, 'Name').fill('Hospitality');
  await field(page, 'Definition').fill('Making strangers welcome – “come in!”');
  await field(page, 'Short phrases').fill('welcome the stranger\nshare your bread');
  await field(page, 'What belongs to it').fill('guests');
  await field(page, 'Other names').fill('welcome');
  await page.getByRole('button', { name: 'Add a label' }).click();
  await expect.poll(() => field(page, 'Name').inputValue()).toBe('New label');
  await field(page, 'Name').fill('Gastfreundschaft 客');
  await field(page, 'Stands under').focus();
  await field(page, 'Stands under').selectOption({ label: 'Hospitality' });
  await page.locator('label-set-editor').getByText('About this set').click();
  await field(page, 'Name of the set').fill('My virtues');
  await field(page, 'Source').fill('Own work (2026)');
  await page.locator('label-set-editor').getByText('Read in other theories').click();
  await field(page, 'Theory').selectOption({ label: 'Moral foundations, five classic' });
  await page.locator('label-set-editor').getByRole('button', { name: 'Add', exact: true }).click();
  await page.locator('label-set-editor #link-mft-5').selectOption({ label: 'Care' });
  await page.locator('label-set-editor #link-mft-5 + button').click();
  await page.locator('label-set-editor').getByLabel(/^Weight/).fill('0.5');
  await page.keyboard.press('Tab');
  await saved(page);
  return await current(page);
}

describe('a label set made in the editor', () => {
  it('survives export, import and reload unchanged', async () => {
    opened = await openBrowser();
    const { page, complaints } = opened;
    await openPanel(page);
    const made = await makeSet(page);
    expect(made).toMatchObject({
      name: 'My virtues',
      source: 'Own work (2026)',
      labels: [
        { name: 'Hospitality', hypotheses: ['welcome the stranger', 'share your bread'], include: ['guests'], aliases: ['welcome'] },
        { name: 'Gastfreundschaft 客', parent: 'first-label' },
      ],
      crosswalks: [{ to: 'mft-5', links: [{ to: 'care', weight: 0.5 }] }],
    });

    const path = await exported(page, 'Export as JSON');
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(made);

    await page.reload();
    await page.locator('#label-sets summary').first().click();
    await page.locator('#set-choice').selectOption(made.id);
    await expect.poll(() => page.locator('label-set-editor').count()).toBe(1);
    expect(await current(page)).toEqual(made);

    await page.getByRole('button', { name: 'Delete this set' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect.poll(() => page.locator('label-set-editor').count()).toBe(0);
    await page.locator('#set-file').setInputFiles(path);
    await saved(page);
    expect(await current(page)).toEqual(made);
    expect(complaints).toEqual([]);
  });

  it('is shared by two tabs: what one saves the other shows', async () => {
    opened = await openBrowser();
    const { page, context } = opened;
    await openPanel(page);
    const made = await makeSet(page);
    const other = await context.newPage();
    await openPanel(other);
    await expect.poll(() => other.locator(`#set-choice option[value="${made.id}"]`).count()).toBe(1);
    await other.locator('#set-choice').selectOption(made.id);
    await field(other, 'Definition').fill('Changed in the other tab');
    await saved(other);
    await expect.poll(async () => (await current(page)).labels.some(({ definition }) => definition === 'Changed in the other tab')).toBe(true);
  });

  it('reads a text with a word list whose categories are named like its labels', async () => {
    opened = await openBrowser();
    const { page, complaints } = opened;
    await openPanel(page);
    await makeSet(page);
    const list = join(folder, 'words.dic');
    await writeFile(list, '%\n1\tWelcome\n2\tWeather\n%\nguest*\t1\nrain\t2\n');
    await page.locator('#tagger-choice').selectOption('lexicon');
    await page.locator('#lexicon-file').setInputFiles(list);
    await expect.poll(() => page.locator('.sets-use .sets-status').innerText()).toMatch(/no label and is left out: Weather/);
    await submit(page, 'A guest is a blessing. Rain falls.');
    expect(await settled(page)).toBe('tagged');
    const shown = await page.evaluate(() => {
      const tagger = document.querySelector('value-tagger');
      return tagger?.sentences.map(({ text, evidence }) => ({ text, evidence }));
    });
    expect(shown?.[0]?.evidence).toEqual({ 'first-label': [{ start: 2, end: 7, weight: 1 }] });
    expect(await page.locator('value-tagger').evaluate((element) => element.shadowRoot?.querySelector('[part~=legend]')?.textContent ?? '')).toMatch(/Hospitality/);
    await page.getByRole('button', { name: 'Go back to the model' }).click();
    await expect.poll(() => page.evaluate(() => document.querySelector('value-tagger')?.model?.heads.some(({ id }) => id === 'schwartz-20')), { timeout: 60_000 }).toBe(true);
    expect(complaints).toEqual([]);
  });

});

describe('a file that cannot be right', () => {
  const set = (labels: string, more = ''): string => `{"format": "value-tagger/label-set", "version": 1, "id": "x", "name": "X", "language": "en"${more}, "labels": [${labels}]}`;

  it('is refused as a label set, with the place; what is open stays', async () => {
    opened = await openBrowser();
    const { page, complaints } = opened;
    await openPanel(page);
    const cases: readonly (readonly [name: string, content: string | Uint8Array, says: RegExp])[] = [
      ['parent.json', set('{"id": "a", "name": "A", "parent": "b"}'), /parent\.json, \$\.labels\[0\]\.parent: there is no label "b"/],
      ['circle.json', set('{"id": "a", "name": "A", "parent": "b"}, {"id": "b", "name": "B", "parent": "a"}'), /circle\.json, \$\.labels\[0\]\.parent: the parents go round in a circle: a → b → a/],
      ['twice.json', set('{"id": "a", "name": "A"}, {"id": "a", "name": "B"}'), /twice\.json, \$\.labels\[1\]\.id: "a" is the id of label 0 too/],
      ['many.json', set(Array.from({ length: 100_000 }, (_, index) => `{"id":"l${index}","name":"L"}`).join(',')), /many\.json, \$\.labels: there are 100000 labels, and at most 5000/],
      ['large.json', new Uint8Array(5_000_000).fill(0x20), /large\.json has 5\.0 MB, and at most 4 MB/],
      ['field.json', set('{"id": "a", "name": "A", "hypothesis": "x"}'), /field\.json, \$\.labels\[0\]\.hypothesis: this field is not known/],
      ['cut.json', set('{"id": "a"').slice(0, -2), /cut\.json, line 1, column \d+: (?:the file breaks off|a comma or)/],
      ['empty.json', '', /empty\.json, line 1, column 1: the file is empty/],
      ['latin.json', Uint8Array.from(set('{"id": "a", "name": "caf\u00e9"}'), (letter) => letter.charCodeAt(0)), /latin\.json, line 1, column \d+: byte 0xE9 is not UTF-8/],
      ['wide.csv', Uint8Array.of(0xff, 0xfe, 0x61, 0), /wide\.csv, line 1, column 1: the file is UTF-16/],
      ['picture.csv', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0), /picture\.csv, line 3, column 1: there is a zero byte/],
      ['table.csv', 'dimension,item\n,I hope\n', /table\.csv, line 2, column "dimension": there is no dimension/],
    ];
    for (const [name, content, says] of cases) {
      await page.locator('#set-file').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });
      await expect.poll(() => status(page), { message: name }).toMatch(says);
    }
    expect(await page.locator('label-set-editor').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('is refused as a word list, with the place; the text stays with what read it', async () => {
    opened = await openBrowser();
    const { page, complaints } = opened;
    await openPanel(page);
    await page.locator('#set-choice').selectOption('mft-5');
    await page.locator('#tagger-choice').selectOption('lexicon');
    const cases: readonly (readonly [name: string, content: string | Uint8Array, says: RegExp])[] = [
      ['number.dic', '%\n1\tcare\n%\nhelp\t7\n', /number\.dic, line 4: there is no category with the number 7/],
      ['twice.dic', '%\n1\tcare\n1\tfairness\n%\nhelp\t1\n', /twice\.dic, line 3: there are two categories with the number 1/],
      ['weight.csv', 'word,care\nhelp,7\n', /weight\.csv, line 2, column "care": the weight 7 is not between -1 and 1/],
      ['ragged.csv', `word,care\n${'help,1\n'.repeat(3)}help,1,2\n`, /ragged\.csv, line 5: there are 3 columns instead of 2/],
      ['latin.csv', Uint8Array.from('word,care\ncaf\u00e9,1\n', (letter) => letter.charCodeAt(0)), /latin\.csv, line 2, column 4: byte 0xE9 is not UTF-8/],
      ['cut.json', '{"care": ["help",', /cut\.json, line 1, column \d+: the file breaks off/],
      ['empty.csv', '', /empty\.csv, line 1: the file is empty/],
      ['other.csv', 'word,category\nrain,weather\n', /No category of the lexicon \(weather\) has the id, name or other name of a label/],
      ['many.csv', `word,care\n${Array.from({ length: 500_001 }, (_, index) => `w${index},1`).join('\n')}\n`, /many\.csv, line 500002, column "care": there are more than 500000 entries/],
    ];
    for (const [name, content, says] of cases) {
      await page.locator('#lexicon-file').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });
      await expect.poll(() => page.locator('.sets-use > .sets-status').innerText(), { message: name, timeout: 30_000 }).toMatch(says);
    }
    expect(await page.locator('.sets-provenance').count()).toBe(0);
    await submit(page, 'Help the weak.');
    expect(await settled(page)).toBe('tagged');
    expect(await page.evaluate(() => document.querySelector('value-tagger')?.model?.heads.some(({ id }) => id === 'touche-54'))).toBe(true);
    // 100,000 entries are no reason to be refused.
    await page.locator('#lexicon-file').setInputFiles({ name: 'long.csv', mimeType: 'text/plain', buffer: Buffer.from(`word,care\n${Array.from({ length: 100_000 }, (_, index) => `w${index},1`).join('\n')}\nhelp,1\n`) });
    await page.locator('.sets-provenance').waitFor({ timeout: 60_000 });
    expect(await settled(page)).toBe('tagged');
    await expect.poll(() => page.evaluate(() => document.querySelector('value-tagger')?.sentences[0]?.evidence)).toEqual({ care: [{ start: 0, end: 4, weight: 1 }] });
    expect(complaints).toEqual([]);
  });
});

describe('the label sets of the page', () => {
  it.each([
    ['light', { width: 1280, height: 900 }],
    ['dark', { width: 390, height: 844 }],
  ] as const)('have nothing that axe finds (%s, %o)', async (scheme, size) => {
    const axe = await readFile('node_modules/axe-core/axe.min.js', 'utf8');
    opened = await openBrowser();
    const { page } = opened;
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize(size);
    await openPanel(page);
    await page.locator('#set-choice').selectOption('rights-and-duties');
    await expect.poll(() => page.locator('label-set-editor').count()).toBe(1);
    for (const copy of [false, true]) {
      if (copy) await page.getByRole('button', { name: 'Edit a copy' }).click();
      await page.locator('label-set-editor').getByText('Read in other theories').click();
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
      expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`))).toEqual([]);
    }
  });

  it('are fetched only when they are opened', async () => {
    opened = await openBrowser();
    const { page } = opened;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(server.url);
    await page.locator('#source').waitFor();
    const before = asked.length;
    expect(asked.filter((url) => /label-set|mft-2|rights|lexicon/.test(url))).toEqual([]);
    await page.locator('#label-sets summary').first().click();
    await page.locator('#set-choice').selectOption('mft-2');
    await expect.poll(() => page.locator('label-set-editor').count()).toBe(1);
    expect(asked.slice(before).some((url) => /mft-2/.test(url))).toBe(true);
  });
});
