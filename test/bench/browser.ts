import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright';
import type { BenchGlobals, BenchPage, StartWish } from './pages/protocol.ts';

export interface BrowserChoice {
  readonly executablePath: string;
  readonly flags: readonly string[];
}

/** Megabytes (10⁶ bytes) in use. */
export interface Memory {
  /** What `performance.measureUserAgentSpecificMemory` says of page and workers; only under cross-origin isolation. */
  readonly page: number | undefined;
  /** Largest resident size of the page's process since it began; only on Linux. */
  readonly peak: number | undefined;
}

/** One page of the benchmark in a browser of its own with a fresh profile. */
export class OpenPage<Settings, Form> {
  readonly #context: BrowserContext;
  readonly #profile: string;
  readonly page: Page;

  private constructor(context: BrowserContext, profile: string, page: Page) {
    this.#context = context;
    this.#profile = profile;
    this.page = page;
  }

  static async launch<Settings, Form>({ executablePath, flags }: BrowserChoice): Promise<OpenPage<Settings, Form>> {
    // A profile on disk, as readers have: the HTTP cache of a private window does not keep files as large as the engine's.
    const profile = await mkdtemp(join(tmpdir(), 'value-tagger-profile-'));
    const context = await chromium.launchPersistentContext(profile, { executablePath, args: [...flags, '--enable-blink-features=ForceEagerMeasureMemory'] });
    const page = context.pages()[0] ?? (await context.newPage());
    page.on('pageerror', ({ message }) => console.error(`  (page) ${message}`));
    return new OpenPage<Settings, Form>(context, profile, page);
  }

  /** @param wish started by the page itself as soon as its script runs */
  async navigate(url: string, wish?: StartWish<Settings>): Promise<void> {
    if (wish) {
      await this.page.addInitScript((given) => {
        (globalThis as unknown as { benchStart: unknown }).benchStart = given;
      }, wish as unknown);
    }
    await this.page.goto(url);
    await this.page.waitForFunction(() => 'benchPage' in globalThis);
  }

  started(): ReturnType<BenchPage<Settings, Form>['started']> {
    return this.page.evaluate(() => (globalThis as unknown as BenchGlobals).benchPage.started());
  }

  open(settings: Settings): Promise<string> {
    return this.page.evaluate((given) => (globalThis as unknown as { benchPage: BenchPage<unknown, unknown> }).benchPage.open(given), settings as unknown);
  }

  run(sentences: readonly string[], form: Form): ReturnType<BenchPage<Settings, Form>['run']> {
    return this.page.evaluate(([texts, how]) => (globalThis as unknown as { benchPage: BenchPage<unknown, unknown> }).benchPage.run(texts, how), [sentences, form as unknown] as const);
  }

  /** Workers without those that are threads of the engine. */
  workers(): number {
    return this.page.workers().filter((worker) => !/\/ort-wasm-[^/]*\.mjs/.test(worker.url())).length;
  }

  async memory(): Promise<Memory> {
    const used = await this.page.evaluate(async () => {
      const measure = (performance as Performance & { measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }> }).measureUserAgentSpecificMemory;
      return globalThis.crossOriginIsolated && measure ? (await measure.call(performance)).bytes / 1e6 : undefined;
    });
    return { page: used, peak: await this.#peak() };
  }

  async #peak(): Promise<number | undefined> {
    if (process.platform !== 'linux') return undefined;
    const session = await this.#context.browser()?.newBrowserCDPSession();
    if (!session) return undefined;
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    const peaks = await Promise.all(
      processInfo
        .filter(({ type }) => type === 'renderer')
        .map(async ({ id }) => Number(/^VmHWM:\s+(\d+) kB/m.exec(await readFile(`/proc/${id}/status`, 'utf8').catch(() => ''))?.[1] ?? 0)),
    );
    // The browser keeps an empty renderer in reserve; the page's is the large one.
    return (Math.max(0, ...peaks) * 1024) / 1e6;
  }

  async close(): Promise<void> {
    await this.#context.close();
    await rm(this.#profile, { recursive: true, force: true });
  }
}
