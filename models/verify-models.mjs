/**
 * `npm run verify:models`: what only real generators can show. Downloads those of the catalog in Chromium and runs every
 * task on three sentences. The program itself is TypeScript (`models/verification/`).
 */
import { createServer } from 'vite';
import { BROWSER_FLAGS, findBrowser } from '../test/support/find-browser.mjs';

const server = await createServer({ logLevel: 'error', server: { host: '127.0.0.1', port: 0, hmr: false, watch: null }, optimizeDeps: { noDiscovery: true, include: ['comlink'] } });
let status = 1;
try {
  await server.listen();
  const { main } = await server.ssrLoadModule('/models/verification/main.ts');
  status = await main(process.argv.slice(2), { server, findBrowser, flags: [...BROWSER_FLAGS, '--enable-unsafe-webgpu', '--enable-features=Vulkan'] });
} catch (error) {
  console.error(error instanceof Error ? (error.hint ? `${error.message} ${error.hint}` : error.message) : error);
} finally {
  await server.close();
}
process.exit(status);
