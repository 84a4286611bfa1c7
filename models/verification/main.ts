import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import type { ViteDevServer } from 'vite';
import { HUB } from '../../src/generator/create-generator.ts';
import { generators, parseCatalog } from '../../src/generator/catalog.ts';
import { describe } from '../../src/errors.ts';
import type { Verified, VerifyOptions } from './page.ts';

const HELP = `npm run verify:models -- [--host URL] [--only ID] [--catalog FILE] [--device auto|webgpu|wasm] [--json]

Downloads every generator of the catalog in Chromium (several gigabytes), runs each task on three sentences, and prints
sizes, seconds and tokens a second. --host: a server that answers as the hub does, default ${HUB}`;

interface Surroundings {
  readonly server: ViteDevServer;
  readonly findBrowser: () => string;
  readonly flags: readonly string[];
}

/** @returns the exit status: 0 where every model did every task */
export async function main(args: readonly string[], { server, findBrowser, flags }: Surroundings): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { host: { type: 'string', default: HUB }, only: { type: 'string', multiple: true }, catalog: { type: 'string' }, device: { type: 'string', default: 'auto' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const catalog = values.catalog ? parseCatalog(JSON.parse(await readFile(values.catalog, 'utf8'))) : generators();
  const models = catalog.filter(({ id }) => !values.only || values.only.includes(id));
  const [first] = models;
  if (!first) {
    console.error('No model of the catalog has that id.');
    return 1;
  }
  const base = values.host.endsWith('/') ? values.host : `${values.host}/`;
  const unreachable = await fetch(`${base}${first.id}/resolve/${first.revision}/config.json`, { method: 'HEAD', signal: AbortSignal.timeout(15_000) }).then(
    () => undefined,
    (error: unknown) => describe(error),
  );
  if (unreachable !== undefined) {
    console.error(`${base} cannot be reached from here (${unreachable}), so nothing was verified. Run this where it can, or name a server that has the models: --host URL.`);
    return 1;
  }
  const address = server.resolvedUrls?.local[0];
  if (!address) throw new Error('The server that the page comes from did not start.');
  const browser = await chromium.launch({ executablePath: findBrowser(), args: [...flags] });
  let failed = 0;
  try {
    for (const entry of models) {
      // A page each: what one model has taken must not be missing for the next.
      const page = await browser.newPage();
      try {
        await page.goto(new URL('models/verification/index.html', address).href);
        await page.waitForFunction(() => 'verify' in globalThis);
        const device = values.device === 'webgpu' || values.device === 'wasm' ? values.device : 'auto';
        const options: VerifyOptions = { entry, host: base, device, keepFiles: false };
        const verified = await page.evaluate((given) => (globalThis as unknown as { verify: (options: VerifyOptions) => Promise<Verified> }).verify(given), options);
        print(verified, values.json ?? false);
      } catch (error) {
        failed++;
        console.error(`\n${entry.id}: FAILED: ${describe(error)}`);
      } finally {
        await page.close();
      }
    }
  } finally {
    await browser.close();
  }
  console.log(`\n${models.length - failed} of ${models.length} models did every task.`);
  return failed === 0 ? 0 : 1;
}

function print(verified: Verified, json: boolean): void {
  if (json) return console.log(JSON.stringify(verified));
  const { id, device, dtype, bytes, loadSeconds, tasks } = verified;
  console.log(`\n${id}: ${device}, ${dtype}, ${bytes.toLocaleString('en')} bytes, loaded in ${loadSeconds.toFixed(1)} s`);
  for (const { task, seconds, tokensPerSecond, result } of tasks) console.log(`  ${task.padEnd(14)} ${seconds.toFixed(1).padStart(7)} s ${tokensPerSecond.toFixed(1).padStart(7)} tokens/s  ${result}`);
}
