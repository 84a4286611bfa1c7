import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build, loadConfigFromFile, mergeConfig, preview, type InlineConfig } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hub } from '../support/hub.ts';
import { openBrowser } from '../support/open-page.ts';

/** What the built page is served with; nothing is allowed that it is not allowed. */
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";

interface Chunk {
  readonly fileName: string;
  readonly isEntry: boolean;
  readonly facadeModuleId: string | null;
  readonly imports: readonly string[];
  readonly dynamicImports: readonly string[];
  readonly modules: readonly string[];
}

let folder = '';
let chunks: Chunk[] = [];
let server: Awaited<ReturnType<typeof preview>>;
let url = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'value-tagger-generator-'));
  const loaded = await loadConfigFromFile({ command: 'build', mode: 'production' }, resolve('vite.config.ts'));
  if (!loaded) throw new Error('vite.config.ts could not be read.');
  const { config } = loaded;
  const { input: _, ...rollupOptions } = config.build?.rollupOptions ?? {};
  const changed: InlineConfig = { ...config, configFile: false, logLevel: 'error', plugins: [], build: { ...config.build, rollupOptions } };
  await build(
    mergeConfig(changed, {
      base: '/',
      plugins: [
        {
          name: 'note-chunks',
          generateBundle(_options, bundle) {
            chunks = Object.values(bundle).flatMap((chunk) => {
              if (chunk.type !== 'chunk') return [];
              const { fileName, isEntry, facadeModuleId, imports, dynamicImports, modules } = chunk;
              return [{ fileName, isEntry, facadeModuleId, imports, dynamicImports, modules: Object.keys(modules) }];
            });
          },
        },
      ],
      build: { outDir: join(folder, 'site'), emptyOutDir: true, sourcemap: false, chunkSizeWarningLimit: 4000, rollupOptions: { input: { index: 'index.html', embed: 'src/components/define.ts', library: 'src/index.ts', demo: 'test/browser/generator/demo.html' }, preserveEntrySignatures: 'strict' } },
    } satisfies InlineConfig),
  );
  server = await preview({
    configFile: false,
    logLevel: 'error',
    base: '/',
    plugins: [{ name: 'hub', configurePreviewServer: ({ middlewares }) => void middlewares.use(hub) }],
    build: { outDir: join(folder, 'site') },
    preview: { port: 0, host: '127.0.0.1', headers: { 'Content-Security-Policy': POLICY } },
  });
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  url = `http://localhost:${address.port}/`;
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** Modules that come with a chunk before anything asks for more. */
function closure(start: Chunk | undefined): string[] {
  const seen = new Set<string>();
  const visit = (chunk: Chunk | undefined): string[] => {
    if (!chunk || seen.has(chunk.fileName)) return [];
    seen.add(chunk.fileName);
    return [...chunk.modules, ...chunk.imports.flatMap((file) => visit(chunks.find(({ fileName }) => fileName === file)))];
  };
  return visit(start);
}

const GENERATOR = /demo\/app\/readings\/|src\/generator\/|src\/runtime\/generator\/|huggingface\/transformers|huggingface\/jinja|generators\.json/;

describe('the built files', () => {
  it('without the generator have none of its code, whether the page, the elements or the library is loaded', () => {
    for (const facade of ['index.html', 'src/components/define.ts', 'src/index.ts']) {
      const entry = chunks.find(({ isEntry, facadeModuleId }) => isEntry && facadeModuleId?.endsWith(facade));
      const modules = closure(entry);
      expect(modules.length, facade).toBeGreaterThan(10);
      expect(modules.filter((module) => GENERATOR.test(module)), facade).toEqual([]);
    }
  });

  it('with it load its page side on demand, and the library for models only in its worker', () => {
    const demo = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith('demo.html'));
    expect(closure(demo).filter((module) => /src\/generator\/create|huggingface\/transformers/.test(module))).toEqual([]);
    const lazily = (demo?.dynamicImports ?? []).flatMap((file) => closure(chunks.find(({ fileName }) => fileName === file)));
    expect(lazily.some((module) => module.includes('src/generator/create-generator.ts'))).toBe(true);
    expect(lazily.filter((module) => /huggingface\/transformers|onnxruntime/.test(module))).toEqual([]);
  });
});

describe('a page under a strict policy', () => {
  it('runs a generator from its own server, asks nobody else, and asks for nothing before it is told to', async () => {
    const { browser, page, complaints } = await openBrowser();
    try {
      const requests: string[] = [];
      page.context().on('request', (request) => requests.push(request.url()));
      await page.goto(`${url}test/browser/generator/demo.html?host=/hub/redirect/csp/&id=tiny/Qwen3-ONNX&device=wasm`);
      await page.getByText('It is one reading, not a measurement').waitFor();
      const asked = async (): Promise<string[]> => (await (await fetch(`${url}hub-log/csp`)).json()) as string[];
      expect(await asked()).toEqual([]);
      await page.getByRole('button', { name: 'Download and start' }).click();
      await page.getByText('ready (q8, wasm)').waitFor({ timeout: 120_000 });
      expect((await asked()).some((line) => line.endsWith('.onnx'))).toBe(true);
      await page.getByRole('button', { name: 'Read' }).click();
      await page.getByText('read', { exact: true }).waitFor({ timeout: 120_000 });
      expect(await page.locator('li').allTextContents()).toEqual([expect.stringMatching(/^Obey the law of the land\. Care 0\.\d\d, Order 0\.\d\d$/), expect.stringMatching(/^Help your neighbour\./)]);
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByText('deleted').waitFor();
      expect(requests.filter((request) => !request.startsWith(url) && !request.startsWith('data:'))).toEqual([]);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  });

  it('may not ask the hub: it says so, and what to allow', async () => {
    const { browser, page } = await openBrowser();
    try {
      await page.goto(`${url}test/browser/generator/demo.html?host=http://hub.invalid/&device=wasm`);
      // The page's script is there: the button is heard.
      await page.getByText('It is one reading, not a measurement').waitFor();
      await page.getByRole('button', { name: 'Download and start' }).click();
      await page.getByText('config.json could not be fetched').waitFor({ timeout: 60_000 });
    } finally {
      await browser.close();
    }
  });
});

describe('npm run verify:models', () => {
  const verify = (args: readonly string[]): Promise<{ status: number | null; output: string }> =>
    new Promise((done) => {
      const run = spawn(process.execPath, ['models/verify-models.mjs', ...args]);
      let output = '';
      for (const stream of [run.stdout, run.stderr]) stream.on('data', (part: Buffer) => (output += String(part)));
      run.on('close', (status) => done({ status, output }));
    });

  it('says politely where no hub can be reached', async () => {
    const { status, output } = await verify(['--host', 'http://127.0.0.1:9/']);
    expect(status).toBe(1);
    expect(output).toMatch(/cannot be reached from here .* nothing was verified/);
    expect(output).not.toContain('    at ');
  });

  it('runs every task of a model from a server that has it, and prints sizes and speed', async () => {
    const own = createServer((request, response) => {
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('cross-origin-resource-policy', 'cross-origin');
      if (request.method === 'OPTIONS') return void response.writeHead(204, { 'access-control-allow-headers': '*' }).end();
      hub(request as Parameters<typeof hub>[0], response, () => response.writeHead(404).end());
    });
    await new Promise<void>((done) => own.listen(0, '127.0.0.1', done));
    const catalog = join(folder, 'catalog.json');
    const model = { id: 'tiny/Llama-Instruct', title: 'Tiny', revision: 'main', licence: { name: 'Apache-2.0', terms: 'open' }, languages: ['en'], dtypes: { q4: {}, q8: {} } };
    await writeFile(catalog, JSON.stringify({ format: 'value-tagger-generators', version: 1, sizes: 'test', models: [model] }));
    const { status, output } = await verify(['--host', `http://127.0.0.1:${(own.address() as AddressInfo).port}/hub/ok/verify/`, '--catalog', catalog, '--device', 'wasm']);
    own.close();
    expect(output).toMatch(/tiny\/Llama-Instruct: wasm, q8, [\d,]+ bytes, loaded in/);
    for (const task of ['tag (scores)', 'tag (written)', 'explain', 'extract', 'perceptions', 'group', 'speakers']) expect(output).toContain(`  ${task}`);
    expect(output).toContain('1 of 1 models did every task.');
    expect(status).toBe(0);
  });
});
