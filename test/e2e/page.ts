import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { expect } from 'vitest';
import type { Device, Notice } from '../../src/tagging/types.ts';
import type { ValueTagger } from '../../src/components/value-tagger/value-tagger.ts';

type Scores = Readonly<Record<string, readonly number[]>>;

/** A sentence of a real text with the scores that Python computes for it: from both graphs, and before quantization. */
export interface ScoredSentence {
  readonly text: string;
  readonly wasm: Scores;
  readonly webgpu: Scores;
  readonly pytorch: Scores;
}

export interface RealText {
  readonly text: string;
  /** The sentences as the page is to find them. */
  readonly sentences: readonly string[];
  readonly scored: readonly ScoredSentence[];
}

export async function realText(): Promise<RealText> {
  const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(`test/fixtures/${name}.json`, 'utf8'));
  return { ...((await read('real-text')) as Pick<RealText, 'text' | 'sentences'>), scored: (await read('real-text-scores')) as ScoredSentence[] };
}

/** What the page shows of one sentence. */
export interface ShownSentence {
  readonly text: string;
  readonly scores: Scores;
  readonly cached: boolean;
  readonly truncated: boolean;
}

/** Pastes a text from the clipboard into the empty field, as a reader does; the page starts by itself. */
export async function pasteFromClipboard(page: Page, text: string): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((value) => navigator.clipboard.writeText(value), text);
  await page.locator('#source').focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Control+V');
}

/** Puts a text of any size into the field and submits it. */
export async function submit(page: Page, text: string): Promise<void> {
  await page.locator('#source').waitFor();
  await page.locator('#source').evaluate((field, value) => {
    (field as HTMLTextAreaElement).value = value;
  }, text);
  await page.locator('#compose button[type=submit]').click();
}

/** Waits until the whole text is tagged, or something failed. */
export async function settled(page: Page, timeout = 120_000): Promise<'tagged' | 'failed'> {
  const handle = await page.waitForFunction(
    () => {
      const state = (document.querySelector('value-tagger') as unknown as { run: { kind: string } } | null)?.run.kind;
      return state === 'tagged' || state === 'failed' ? state : undefined;
    },
    undefined,
    { timeout, polling: 100 },
  );
  return (await handle.jsonValue()) as 'tagged' | 'failed';
}

export async function shown(page: Page): Promise<{ sentences: ShownSentence[]; device: Device | undefined; notices: Notice[] }> {
  return await page.evaluate(() => {
    const element = document.querySelector('value-tagger') as unknown as ValueTagger;
    return {
      sentences: element.sentences.map(({ text, scores, cached, truncated }) => ({
        text,
        scores: Object.fromEntries(Object.entries(scores).map(([head, values]) => [head, [...values]])),
        cached,
        truncated,
      })),
      device: element.device,
      notices: [...element.notices],
    };
  });
}

/** Waits until the service worker has everything that a visit without a network takes. */
export async function readyForOffline(page: Page): Promise<void> {
  const kept = (): Promise<number> => page.evaluate(async () => (navigator.serviceWorker.controller ? (await (await caches.open('value-tagger-engine-1')).keys()).length : 0));
  await expect.poll(kept, { timeout: 30_000 }).toBeGreaterThanOrEqual(1);
}

/** What the component says in words, shadow roots included. */
export async function words(page: Page): Promise<string> {
  return await page.evaluate(() => {
    const read = (node: Node): string => {
      if (node instanceof Text) return node.data;
      if (node instanceof HTMLStyleElement || node instanceof HTMLScriptElement) return '';
      const inner = [...node.childNodes].map(read).join(' ');
      return node instanceof Element && node.shadowRoot ? `${read(node.shadowRoot)} ${inner}` : inner;
    };
    return read(document.body).replace(/\s+/g, ' ');
  });
}

export function largestDifference(given: Scores | undefined, expected: Scores): number {
  let largest = 0;
  for (const [head, scores] of Object.entries(expected)) {
    for (const [index, score] of scores.entries()) {
      const difference = Math.abs((given?.[head]?.[index] ?? Infinity) - score);
      largest = Math.max(largest, difference);
    }
  }
  return largest;
}
