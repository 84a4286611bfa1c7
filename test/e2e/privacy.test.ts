import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loggedRequests } from '../support/net-log.ts';
import { openBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { paste, settled, shown } from './page.ts';

let server: Awaited<ReturnType<typeof serveBuilt>>;

beforeAll(async () => {
  server = await serveBuilt();
});
afterAll(() => server.close());

const TEXT = 'Every child deserves a safe home. We must protect the forest from those who would burn it.';

describe('privacy', () => {
  it('sends nothing to any other place: page, workers and service worker ask the page\'s own server alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'value-tagger-net-'));
    const file = join(folder, 'net.json');
    const origin = new URL(server.url).origin;
    const { browser, page, complaints } = await openBrowser({ flags: [`--log-net-log=${file}`] });
    await page.goto(server.url);
    await paste(page, TEXT);
    expect(await settled(page)).toBe('tagged');
    expect((await shown(page)).sentences).toHaveLength(2);
    await page.waitForFunction(async () => (await (await caches.open('value-tagger-engine-1')).keys()).length >= 2, undefined, { timeout: 30_000 });
    await browser.close();
    const requests = await loggedRequests(file);
    await rm(folder, { recursive: true });
    const urls = requests.filter(({ initiator }) => initiator !== undefined).map(({ url }) => url);
    // The log sees what the workers fetched: weights and engine are not asked for by the page itself.
    for (const fetched of ['weights.bin', '.wasm', 'encoder.worker', 'service-worker.js']) expect(urls.some((url) => url.includes(fetched)), fetched).toBe(true);
    expect(urls.filter((url) => new URL(url).origin !== origin)).toEqual([]);
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
      const refused = await page.evaluate(() => fetch('http://127.0.0.1:9/').then(() => 'allowed', (error: Error) => error.message));
      expect(refused).not.toBe('allowed');
    } finally {
      await browser.close();
    }
  });

  it('keeps no text in the browser\'s storage', async () => {
    const { browser, page } = await openBrowser();
    try {
      await page.goto(server.url);
      await paste(page, TEXT);
      await settled(page);
      const stored = await page.evaluate(async () => {
        const databases = await indexedDB.databases();
        const dump: unknown[] = [Object.entries(localStorage), Object.entries(sessionStorage)];
        for (const { name } of databases) {
          const database = await new Promise<IDBDatabase>((resolve, reject) => {
            const request = indexedDB.open(name ?? '');
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
          });
          for (const store of database.objectStoreNames) {
            for (const method of ['getAll', 'getAllKeys'] as const) {
              dump.push(await new Promise((resolve) => {
                const request = database.transaction(store).objectStore(store)[method]();
                request.onsuccess = () => resolve(request.result);
              }));
            }
          }
        }
        return { text: JSON.stringify(dump), databases: databases.length };
      });
      expect(stored.databases).toBe(1);
      expect(stored.text).toMatch(/[0-9a-f]{64}/);
      for (const word of ['child', 'forest', 'burn']) expect(stored.text).not.toContain(word);
    } finally {
      await browser.close();
    }
  });
});

describe('without a network', () => {
  it('opens and tags after the first visit, with the server gone', async () => {
    const own = await serveBuilt();
    const { browser, page, context } = await openBrowser();
    try {
      await page.goto(own.url);
      await paste(page, TEXT);
      expect(await settled(page)).toBe('tagged');
      // The engine is handed to the service worker after the run.
      await page.waitForFunction(async () => (await (await caches.open('value-tagger-engine-1')).keys()).length >= 2, undefined, { timeout: 30_000 });
      await own.close();
      await context.setOffline(true);
      await page.goto(own.url);
      await paste(page, 'A stranger is welcome at our table. Obey the law of the land.');
      expect(await settled(page)).toBe('tagged');
      const { sentences } = await shown(page);
      expect(sentences.map(({ cached }) => cached)).toEqual([false, false]);
    } finally {
      await browser.close();
    }
  });
});
