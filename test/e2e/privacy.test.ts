import { mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loggedRequests } from '../support/net-log.ts';
import { openBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { readyForOffline, settled, shown, submit } from './page.ts';

let server: Awaited<ReturnType<typeof serveBuilt>>;

beforeAll(async () => {
  server = await serveBuilt();
});
afterAll(() => server.close());

const TEXT = 'Every child deserves a safe home. We must protect the forest from those who would burn it.';

/** Everything that the browser keeps for the page but its files, as text. */
async function dump(page: Page): Promise<{ text: string; databases: string[] }> {
  return await page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const all: unknown[] = [Object.entries(localStorage), Object.entries(sessionStorage)];
    for (const { name } of databases) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name ?? '');
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const store of database.objectStoreNames) {
        for (const method of ['getAll', 'getAllKeys'] as const) {
          all.push(await new Promise((resolve) => {
            const request = database.transaction(store).objectStore(store)[method]();
            request.onsuccess = () => resolve(request.result);
          }));
        }
      }
      database.close();
    }
    // Numbers may be letters too: they are read as such.
    const letters = new TextDecoder('latin1');
    const text = JSON.stringify(all, (_, value: unknown) => (ArrayBuffer.isView(value) ? letters.decode(value as Uint8Array).replaceAll('\0', '') : value));
    return { text, databases: databases.map(({ name }) => name ?? '').toSorted() };
  });
}

describe('privacy', () => {
  it('sends nothing to any other place: page, workers and service worker ask the page\'s own server alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'value-tagger-net-'));
    const file = join(folder, 'net.json');
    const origin = new URL(server.url).origin;
    const { browser, page, complaints } = await openBrowser({ flags: [`--log-net-log=${file}`] });
    await page.goto(server.url);
    await submit(page, TEXT);
    expect(await settled(page)).toBe('tagged');
    expect((await shown(page)).sentences).toHaveLength(2);
    await readyForOffline(page);
    await browser.close();
    const requests = await loggedRequests(file);
    await rm(folder, { recursive: true });
    const urls = requests.filter(({ initiator }) => initiator !== undefined).map(({ url }) => url);
    // The log sees what the workers fetched: weights and engine are not asked for by the page itself.
    for (const fetched of ['weights.bin', '.wasm', 'encoder.worker', 'service-worker.js']) expect(urls.some((url) => url.includes(fetched)), fetched).toBe(true);
    expect(urls.filter((url) => new URL(url).origin !== origin)).toEqual([]);
    // One build of the engine, not three.
    expect(new Set(urls.filter((url) => url.endsWith('.wasm'))).size).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('is not allowed to: the policy that the page is served with forbids other origins', async () => {
    const { browser, page } = await openBrowser();
    try {
      const response = await page.goto(server.url);
      const policy = response?.headers()['content-security-policy'] ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("connect-src 'self'");
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
      expect(policy).not.toMatch(/unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|https?:|\*/);
      const inPage = await page.locator('meta[http-equiv=Content-Security-Policy]').getAttribute('content');
      expect(policy).toContain(inPage ?? 'no policy in the page');
      // Another origin that would answer anybody.
      const elsewhere = createServer((_, answer) => answer.writeHead(200, { 'access-control-allow-origin': '*' }).end('got it'));
      await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
      const { port } = elsewhere.address() as AddressInfo;
      const refused = await page.evaluate(async (url) => {
        const violation = new Promise<string>((resolve) => document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective)));
        const answer = await fetch(url).then((response) => response.text(), () => 'refused');
        return { answer, directive: await violation };
      }, `http://127.0.0.1:${port}/`);
      elsewhere.close();
      expect(refused).toEqual({ answer: 'refused', directive: 'connect-src' });
    } finally {
      await browser.close();
    }
  });

  it('keeps no text in the browser\'s storage', async () => {
    const { browser, page } = await openBrowser();
    try {
      await page.goto(server.url);
      await submit(page, TEXT);
      await settled(page);
      // Scores under hashes; what the reader corrects, under hashes too, from the first correction on.
      const stored = await dump(page);
      expect(stored.databases).toEqual(['value-tagger']);
      expect(stored.text).toMatch(/"keys":".{32,}"/);
      expect(stored.text).toContain('"truncated"');
      for (const word of ['child', 'forest', 'burn']) expect(stored.text).not.toContain(word);
      await page.locator('value-tagger .sentence').first().focus();
      await page.keyboard.press('r');
      await expect.poll(async () => (await dump(page)).text).toContain('"reject"');
      const corrected = await dump(page);
      expect(corrected.databases).toEqual(['value-tagger', 'value-tagger-corrections']);
      for (const word of ['child', 'forest', 'burn']) expect(corrected.text).not.toContain(word);
    } finally {
      await browser.close();
    }
  });
});

describe('without a network', () => {
  it('opens and tags after the first load, with the server gone and nothing tagged before', async () => {
    const own = await serveBuilt();
    const { browser, page, context } = await openBrowser();
    try {
      await page.goto(own.url);
      // Model and engine are fetched while the field is still empty.
      await readyForOffline(page);
      await own.close();
      await context.setOffline(true);
      await page.goto(own.url);
      await submit(page, 'A stranger is welcome at our table. Obey the law of the land.');
      expect(await settled(page)).toBe('tagged');
      const { sentences } = await shown(page);
      expect(sentences.map(({ cached }) => cached)).toEqual([false, false]);
      // Nor do views, details and corrections need any.
      for (const [name, part] of [['List', 'value-list'], ['Profile', 'value-wheel'], ['Compare', '#other-version'], ['Trend', 'value-trend']] as const) {
        await page.getByRole('tab', { name }).click();
        await page.locator(`value-tagger [role=tabpanel] ${part}`).waitFor();
      }
      await page.getByRole('tab', { name: 'Text' }).click();
      await page.locator('value-tagger .sentence').first().click();
      await page.locator('value-tagger .judgement button').first().click();
      await expect.poll(() => page.locator('value-tagger [data-verdict]').count()).toBe(1);
    } finally {
      await browser.close();
    }
  });

  it('goes on with the last whole model while a new one is incomplete', async () => {
    let root = '';
    const own = await serveBuilt({ change: async (copy) => { root = copy; } });
    const { browser, page, context } = await openBrowser();
    try {
      await page.goto(own.url);
      await submit(page, TEXT);
      expect(await settled(page)).toBe('tagged');
      await readyForOffline(page);
      const path = join(root, 'models/embedded/manifest.json');
      const manifest = JSON.parse(await readFile(path, 'utf8')) as { revision: string; files: Record<string, { sha256: string }> };
      manifest.revision = 'half-uploaded';
      for (const file of Object.values(manifest.files)) file.sha256 = 'f'.repeat(64);
      await writeFile(path, JSON.stringify(manifest));
      await page.goto(own.url);
      await submit(page, 'A stranger is welcome at our table.');
      expect(await settled(page)).toBe('failed');
      await own.close();
      await context.setOffline(true);
      await page.goto(own.url);
      await submit(page, 'Obey the law of the land.');
      expect(await settled(page)).toBe('tagged');
    } finally {
      await browser.close();
    }
  });

  it('lets a new version of the page wait until the old one is closed', async () => {
    let root = '';
    const own = await serveBuilt({ change: async (copy) => { root = copy; } });
    const { browser, page, context } = await openBrowser();
    try {
      await page.goto(own.url);
      await readyForOffline(page);
      // The next version has none of the old chunks.
      const worker = (await readdir(join(root, 'assets'))).find((file) => /^encoder\.worker-.*\.js$/.test(file)) ?? '';
      await rename(join(root, 'assets', worker), join(root, 'assets', 'encoder.worker-next.js'));
      for (const file of ['service-worker.js', ...(await readdir(join(root, 'assets'))).filter((name) => name.endsWith('.js')).map((name) => `assets/${name}`)]) {
        const code = await readFile(join(root, file), 'utf8');
        await writeFile(join(root, file), code.replaceAll(worker, 'encoder.worker-next.js').replaceAll('"revision":"', '"revision":"next-'));
      }
      await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
      await expect.poll(() => page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting)), { timeout: 20_000 }).toBe(true);
      await page.goto(own.url);
      await submit(page, TEXT);
      expect(await settled(page)).toBe('tagged');
      await page.close();
      const next = await context.newPage();
      await next.goto(own.url);
      await submit(next, 'Obey the law of the land.');
      expect(await settled(next)).toBe('tagged');
    } finally {
      await browser.close();
      await own.close();
    }
  });
});
