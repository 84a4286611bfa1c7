/**
 * `npm run evaluate`: measures the committed bundle on labelled data, through the code that the page runs.
 * The program itself is TypeScript (`models/evaluation/`), which Vite runs here and in the browser.
 */
import { createServer } from 'vite';
import { BROWSER_FLAGS, SOFTWARE_WEBGPU_FLAGS, findBrowser } from '../test/support/find-browser.mjs';

const server = await createServer({ logLevel: 'error', server: { host: '127.0.0.1', port: 0, hmr: false, watch: null }, optimizeDeps: { noDiscovery: true, include: ['comlink'] } });
let status = 1;
try {
  await server.listen();
  const { main } = await server.ssrLoadModule('/models/evaluation/main.ts');
  status = await main(process.argv.slice(2), { server, findBrowser, flags: [...BROWSER_FLAGS, ...SOFTWARE_WEBGPU_FLAGS] });
} catch (error) {
  console.error(error instanceof Error ? (error.hint ? `${error.message} ${error.hint}` : error.message) : error);
} finally {
  await server.close();
}
process.exit(status);
