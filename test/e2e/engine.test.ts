import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer as createViteServer } from 'vite';
import type { Page } from 'playwright';
import { openBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { settled, shown, submit } from './page.ts';

/** What went over the network. */
interface Answer {
  readonly path: string;
  readonly status: number;
  readonly type: string;
  bytes: number;
}

let built: Awaited<ReturnType<typeof serveBuilt>>;
let proxy: Server;
let address = '';
const answers: Answer[] = [];

beforeAll(async () => {
  built = await serveBuilt();
  // Between browser and server: counts what the server really sends, and leaves everything as it is.
  proxy = createServer((incoming, outgoing) => {
    const forward = request(new URL(incoming.url ?? '/', built.url), { method: incoming.method, headers: incoming.headers }, (response) => {
      const answer: Answer = { path: incoming.url ?? '', status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', bytes: 0 };
      answers.push(answer);
      outgoing.writeHead(response.statusCode ?? 500, response.headers);
      response.on('data', (part: Uint8Array) => {
        answer.bytes += part.length;
      });
      response.pipe(outgoing);
    });
    forward.on('error', () => outgoing.destroy());
    incoming.pipe(forward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  address = `http://localhost:${(proxy.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  await new Promise((resolve) => {
    proxy.close(resolve);
    proxy.closeAllConnections();
  });
  await built.close();
});

/** Tags a sentence on a first visit, and gives what the engine said on the console of how it had to compile. */
async function tagOnce(prepare: (page: Page) => Promise<void>): Promise<string[]> {
  const { browser } = await openBrowser();
  // A private window, whose HTTP cache holds no file of this size; the service worker would fetch what it is to keep.
  const page = await (await browser.newContext({ serviceWorkers: 'block' })).newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/streaming compile|ArrayBuffer instantiation|MIME/i.test(message.text())) complaints.push(message.text());
  });
  try {
    await prepare(page);
    await page.goto(address);
    await submit(page, 'Freedom is worth more than comfort.');
    expect(await settled(page)).toBe('tagged');
    const { notices } = await shown(page);
    expect(notices.map(({ code }) => code)).not.toContain('device-dropped');
  } finally {
    await browser.close();
  }
  return complaints;
}

describe('the engine', () => {
  it('is some kilobytes of our own, which come once; so do the weights, and nothing else of an engine', async () => {
    answers.length = 0;
    await tagOnce(async () => undefined);
    const engines = answers.filter(({ path }) => path.endsWith('.wasm'));
    console.info(`engine: ${engines.map(({ path, status, bytes }) => `${path.split('/').at(-1)} ${status} ${bytes} bytes`).join(', ')}`);
    expect(engines).toHaveLength(1);
    expect(engines[0]).toMatchObject({ status: 200, type: 'application/wasm' });
    expect(engines[0]?.path).toMatch(/encoder-relaxed/);
    expect(engines[0]?.bytes).toBeLessThan(16_000);
    expect(answers.filter(({ path }) => /ort[.-]|\.onnx$/.test(path))).toEqual([]);
    expect(answers.filter(({ path, bytes }) => path.endsWith('weights.bin') && bytes > 0)).toHaveLength(1);
  });

  it('is ONNX Runtime where the model has no description for ours: one build of it comes over the network once, as WebAssembly', async () => {
    answers.length = 0;
    const complaints = await tagOnce(async (page) => {
      await page.route('**/models/embedded/manifest.json', async (route) => {
        const { kernel: _, ...manifest } = (await (await route.fetch()).json()) as Record<string, unknown>;
        await route.fulfill({ json: manifest });
      });
    });
    const engines = answers.filter(({ path }) => path.endsWith('.wasm'));
    const sent = engines.filter(({ status, bytes }) => status === 200 && bytes > 0);
    console.info(`engine: ${engines.map(({ path, status, bytes }) => `${path.split('/').at(-1)} ${status} ${bytes} bytes`).join(', ')}`);
    expect(new Set(engines.map(({ path }) => path)).size).toBe(1);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.type).toBe('application/wasm');
    expect(engines).toHaveLength(1);
    expect(answers.filter(({ path, bytes }) => path.endsWith('weights.bin') && bytes > 0)).toHaveLength(1);
    // The engine tells on the console where it had to compile otherwise.
    expect(complaints).toEqual([]);
  });

  it('is sent as WebAssembly by the development server too', async () => {
    const vite = await createViteServer({ logLevel: 'error', server: { host: '127.0.0.1', port: 0, hmr: false, watch: null } });
    try {
      await vite.listen();
      const url = new URL('/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.jspi.wasm', vite.resolvedUrls?.local[0]);
      const response = await fetch(url, { method: 'HEAD' });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/wasm');
    } finally {
      await vite.close();
    }
  });
});
