import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { compactStyles, embeddedBundle, resolveForEngine } from './vite.plugins.ts';

/** Files that are copied as they are: the manifest of the installed page, and its icons. */
const PUBLIC = 'demo/public';

const HUB = 'https://huggingface.co/{model}/resolve/{revision}/';

/**
 * Where the page finds language models: the address of a model's folder, with `{model}` in it, or `hub`. Set when the page is built and
 * when it is served. Without it that is a folder beside the page, as the policy allows its own server alone.
 */
const GENERATORS = process.env['VALUE_TAGGER_GENERATORS'] === 'hub' ? HUB : process.env['VALUE_TAGGER_GENERATORS'];

/** Other servers that files of language models may be asked of; the hub sends its downloads on to some of its own. */
function generatorHosts(): string[] {
  if (GENERATORS === undefined || !/^https?:/.test(GENERATORS)) return [];
  const { origin } = new URL(GENERATORS.replace(/\{.*/, ''));
  return GENERATORS === HUB ? [origin, 'https://*.huggingface.co', 'https://*.hf.co'] : [origin];
}

/**
 * What the page may do. The built page carries it in a meta tag, so that it holds on any static host;
 * our own server also sends it as a header. `wasm-unsafe-eval` lets the engine compile WebAssembly, and nothing else.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  ["connect-src 'self'", ...generatorHosts()].join(' '),
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Puts the policy into the built page; the development server injects inline styles, which it would forbid. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY }, injectTo: 'head-prepend' },
    ],
  };
}

/** Tells the page where language models are, where that is not beside it. */
function generatorPlace(): Plugin {
  return {
    name: 'generator-place',
    transformIndexHtml: () => (GENERATORS === undefined ? [] : [{ tag: 'meta', attrs: { name: 'value-tagger-generators', content: GENERATORS }, injectTo: 'head' as const }]),
  };
}

/**
 * Tells the service worker which files make up the page. Engine and weights are left out: the page keeps
 * those that it really used (`demo/app/offline.ts`), so that nobody downloads three engines. So is the code of language models,
 * which is kept by those who have used it.
 */
function precacheList(): Plugin {
  const SHELL = /\.(html|js|css|svg|webmanifest|txt)$/;
  const ENGINE = /\/(ort-wasm|encoder-(relaxed|simd))-[^/]+\.(mjs|wasm)$/;
  const LATER = /\/(readings-panel|kept-models|generator\.worker|transformers\.web)-[^/]+\.(js|css)$/;
  const OF_GENERATORS = /\/src\/(runtime\/)?generator\/|\/demo\/app\/readings\//;
  return {
    name: 'precache-list',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const worker = bundle['service-worker.js'];
        if (worker?.type !== 'chunk') this.error('The service worker was not built: is demo/app/service-worker.ts still an input?');
        if (worker.imports.length > 0) this.error(`The service worker shares code with the page (${worker.imports.join(', ')}), and a classic worker cannot import.`);
        for (const chunk of Object.values(bundle)) {
          if (chunk.type === 'chunk' && !LATER.test(chunk.fileName) && chunk.moduleIds.some((id) => OF_GENERATORS.test(id))) this.error(`${chunk.fileName} has code of language models, and every visit would fetch it.`);
        }
        const entry = (url: string, content: string | Uint8Array): { url: string; revision: string } => ({ url, revision: createHash('sha256').update(content).digest('hex').slice(0, 16) });
        const copied = (await readdir(PUBLIC)).filter((name) => SHELL.test(name));
        const entries = [
          ...Object.values(bundle)
            .filter(({ fileName }) => SHELL.test(fileName) && !LATER.test(fileName) && fileName !== worker.fileName)
            .map((file) => entry(file.fileName, file.type === 'chunk' ? file.code : file.source)),
          ...(await Promise.all(copied.map(async (name) => entry(name, await readFile(join(PUBLIC, name)))))),
        ];
        const engines = Object.keys(bundle).filter((file) => ENGINE.test(file) || LATER.test(file));
        worker.code = worker.code.replaceAll('self.__WB_MANIFEST', JSON.stringify(entries)).replaceAll('self.__ENGINE_FILES', JSON.stringify(engines));
      },
    },
  };
}

export default defineConfig(({ mode }) => ({
  base: './',
  publicDir: PUBLIC,
  plugins: [contentSecurityPolicy(), generatorPlace(), embeddedBundle(), precacheList(), compactStyles()],
  resolve: resolveForEngine(mode),
  // The engine's entry points must stay whole modules whose glue and .wasm are given by URL.
  optimizeDeps: { exclude: ['onnxruntime-web', '@huggingface/transformers'] },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    sourcemap: true,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { index: 'index.html', 'service-worker': 'demo/app/service-worker.ts' },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'service-worker' ? 'service-worker.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  server: { headers: isolation },
  // The built page holds nothing private, so it may be asked for under any name that leads here.
  preview: { allowedHosts: true, headers: { ...isolation, 'Content-Security-Policy': `${POLICY}; frame-ancestors 'none'`, 'Referrer-Policy': 'no-referrer' } },
}));
