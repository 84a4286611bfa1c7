/**
 * `npm run screenshots`: pictures of every view and state of the built page, light and dark, on a desktop and a phone, into
 * docs/screenshots/. Build first (`npm run build`).
 *   --out DIR   elsewhere      --only WORD   those whose name has the word in it      --all   also those that the project does not keep
 */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import sharp from 'sharp';
import { preview } from 'vite';
import { BROWSER_FLAGS, findBrowser } from '../test/support/find-browser.mjs';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'docs/screenshots' }, only: { type: 'string', default: '' }, all: { type: 'boolean', default: false } } });

const SCREENS = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 }, wide: { width: 1920, height: 1080 } };
const CSV = 'id,author,text\n7,Doe,"We owe it to our children to keep the river clean."\n8,Roe,"Those who keep the law have nothing to fear from it."\n9,Poe,Nobody should tell me how to live.\n';

const settled = (page) => page.waitForFunction(() => document.querySelector('value-tagger')?.run.kind === 'tagged', undefined, { timeout: 120_000 });
const sample = async (page) => {
  await page.locator('.samples button').nth(1).click();
  await settled(page);
  await page.waitForTimeout(900);
};
const foundations = async (page) => {
  await sample(page);
  await page.locator('value-tagger label.theory', { hasText: 'Moral foundations' }).click();
  await page.waitForTimeout(900);
};
const isPhone = (page) => (page.viewportSize()?.width ?? 0) < 800;
/** On a phone the profile is a sheet. */
const sheet = async (page) => {
  if (isPhone(page)) await page.locator('value-tagger .sheet-open').click();
  await page.waitForTimeout(400);
};

/** The text in one of the element's views. */
const view = (name, prepare = async () => undefined) => async (page) => {
  await sample(page);
  await prepare(page);
  await page.locator(`value-tagger #tab-${name}`).click();
  await page.evaluate(() => document.querySelector('value-tagger').updateComplete);
  await page.waitForTimeout(900);
};
/** Another version of the text: a sentence less, a sentence more, and a word changed. */
const otherVersion = async (page) => {
  await page.evaluate(() => {
    const element = document.querySelector('value-tagger');
    const [, second, , fourth] = element.sentences;
    element.compareTo = `${element.text.replace(second.text, '').replace(fourth.text, 'We gave thanks together.')}\nEverybody may come and go as they please.`;
  });
};
const label = async (page) => {
  await page.locator('#label-sets > summary').click();
  await page.locator('#sets select').first().waitFor();
  await page.locator('#label-sets').scrollIntoViewIfNeeded();
  await page.waitForTimeout(300);
};

/** Every screen in both colour schemes. */
const EVERY = ['desktop-light', 'desktop-dark', 'phone-light', 'phone-dark'];

/** Each state with the steps that lead there; `keep` is where the project keeps its picture. */
const STATES = [
  { name: 'empty', keep: EVERY, go: async () => undefined },
  { name: 'text', keep: [...EVERY, 'wide-light'], go: sample },
  { name: 'list', keep: EVERY, go: view('list') },
  { name: 'profile', keep: EVERY, go: view('profile') },
  { name: 'compare', keep: EVERY, go: view('compare', otherVersion) },
  { name: 'trend', keep: EVERY, go: view('trend') },
  { name: 'sentence', keep: EVERY, go: async (page) => {
    await sample(page);
    await page.evaluate(() => {
      const element = document.querySelector('value-tagger');
      const index = element.sentences.find(({ scores }) => Math.max(...scores['schwartz-20']) > 0.8)?.index ?? 0;
      element.select(index);
    });
    await page.waitForTimeout(600);
  } },
  { name: 'foundations', keep: ['desktop-dark'], go: foundations },
  { name: 'sheet', keep: ['phone-light'], go: async (page) => {
    await sample(page);
    await sheet(page);
  } },
  { name: 'table', keep: ['desktop-light', 'phone-light'], go: async (page) => {
    await page.locator('#file').setInputFiles({ name: 'answers.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
    await page.locator('.table-picker').scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
  } },
  { name: 'refused', keep: [], go: async (page) => {
    await page.locator('#file').setInputFiles({ name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') });
    await page.locator('.refused').scrollIntoViewIfNeeded();
  } },
  { name: 'downloads', keep: ['desktop-light'], go: async (page) => {
    await sample(page);
    await page.locator('#download-menu').click();
  } },
  { name: 'requests', keep: ['desktop-light', 'phone-dark'], go: async (page) => {
    await sample(page);
    await page.locator('#requests').click();
    await page.locator('#requests-dialog table').first().waitFor();
  } },
  { name: 'help', keep: [], go: async (page) => {
    await page.locator('#help').click();
    await page.locator('#help-dialog h3').first().waitFor();
  } },
  { name: 'label-sets', keep: ['desktop-light'], go: label },
  { name: 'readings', keep: ['desktop-light'], go: async (page) => {
    await sample(page);
    await page.locator('#readings > summary').click();
    await page.locator('.readings-models li').first().waitFor();
    await page.locator('#readings').scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
  } },
  { name: 'models', keep: ['desktop-light'], go: async (page) => {
    await page.locator('#models').click();
    await page.locator('.models-list li').first().waitFor();
  } },
  { name: 'storage', keep: [], go: async (page) => {
    await page.locator('#storage summary').click();
    await page.locator('.storage-figures').scrollIntoViewIfNeeded();
  } },
  { name: 'report', keep: ['desktop-light'], go: async (page) => {
    await sample(page);
    await page.locator('#download-menu').click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('[data-item=report]').click()]);
    // The ending tells the browser that it is a page.
    const path = join(tmpdir(), 'value-tagger-report.html');
    await download.saveAs(path);
    await page.goto(`file://${path}`);
  } },
];

const server = await preview({ logLevel: 'error', preview: { port: 0, host: '127.0.0.1' } });
const { port } = server.httpServer.address();
const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
await mkdir(values.out, { recursive: true });
for (const [screen, viewport] of Object.entries(SCREENS)) {
  for (const colorScheme of ['light', 'dark']) {
    const wanted = STATES.filter(({ name, keep }) => (values.all || keep.includes(`${screen}-${colorScheme}`)) && `${name}-${screen}-${colorScheme}`.includes(values.only));
    if (wanted.length === 0) continue;
    // One profile for all states of a screen: the model is downloaded once.
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce', hasTouch: screen === 'phone' });
    for (const { name, go } of wanted) {
      const page = await context.newPage();
      try {
        await page.goto(`http://localhost:${port}/`);
        await page.waitForFunction(() => /since load/.test(document.querySelector('#requests-first')?.textContent ?? ''), undefined, { timeout: 60_000 });
        await go(page);
        const path = join(values.out, `${name}-${screen}-${colorScheme}.png`);
        // A page has few colours: 256 of them take a third of the bytes, and the eye sees no difference.
        await sharp(await page.screenshot()).png({ palette: true, effort: 10 }).toFile(path);
        console.log(path);
      } finally {
        await page.close();
      }
    }
    await context.close();
  }
}
await browser.close();
await server.close();
