import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser, type OpenBrowser } from '../support/open-page.ts';
import { serveFolders, type FolderServer } from '../support/serve-folders.ts';
import { settled, shown, words } from './page.ts';

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
