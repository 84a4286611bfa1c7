/**
 * `npm run bench`: what tagging costs, in real Chromium on built files, beside what one would write instead.
 * `npm run bench:gpu`: the WebGPU path on this machine's adapter. The program itself is TypeScript (`main.ts`).
 */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { BROWSER_FLAGS, SOFTWARE_WEBGPU_FLAGS, findBrowser } from '../support/find-browser.mjs';

const CACHE = new URL('cache.mjs', import.meta.url);

/** Measures the score cache, where its own benchmark is there. */
async function benchCache(quick) {
  if (!existsSync(CACHE)) return undefined;
  const { benchCache: measure } = await import(CACHE.href);
  const browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
  try {
    return await measure({ browser, ...(quick ? { sentences: 200, repeats: 1, visits: 1 } : {}) });
  } finally {
    await browser.close();
  }
}

const vite = await createServer({ logLevel: 'error', appType: 'custom', server: { middlewareMode: true, hmr: false, watch: null, ws: false }, optimizeDeps: { noDiscovery: true } });
let status = 1;
try {
  const { main } = await vite.ssrLoadModule('/test/bench/main.ts');
  status = await main(process.argv.slice(2), { executablePath: findBrowser(), flags: BROWSER_FLAGS, softwareFlags: SOFTWARE_WEBGPU_FLAGS, benchCache });
} catch (error) {
  console.error(error instanceof Error ? (error.hint ? `${error.message} ${error.hint}` : error.stack) : error);
} finally {
  await vite.close();
}
process.exit(status);
