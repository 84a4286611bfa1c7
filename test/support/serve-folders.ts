import { readFile } from 'node:fs/promises';
import { createServer, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

export interface FolderServer {
  readonly origin: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  close(): Promise<void>;
}

/**
 * Serves folders, and pages given as text, each under a path of its own, as any static server would.
 * @param places path to a folder, or to the text of a page
 */
export async function serveFolders(places: Readonly<Record<string, string | { readonly page: string }>>, headers: (path: string) => OutgoingHttpHeaders = () => ({})): Promise<FolderServer> {
  const asked: string[] = [];
  const server = createServer((request, answer) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    asked.push(path);
    const place = Object.entries(places).find(([prefix]) => path.startsWith(prefix));
    const [prefix, source] = place ?? ['', undefined];
    const content = source === undefined ? Promise.reject(new Error('unknown')) : typeof source === 'string' ? readFile(join(source, path.slice(prefix.length) || 'index.html')) : Promise.resolve(source.page);
    content.then(
      (body) => answer.writeHead(200, { 'content-type': typeof source === 'object' ? TYPES['.html'] : (TYPES[extname(path) || '.html'] ?? 'application/octet-stream'), ...headers(path) }).end(body),
      () => answer.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
