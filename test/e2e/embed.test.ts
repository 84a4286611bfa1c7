import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { openBrowser, type OpenBrowser } from '../support/open-page.ts';
import { serveFolders, type FolderServer } from '../support/serve-folders.ts';
import { settled, shown, words } from './page.ts';

const PLAIN = `<!doctype html><html lang="en"><meta charset="utf-8"><title>t</title><link rel="icon" href="data:,">
  <script type="module" src="/lib/value-tagger.js"></script>
  <main><h1>t</h1><value-tagger>We must protect the forest from those who would burn it. Every child deserves a safe home.</value-tagger></main>`;

let opened: OpenBrowser;
let page: Page;
let trouble: string[];
let servers: FolderServer[];

beforeAll(() => {
  for (const file of ['dist-lib/value-tagger.js', 'dist-embed/react/index.html']) {
    if (!existsSync(file)) throw new Error(`${file} is missing: run npm run build:lib and npm run build:embed.`);
  }
});
beforeEach(async () => {
  servers = [];
  trouble = [];
  opened = await openBrowser();
  page = opened.page;
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') trouble.push(message.text());
  });
});
afterEach(async () => {
  await opened.browser.close();
  for (const server of servers) await server.close();
});

async function serve(...args: Parameters<typeof serveFolders>): Promise<FolderServer> {
  const server = await serveFolders(...args);
  servers.push(server);
  return server;
}

async function expectTags(sentences: number): Promise<void> {
  expect(await settled(page)).toBe('tagged');
  expect((await shown(page)).sentences).toHaveLength(sentences);
  const codes = await page.evaluate(() => [...(document.querySelector('value-tagger')?.shadowRoot?.querySelectorAll('.sentence[data-label], .sentence [data-label], .gloss [data-label], [data-label]') ?? [])].length);
  expect(codes).toBeGreaterThan(0);
  expect(trouble).toEqual([]);
  expect(opened.complaints).toEqual([]);
}

describe('the library in a page of somebody else', () => {
  it('tags what stands between its tags, under any path, with the strictest policy that a page can have', async () => {
    const html = await readFile('demo/embed/index.html', 'utf8');
    const server = await serve({ '/some/where/lib/': 'dist-lib', '/some/where/': { page: html } });
    await page.goto(`${server.origin}/some/where/`);
    await expectTags(3);
    expect(await words(page)).toContain('Those who keep the law');
    expect(await page.evaluate(() => (document.querySelector('value-tagger') as unknown as { text: string }).text)).toBe(
      'Every child deserves a safe home. We must protect the forest from those who would burn it.\n\nThose who keep the law have nothing to fear from it.',
    );
    expect(server.asked.filter((path) => !path.startsWith('/some/where/'))).toEqual([]);
    // What it did not need, it did not fetch.
    expect(server.asked.filter((path) => /ort-|lexicon|label-sets|bundle|output|tinyld/.test(path))).toEqual([]);
  });

  it('fetches what only some views need when they are wanted, says what to do where it does not come, and tries it again', async () => {
    const server = await serve({ '/lib/': 'dist-lib', '/': { page: PLAIN } });
    // While the model does not come nothing is fetched ahead.
    let letThrough = (): void => undefined;
    const held = new Promise<void>((resolve) => (letThrough = resolve));
    await page.route('**/manifest.json', async (route) => {
      await held;
      await route.continue();
    });
    let broken = true;
    await page.route(/\/(profile-view|details|keeper)-/, (route) => (broken ? route.abort() : route.continue()));
    await page.goto(server.origin);
    await page.locator('value-tagger [role=tab]').first().waitFor();
    const parts = (): string[] => server.asked.flatMap((path) => /(list|profile|compare|trend)-view|details|keeper|in-place/.exec(path)?.[0] ?? []);
    await page.waitForTimeout(300);
    expect(parts()).toEqual([]);
    await page.getByRole('tab', { name: 'Compare' }).click();
    await page.locator('value-tagger #other-version').waitFor();
    expect(parts()).toEqual(['compare-view']);

    letThrough();
    expect(await settled(page)).toBe('tagged');
    const failure = page.locator('value-tagger .failure');
    await page.getByRole('tab', { name: 'Profile' }).click();
    await expect.poll(() => failure.innerText()).toMatch(/could not be fetched[^]*Check the connection[^]*Try again/);
    expect(await axeFindings(page)).toEqual([]);
    broken = false;
    await failure.getByRole('button').click();
    await page.locator('value-tagger value-wheel .wedge').first().waitFor();
    expect(await failure.count()).toBe(0);
  });

  it('notes a correction only where what keeps it has come, and says so', async () => {
    const server = await serve({ '/lib/': 'dist-lib', '/': { page: PLAIN } });
    let broken = true;
    await page.route(/\/keeper-/, (route) => (broken ? route.abort() : route.continue()));
    await page.goto(server.origin);
    expect(await settled(page)).toBe('tagged');
    const verdicts = (): Promise<unknown> => page.evaluate(() => (document.querySelector('value-tagger') as unknown as { corrections(): { verdict: string }[] }).corrections().map(({ verdict }) => verdict));
    await page.locator('value-tagger .sentence').first().focus();
    await page.keyboard.press('r');
    const failure = page.locator('value-tagger .failure');
    await expect.poll(() => failure.innerText()).toMatch(/the correction is not noted/);
    expect(await verdicts()).toEqual([]);
    broken = false;
    await failure.getByRole('button').click();
    await expect.poll(verdicts).toEqual(['reject']);
    expect(await failure.count()).toBe(0);
  });

  it('marks a text elsewhere in the page, once the code for that has come', async () => {
    const server = await serve({ '/lib/': 'dist-lib', '/': { page: PLAIN.replace(/<value-tagger>.*<\/value-tagger>/, '<p id="story">We must protect the forest from those who would burn it.</p><value-tagger for="story"></value-tagger>') } });
    let broken = true;
    await page.route(/\/in-place-/, (route) => (broken ? route.abort() : route.continue()));
    await page.goto(server.origin);
    expect(await settled(page)).toBe('failed');
    expect(await words(page)).toMatch(/could not be fetched/);
    broken = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    expect(await page.waitForFunction(() => (document.querySelector('value-tagger') as unknown as { run: { kind: string } }).run.kind === 'tagged')).toBeTruthy();
    await expect.poll(() => page.evaluate(() => [...CSS.highlights].filter(([name, { size }]) => name.startsWith('value-tagger-') && size > 0).length)).toBeGreaterThan(0);
  });

  it('has the charts as elements of their own, where a page asks for them', async () => {
    const server = await serve({ '/lib/': 'dist-lib', '/': { page: PLAIN } });
    await page.goto(server.origin);
    // Written out: in a function the import would become the test runner's own.
    const names = await page.evaluate(`(async () => {
      const before = customElements.get('value-wheel') !== undefined;
      const { loadCharts } = await import('/lib/value-tagger.js');
      return { before, exported: Object.keys(await loadCharts()).sort(), after: customElements.get('value-wheel') !== undefined };
    })()`);
    expect(names).toEqual({ before: false, exported: ['ValueBars', 'ValueCompare', 'ValueList', 'ValueTrend', 'ValueWheel'], after: true });
  });

  it('follows the text between its tags', async () => {
    const html = await readFile('demo/embed/index.html', 'utf8');
    const server = await serve({ '/lib/': 'dist-lib', '/': { page: html } });
    await page.goto(server.origin);
    await settled(page);
    await page.evaluate(() => {
      const element = document.querySelector('value-tagger');
      if (element) element.textContent = 'Another text.';
    });
    await expect.poll(async () => (await shown(page)).sentences.map(({ text }) => text)).toEqual(['Another text.']);
  });

  it('works from another origin, through a worker of the page’s own that imports the real one', async () => {
    const cdn = await serve({ '/v1/': 'dist-lib' }, () => ({ 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' }));
    const policy = [
      "default-src 'none'",
      `script-src ${cdn.origin} 'wasm-unsafe-eval'`,
      `worker-src blob: ${cdn.origin}`,
      `connect-src ${cdn.origin}`,
      'img-src data:',
    ].join('; ');
    const server = await serve(
      {
        '/': {
          page: `<!doctype html><html lang="en"><meta charset="utf-8"><title>t</title><link rel="icon" href="data:,">
            <script type="module" src="${cdn.origin}/v1/value-tagger.js"></script>
            <value-tagger>We must protect the forest from those who would burn it. Every child deserves a safe home.</value-tagger>`,
        },
      },
      () => ({ 'content-security-policy': policy }),
    );
    await page.goto(server.origin);
    await expectTags(2);
    expect(server.asked).toEqual(['/']);
    expect(cdn.asked.some((path) => /encoder\.worker-.*\.js$/.test(path))).toBe(true);
    expect(cdn.asked).toContain('/v1/models/embedded/manifest.json');
  });

  it('says what is wrong where the page’s policy forbids that worker', async () => {
    const cdn = await serve({ '/v1/': 'dist-lib' }, () => ({ 'access-control-allow-origin': '*' }));
    const server = await serve(
      { '/': { page: `<!doctype html><title>t</title><script type="module" src="${cdn.origin}/v1/value-tagger.js"></script><value-tagger>We must protect the forest.</value-tagger>` } },
      () => ({ 'content-security-policy': `default-src 'none'; script-src ${cdn.origin} 'wasm-unsafe-eval'; connect-src ${cdn.origin}` }),
    );
    await page.goto(server.origin);
    expect(await settled(page)).toBe('failed');
    expect(await words(page)).toMatch(/worker could not be started/);
  });

  it('is an element like any other for React', async () => {
    const server = await serve({ '/app/lib/': 'dist-lib', '/app/react/': 'dist-embed/react' }, (path) =>
      path.endsWith('/') ? { 'content-security-policy': "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src data:" } : {},
    );
    await page.goto(`${server.origin}/app/react/`);
    await page.locator('value-tagger').waitFor();
    await expectTags(2);
    await expect.poll(() => page.locator('main > output').innerText()).toMatch(/^\d of 2 sentences tagged$/);
    await page.locator('textarea').fill('Obey the law of the land.');
    await page.getByRole('button', { name: 'Mark its values' }).click();
    await expect.poll(() => page.locator('main > output').innerText()).toMatch(/^\d of 1 sentences tagged$/);
    expect(await page.evaluate(() => (document.querySelector('value-tagger') as unknown as { taxonomy: string }).taxonomy)).toBe('schwartz-10');
    expect(trouble).toEqual([]);
  });
});
