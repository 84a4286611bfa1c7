import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { afterEach, beforeAll, afterAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { submit, settled, shown, words } from './page.ts';

const TEXT = 'Every child deserves a safe home.';

type Server = Awaited<ReturnType<typeof serveBuilt>>;
type Opened = Awaited<ReturnType<typeof openBrowser>>;

let plain: Server;
let server: Server | undefined;
let opened: Opened | undefined;

beforeAll(async () => {
  plain = await serveBuilt();
});
afterAll(() => plain.close());
afterEach(async () => {
  await opened?.browser.close();
  await server?.close();
  opened = server = undefined;
});

const BUNDLE = 'models/embedded';

async function alterByte(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0xff;
  await writeFile(file, bytes);
}

describe('a model that is not as it should be', () => {
  const faults: [string, (root: string) => Promise<void>, RegExp][] = [
    ['a missing file of weights', (root) => rm(`${root}/${BUNDLE}/weights.bin`), /weights\.bin is not there/],
    ['a missing manifest', (root) => rm(`${root}/${BUNDLE}/manifest.json`), /manifest\.json is not there/],
    ['a file of weights that is cut off', (root) => truncate(`${root}/${BUNDLE}/weights.bin`, 1_000_000), /weights\.bin is incomplete: 1000000 of \d+ bytes/],
    ['a description of which one byte was altered', (root) => alterByte(`${root}/${BUNDLE}/model.kernel.json`), /model\.kernel\.json is not the file that the manifest describes/],
    ['a manifest that is not JSON', (root) => writeFile(`${root}/${BUNDLE}/manifest.json`, '{"format": '), /not JSON/],
    [
      'scores that are not those of the manifest',
      async (root) => {
        const path = `${root}/${BUNDLE}/manifest.json`;
        const manifest = JSON.parse(await readFile(path, 'utf8')) as { selfTest: { sentences: { scores: { wasm: Record<string, number[]> } }[] } };
        for (const { scores } of manifest.selfTest.sentences) for (const values of Object.values(scores.wasm)) values.reverse();
        await writeFile(path, JSON.stringify(manifest));
      },
      /scores are off by up to/,
    ],
  ];

  it.each(faults)('%s is reported, with what to do and a way to try again', async (_, change, message) => {
    server = await serveBuilt({ change });
    opened = await openBrowser();
    await opened.page.goto(server.url);
    await submit(opened.page, TEXT);
    expect(await settled(opened.page)).toBe('failed');
    const said = await words(opened.page);
    expect(said).toMatch(message);
    expect(said).toMatch(/Try again/);
    // The text itself is still there to be read.
    expect(said).toContain(TEXT);
  });

  it('can be tried again once the file is back', async () => {
    let root = '';
    server = await serveBuilt({
      change: async (copy) => {
        root = copy;
        await rm(`${copy}/${BUNDLE}/weights.bin`);
      },
    });
    opened = await openBrowser();
    await opened.page.goto(server.url);
    await submit(opened.page, TEXT);
    expect(await settled(opened.page)).toBe('failed');
    await writeFile(`${root}/${BUNDLE}/weights.bin`, await readFile(`dist/${BUNDLE}/weights.bin`));
    await opened.page.getByRole('button', { name: /try again/i }).click();
    await opened.page.waitForFunction(() => (document.querySelector('value-tagger') as unknown as { run: { kind: string } }).run.kind === 'tagged', undefined, { timeout: 60_000 });
    expect((await shown(opened.page)).sentences).toHaveLength(1);
  });
});

describe('a browser that lacks something', () => {
  it('tags without WebGPU', async () => {
    opened = await openBrowser();
    await opened.page.goto(plain.url);
    await submit(opened.page, TEXT);
    expect(await settled(opened.page)).toBe('tagged');
    const { device, notices } = await shown(opened.page);
    expect(device).toBe('wasm');
    expect(notices.find(({ code }) => code === 'no-webgpu')?.message).toMatch(/CPU/);
  });

  it('tags without IndexedDB, and says that results are not kept', async () => {
    opened = await openBrowser();
    await opened.page.addInitScript(() => {
      Object.defineProperty(globalThis, 'indexedDB', { get: () => { throw new DOMException('denied', 'SecurityError'); } });
    });
    await opened.page.goto(plain.url);
    await submit(opened.page, TEXT);
    expect(await settled(opened.page)).toBe('tagged');
    expect((await shown(opened.page)).notices.map(({ code }) => code)).toContain('cache-unavailable');
    expect(await words(opened.page)).toMatch(/keeps no results/);
  });

  it('tags without a secure context, and says what does not work there', async () => {
    opened = await openBrowser({ flags: ['--host-resolver-rules=MAP page.test 127.0.0.1'] });
    const address = plain.url.replace('localhost', 'page.test');
    await opened.page.goto(address);
    expect(await opened.page.evaluate(() => ({ secure: isSecureContext, subtle: 'subtle' in crypto, caches: 'caches' in globalThis }))).toEqual({ secure: false, subtle: false, caches: false });
    await submit(opened.page, TEXT);
    expect(await settled(opened.page)).toBe('tagged');
    expect((await shown(opened.page)).notices.map(({ code }) => code)).toContain('no-secure-context');
    expect(await words(opened.page)).toMatch(/not loaded over https/);
  });

  it('says that the server is gone when the model cannot be fetched', async () => {
    server = await serveBuilt();
    opened = await openBrowser();
    // A reader who asks for little data is not given the model before there is a text.
    await opened.page.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }));
    await opened.page.goto(server.url);
    await opened.page.locator('#source').waitFor();
    await opened.context.setOffline(true);
    await opened.page.evaluate(async () => {
      for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
    });
    await submit(opened.page, TEXT);
    expect(await settled(opened.page)).toBe('failed');
    expect(await words(opened.page)).toMatch(/could not be (fetched|loaded)|connection broke/);
  });

  it('waits for a text where there is none', async () => {
    opened = await openBrowser();
    await opened.page.goto(plain.url);
    await opened.page.locator('#compose button[type=submit]').click();
    await expect.poll(() => opened?.page.evaluate(() => document.activeElement?.id)).toBe('source');
    expect(opened.complaints).toEqual([]);
  });
});
