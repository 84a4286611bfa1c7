/** `npm run evaluate:text-types`: how well the page tells which texts are unlike what the model learned from. */
import { createServer } from 'vite';

const server = await createServer({ logLevel: 'error', server: { middlewareMode: true, hmr: false, watch: null }, optimizeDeps: { noDiscovery: true, include: [] } });
let status = 1;
try {
  const { main } = await server.ssrLoadModule('/models/evaluation/text-types.ts');
  status = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? (error.hint ? `${error.message} ${error.hint}` : error.message) : error);
} finally {
  await server.close();
}
process.exit(status);
