import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { splitQuoted } from '../../src/text/delimited.ts';
import { axeFindings } from '../support/axe.ts';
import { openBrowser, type OpenBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { settled, shown } from './page.ts';

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
  await page.locator('#file').setInputFiles({ name: 'answers.csv', mimeType: '', buffer: Buffer.from('id,text\n=x1,"Every child deserves a safe home. <b>We</b> must protect the forest."\nx2,=1+1 is two.\n') });
  await page.getByRole('button', { name: /^Mark the values of/ }).click();
  expect(await settled(page)).toBe('tagged');
});
afterEach(async () => {
  await opened.browser.close();
  expect(opened.complaints).toEqual([]);
});

async function save(item: string): Promise<{ name: string; bytes: Buffer }> {
  await page.locator('#download-menu').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(`[data-item=${item}]`).click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

describe('what is downloaded', () => {
  it('as tables has all sentences with the ids of their rows, and no formula', async () => {
    const wide = await save('wide');
    expect(wide.name).toBe('value-tagger-answers-schwartz-20.csv');
    const [header, ...rows] = splitQuoted(wide.bytes.toString('utf8'), {}, ',').map(({ fields }) => fields);
    expect(header?.slice(0, 6)).toEqual(['id', 'sentence', 'start', 'end', 'text', 'truncated']);
    expect(rows.map((fields) => [fields[0], fields[4]])).toEqual([
      ["'=x1", 'Every child deserves a safe home.'],
      ["'=x1", '<b>We</b> must protect the forest.'],
      ['x2', "'=1+1 is two."],
    ]);
    const { sentences } = await shown(page);
    const column = header?.indexOf('universalism-nature:score') ?? -1;
    expect(column).toBeGreaterThan(0);
    const scores = sentences.map(({ scores: all }) => all['schwartz-20']?.[(header?.indexOf('universalism-nature') ?? 0) - 6] ?? 0);
    rows.forEach((fields, index) => expect(Number(fields[column])).toBeCloseTo(scores[index] ?? Number.NaN, 3));
    const long = splitQuoted((await save('long')).bytes.toString('utf8'), {}, ',').map(({ fields }) => fields);
    expect(new Set(long.slice(1).map(([id]) => id))).toEqual(new Set(["'=x1", 'x2']));
    expect(long.some((fields) => fields[5] === 'universalism-nature')).toBe(true);
  });

  it('as JSON says how it was made', async () => {
    const { name, bytes } = await save('json');
    expect(name).toMatch(/\.json$/);
    const result = JSON.parse(bytes.toString('utf8')) as { run: { model: { digest: string }; device: string; thresholds: Record<string, unknown> }; sentences: { id: string }[] };
    expect(result.run.device).toBe('wasm');
    expect(result.run.model.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.keys(result.run.thresholds)).toHaveLength(20);
    expect(result.sentences.map(({ id }) => id)).toEqual(['=x1', '=x1', 'x2']);
  });

  it('as a report can be opened, light and dark, without a script or a request, and has nothing that axe finds', async () => {
    const { bytes } = await save('report');
    const report = await opened.context.newPage();
    const asked: string[] = [];
    report.on('request', (request) => asked.push(request.url()));
    await report.route('http://report.test/', (route) => route.fulfill({ body: bytes, contentType: 'text/html' }));
    for (const colorScheme of ['light', 'dark'] as const) {
      await report.emulateMedia({ colorScheme });
      await report.goto('http://report.test/');
      expect(await report.locator('.text').innerText()).toContain('<b>We</b> must protect the forest.');
      expect(await report.locator('script').count()).toBe(0);
      const ground = await report.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(await axeFindings(report)).toEqual([]);
      expect(ground).toBe(colorScheme === 'light' ? 'rgb(253, 252, 249)' : 'rgb(23, 24, 27)');
    }
    expect(new Set(asked)).toEqual(new Set(['http://report.test/']));
    const [width] = await report.locator('figure svg').evaluateAll((drawings) => drawings.map((drawing) => drawing.getBoundingClientRect().width));
    expect(width).toBeGreaterThan(200);
  });

  it('as charts are pictures that stand alone', async () => {
    for (const item of ['svg', 'bars-svg']) {
      const { bytes } = await save(item);
      const parsed = await page.evaluate((source) => {
        const drawing = new DOMParser().parseFromString(source, 'image/svg+xml');
        return { root: drawing.documentElement.tagName, paths: drawing.querySelectorAll('path, rect').length, faults: drawing.querySelectorAll('parsererror').length };
      }, bytes.toString('utf8'));
      expect(parsed).toMatchObject({ root: 'svg', faults: 0 });
      expect(parsed.paths).toBeGreaterThan(20);
    }
    for (const item of ['png', 'bars-png']) {
      const { bytes, name } = await save(item);
      expect(name).toMatch(/\.png$/);
      const painted = await page.evaluate(async (base64) => {
        const image = new Image();
        image.src = `data:image/png;base64,${base64}`;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext('2d');
        context?.drawImage(image, 0, 0);
        const { data } = context?.getImageData(0, 0, image.width, image.height) ?? { data: new Uint8ClampedArray() };
        return { width: image.width, colors: new Set(Array.from({ length: data.length / 400 }, (_, at) => `${data[at * 400]},${data[at * 400 + 1]},${data[at * 400 + 2]}`)).size };
      }, bytes.toString('base64'));
      expect(painted.width).toBeGreaterThan(900);
      expect(painted.colors).toBeGreaterThan(3);
    }
  });
});

describe('the menu of downloads', () => {
  it('is worked by keyboard, and closes where it was opened', async () => {
    await page.locator('#download-menu').focus();
    await page.keyboard.press('Enter');
    const item = (): Promise<string | undefined> => page.evaluate(() => (document.activeElement as HTMLElement).dataset['item']);
    expect(await item()).toBe('report');
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    expect(await item()).toBe('wide');
    await page.keyboard.press('End');
    expect(await item()).toBe('print');
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('download-menu');
    expect(await page.locator('#download-items').isVisible()).toBe(false);
  });

  it('has bars alone for a theory that is no circle', async () => {
    await page.locator('value-tagger label.theory', { hasText: 'Moral foundations' }).click();
    await expect.poll(() => page.evaluate(() => (document.querySelector('value-tagger') as unknown as { taxonomy: string }).taxonomy)).toBe('mft-6');
    await page.locator('#download-menu').click();
    expect(await page.locator('#download-items [data-item]:visible').evaluateAll((items) => items.map((item) => (item as HTMLElement).dataset['item']))).toEqual(['report', 'wide', 'long', 'json', 'svg', 'png', 'print']);
  });
});
