import { readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { build, loadConfigFromFile, mergeConfig, preview, type InlineConfig, type Plugin } from 'vite';
import { variants } from './variants.ts';

/** Everything that the benchmark makes, outside version control. */
export const WORKPLACE = resolve('node_modules/.cache/value-tagger');
export const SINGLE_HEAD = join(WORKPLACE, 'single-head');
export const SITE = join(WORKPLACE, 'bench');

/** Where pages find the glue that prints profiles. */
export const PROFILING_GLUE = '/profiling/ort-wasm-simd-threaded.mjs';

const PAGES = ['tagger', 'pipeline', 'profile', 'zero-shot'];

/** Folder of the engine that transformers.js brings, which need not be ours. */
export function pipelineEngine(): string {
  const own = createRequire(import.meta.url);
  return dirname(createRequire(own.resolve('@huggingface/transformers')).resolve('onnxruntime-web'));
}

/**
 * The engine writes profiles to a file, and its browser builds have no files: opening one fails. Here it "opens" the
 * standard error stream, which the glue prints line by line.
 */
function profilingGlue(): Plugin {
  const name = 'ort-wasm-simd-threaded.mjs';
  const OPEN = /(function \w+\(\w,\w,\w,\w\)\{return \w\?\w+\(\d+,1,\w,\w,\w,\w\):)52\}/g;
  return {
    name: 'profiling-glue',
    async generateBundle() {
      const glue = await readFile(join(dirname(createRequire(import.meta.url).resolve('onnxruntime-web')), name), 'utf8');
      const places = glue.match(OPEN)?.length ?? 0;
      if (places !== 1) this.error(`The engine's glue has ${places} functions that look like openat, not one: look at ${name} anew.`);
      this.emitFile({ type: 'asset', fileName: PROFILING_GLUE.slice(1), source: glue.replace(OPEN, (_, head: string) => `${head}2}`) });
    },
  };
}

/** Builds the pages of the benchmark with the project's own settings. The policy that the real page carries is left out: others need more. */
export async function buildPages(): Promise<void> {
  const loaded = await loadConfigFromFile({ command: 'build', mode: 'production' }, resolve('vite.config.ts'));
  if (!loaded) throw new Error('vite.config.ts could not be read.');
  const { config } = loaded;
  const plugins = (config.plugins ?? []).filter((plugin) => plugin && 'name' in plugin && plugin.name === 'embedded-bundle');
  const { input: _, ...rollupOptions } = config.build?.rollupOptions ?? {};
  const changed: InlineConfig = { ...config, configFile: false, logLevel: 'error', plugins, build: { ...config.build, rollupOptions } };
  await build(
    mergeConfig(changed, {
      base: '/',
      plugins: [profilingGlue()],
      resolve: { alias: { 'pipeline-engine': pipelineEngine() } },
      build: { outDir: SITE, emptyOutDir: true, sourcemap: false, chunkSizeWarningLimit: 4000, rollupOptions: { input: Object.fromEntries(PAGES.map((page) => [page, `test/bench/pages/${page}.html`])) } },
    } satisfies InlineConfig),
  );
  await rm(join(SITE, 'single-head'), { force: true });
  await symlink(SINGLE_HEAD, join(SITE, 'single-head'), 'junction');
}

export interface BenchServer {
  pageUrl(page: string): string;
  /** Bytes sent since the server started, headers included, to whatever asked: page, worker or engine thread. */
  bytesSent(): number;
  close(): Promise<void>;
}

/** Compressing at each request, as the preview server does, takes seconds for a model, which no real host makes anybody wait for. */
const uncompressed: Plugin = {
  name: 'uncompressed',
  configurePreviewServer({ middlewares }) {
    middlewares.use((request, _response, next) => {
      delete request.headers['accept-encoding'];
      next();
    });
  },
};

/** Serves the built pages, uncompressed. */
export async function serve({ isolated }: { readonly isolated: boolean }): Promise<BenchServer> {
  const server = await preview({
    configFile: false,
    logLevel: 'error',
    base: '/',
    plugins: [uncompressed, variants(SITE)],
    build: { outDir: SITE },
    preview: {
      port: 0,
      host: '127.0.0.1',
      headers: isolated ? { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp', 'Cross-Origin-Resource-Policy': 'same-origin' } : {},
    },
  });
  const sockets = new Set<Socket>();
  server.httpServer.on('connection', (socket: Socket) => sockets.add(socket));
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    pageUrl: (page) => `http://localhost:${address.port}/test/bench/pages/${page}.html`,
    bytesSent: () => [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0),
    close: () => server.close(),
  };
}
