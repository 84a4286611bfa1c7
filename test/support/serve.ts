import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preview, type Plugin } from 'vite';

export interface BuiltServer {
  readonly url: string;
  /** Folder that is served. */
  readonly root: string;
  close(): Promise<void>;
}

/**
 * Serves the built page (`dist/`) as `npm start` does, headers included.
 * @param options `change` alters a copy of it first; `plugins` answer what the page has no file for
 */
export async function serveBuilt({ change, plugins = [] }: { readonly change?: (root: string) => Promise<void>; readonly plugins?: readonly Plugin[] } = {}): Promise<BuiltServer> {
  let root = 'dist';
  if (change) {
    root = await mkdtemp(join(tmpdir(), 'value-tagger-page-'));
    await cp('dist', root, { recursive: true });
    await change(root);
  }
  const server = await preview({ logLevel: 'error', plugins: [...plugins], build: { outDir: root }, preview: { port: 0, host: '127.0.0.1' } });
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://localhost:${address.port}/`,
    root,
    async close() {
      await server.close();
      if (change) await rm(root, { recursive: true });
    },
  };
}
