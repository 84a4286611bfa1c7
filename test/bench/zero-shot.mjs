/**
 * `npm run bench:zero-shot -- [--sentences N] [--repeats N] [--threads N] [--json FILE] [--write]`: 19 labels by entailment, beside the
 * pipeline of transformers.js on the same weights, engine build and threads. The model is of MiniLM's size and has random
 * weights. Arms take turns, so that a busy machine slows all of them; read the ratio.
 */
import { createServer } from 'vite';
import { BROWSER_FLAGS, findBrowser } from '../support/find-browser.mjs';

const vite = await createServer({ logLevel: 'error', appType: 'custom', server: { middlewareMode: true, hmr: false, watch: null, ws: false }, optimizeDeps: { noDiscovery: true } });
let status = 1;
try {
  const { main } = await vite.ssrLoadModule('/test/bench/zero-shot.ts');
  status = await main(process.argv.slice(2), { executablePath: findBrowser(), flags: BROWSER_FLAGS });
} catch (error) {
  console.error(error instanceof Error ? error.stack : error);
} finally {
  await vite.close();
}
process.exit(status);
