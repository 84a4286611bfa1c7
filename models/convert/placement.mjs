/**
 * Which device computes each node of a DeBERTa-v3-small-shaped model, as the library exports it and as the converter
 * does: `npm run convert:placement [-- FOLDER]`, where FOLDER holds what `python -m convert.placement` wrote (made anew
 * if not given). Runs in Chromium on its software WebGPU adapter, which places nodes as any other does. Prints a
 * Markdown table.
 */
import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { findBrowser } from '../../test/support/find-browser.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const engine = fileURLToPath(new URL('../../node_modules/onnxruntime-web/dist/', import.meta.url));
const given = process.argv[2];
const folder = given ?? mkdtempSync(join(tmpdir(), 'placement-'));
if (given === undefined) execFileSync('bash', [join(here, 'convert.sh'), '--module', 'convert.placement', folder], { stdio: 'inherit' });

const TYPES = { '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json', '.html': 'text/html' };
const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (path === '/') return response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>placement</title>');
  const file = path.startsWith('/engine/') ? join(engine, path.slice(8)) : join(folder, path.slice(1));
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-length': statSync(file).size });
  createReadStream(file).pipe(response);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}/`;

/** Node types a provider: lines of the engine's log, such as `Node(s) placed on [CPUExecutionProvider]. Number of nodes: 3`. */
function placements(log) {
  const found = {};
  let provider;
  for (const line of log) {
    const head = /placed on \[(\w+)\]\. Number of nodes: (\d+)/.exec(line);
    if (head) {
      provider = head[1].replace('ExecutionProvider', '');
      found[provider] ??= { nodes: 0, types: new Map() };
      found[provider].nodes += Number(head[2]);
    }
    for (const [, type] of line.matchAll(/(?:^|\n|\]\s)\s*([A-Z]\w+) \([^)]*\)/g)) {
      if (provider) found[provider].types.set(type, (found[provider].types.get(type) ?? 0) + 1);
    }
  }
  return found;
}

async function measure(browser, graph, data) {
  const page = await browser.newPage();
  const log = [];
  page.on('console', (message) => log.push(message.text()));
  await page.goto(origin);
  const difference = await page.evaluate(
    async ({ origin, graph, data }) => {
      const ort = await import(`${origin}engine/ort.webgpu.min.mjs`);
      ort.env.wasm.wasmPaths = `${origin}engine/`;
      ort.env.wasm.numThreads = 1;
      ort.env.logLevel = 'verbose';
      const session = await ort.InferenceSession.create(`${origin}${graph}`, {
        executionProviders: ['webgpu'],
        externalData: [{ path: data, data: `${origin}${data}` }],
        graphOptimizationLevel: 'all',
        logSeverityLevel: 0,
        logVerbosityLevel: 1,
        extra: { session: { disable_quant_qdq: '1' } },
      });
      ort.env.logLevel = 'error';
      const { ids, mask, probabilities } = await (await fetch(`${origin}sample.json`)).json();
      const shape = [ids.length, ids[0].length];
      const wide = graph === 'plain.onnx';
      const tensor = (rows) => (wide ? new ort.Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), shape) : new ort.Tensor('int32', Int32Array.from(rows.flat()), shape));
      const { logits } = await session.run({ input_ids: tensor(ids), attention_mask: tensor(mask) });
      return Math.max(...probabilities.flat().map((expected, index) => Math.abs(1 / (1 + Math.exp(-logits.data[index])) - expected)));
    },
    { origin, graph, data },
  );
  await page.close();
  return { difference, found: placements(log), log };
}

const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'] });
try {
  console.log('| export | on the GPU | on the CPU | copies | CPU nodes by type | largest \\|Δp\\| to PyTorch |');
  console.log('| --- | ---: | ---: | ---: | --- | ---: |');
  for (const [name, graph, data] of [['as the library exports it', 'plain.onnx', 'plain.bin'], ['converted', 'model.webgpu.onnx', 'weights.bin']]) {
    const { difference, found, log } = await measure(browser, graph, data);
    if (process.env.PLACEMENT_LOG) (await import('node:fs')).writeFileSync(`${process.env.PLACEMENT_LOG}.${graph}.log`, log.join('\n'));
    const types = [...(found.Cpu ?? found.CPU)?.types ?? []].sort((a, b) => b[1] - a[1]);
    const copies = Object.values(found).reduce((sum, { types: all }) => sum + [...all].reduce((part, [type, count]) => part + (type.startsWith('Memcpy') ? count : 0), 0), 0);
    const gpu = Object.entries(found).find(([provider]) => /webgpu|js/i.test(provider))?.[1];
    console.log(`| ${name} | ${(gpu?.nodes ?? 0) - copies} | ${(found.Cpu ?? found.CPU)?.nodes ?? 0} | ${copies} | ${types.map(([type, count]) => `${type} ${count}`).join(', ') || 'none'} | ${difference.toFixed(5)} |`);
  }
} finally {
  await browser.close();
  server.close();
  if (given === undefined) rmSync(folder, { recursive: true, force: true });
}
