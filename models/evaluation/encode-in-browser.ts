import { chromium } from 'playwright';
import type { ViteDevServer } from 'vite';
import type { LoadReport } from '../../src/runtime/protocol.ts';
import type { Output } from '../../src/runtime/model-session.ts';
import type { Device } from '../../src/tagging/types.ts';

/** What the model was loaded as. */
export type LoadedModel = Pick<LoadReport, 'candidate' | 'threads' | 'slices' | 'rowSize' | 'info'>;

/** Logits of texts, a row each, in the row layout of {@link LoadedModel.slices}; or their vectors. */
export interface EncodedTexts {
  readonly rows: readonly (readonly number[])[];
  /** Texts that were longer than the model reads. */
  readonly truncated: readonly number[];
}

/** Turns texts into logits, whatever runs the model. */
export interface TextEncoder {
  readonly model: LoadedModel;
  /** @param output default: `heads` */
  encode(texts: readonly string[], output?: Output): Promise<EncodedTexts>;
  close(): Promise<void>;
}

/** What the page offers as `globalThis.encodePage`. */
export interface EncodePage {
  load(modelUrl: string, device: Device): Promise<LoadedModel>;
  encode(texts: readonly string[], output: Output): Promise<EncodedTexts>;
}

/** Texts sent to the page at a time. */
const PART = 2000;

/** Opens the evaluation page in headless Chromium and loads the bundle there. */
export async function encodeInBrowser(server: ViteDevServer, executablePath: string, flags: readonly string[], device: Device): Promise<TextEncoder> {
  const address = server.resolvedUrls?.local[0];
  if (!address) throw new Error('The server that the evaluation page comes from did not start.');
  const browser = await chromium.launch({ executablePath, args: [...flags] });
  try {
    const page = await browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') console.error(`  (page) ${message.text()}`);
    });
    page.on('pageerror', (error) => console.error(`  (page) ${error.message}`));
    await page.goto(new URL('models/evaluation/index.html', address).href);
    await page.waitForFunction(() => 'encodePage' in globalThis);
    type WithPage = { encodePage: EncodePage };
    const model = await page.evaluate(
      ([url, on]) => (globalThis as unknown as WithPage).encodePage.load(url, on),
      ['../embedded/', device] as const,
    );
    return {
      model,
      async encode(texts, output = 'heads') {
        const rows: (readonly number[])[] = [];
        const truncated: number[] = [];
        for (let start = 0; start < texts.length; start += PART) {
          const part = await page.evaluate(([given, wanted]) => (globalThis as unknown as WithPage).encodePage.encode(given, wanted), [texts.slice(start, start + PART), output] as const);
          rows.push(...part.rows);
          truncated.push(...part.truncated.map((index) => index + start));
        }
        return { rows, truncated };
      },
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
