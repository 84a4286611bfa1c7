import { chromium, type Browser, type BrowserContext, type Page } from 'playwright';
import { BROWSER_FLAGS, SOFTWARE_WEBGPU_FLAGS, findBrowser } from './find-browser.mjs';

export interface BrowserOptions {
  readonly flags?: readonly string[];
  /** Give the browser a software WebGPU adapter. */
  readonly webgpu?: boolean;
}

export interface OpenBrowser {
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page complained of: uncaught errors, and violations of its content-security policy. */
  readonly complaints: string[];
}

/** A fresh browser profile with one page. */
export async function openBrowser({ flags = [], webgpu = false }: BrowserOptions = {}): Promise<OpenBrowser> {
  const browser = await chromium.launch({
    executablePath: findBrowser(),
    args: [...BROWSER_FLAGS, ...(webgpu ? SOFTWARE_WEBGPU_FLAGS : []), ...flags],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text());
  });
  return { browser, context, page, complaints };
}
