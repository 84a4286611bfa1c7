import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ValueTagger } from '../../src/components/value-tagger/value-tagger.ts';
import { openBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { largestDifference, pasteFromClipboard, realText, type RealText, type ScoredSentence, settled, shown, type ShownSentence, submit } from './page.ts';

let server: Awaited<ReturnType<typeof serveBuilt>>;
let browser: Browser | undefined;
let real: RealText;
/** Head to its labels' thresholds, from the bundle. */
let thresholds: Map<string, number[]>;

beforeAll(async () => {
  server = await serveBuilt();
  real = await realText();
  const manifest = JSON.parse(await readFile('models/embedded/manifest.json', 'utf8')) as { heads: { id: string; labels: { threshold: number }[] }[] };
  thresholds = new Map(manifest.heads.map(({ id, labels }) => [id, labels.map(({ threshold }) => threshold)]));
});
afterAll(() => server.close());
afterEach(() => browser?.close());

/** Labels at or above their thresholds, as `head/index`. */
function tags(scores: Readonly<Record<string, readonly number[]>>): string[] {
  return [...thresholds].flatMap(([head, limits]) => limits.flatMap((limit, index) => ((scores[head]?.[index] ?? 0) >= limit ? [`${head}/${index}`] : [])));
}

/**
 * A score this close to its label's threshold may come out on either side of it: the graph for the CPU rounds
 * activations to 8 bits, and engines differ in the last bit of what they round.
 */
const EDGE = 0.003;

interface Comparison {
  /** Largest |difference| of a score. */
  readonly largest: number;
  /** Tags by the expected scores. */
  readonly tags: number;
  /** Tags given on one side alone, by a score at the edge of its threshold. */
  readonly edges: number;
}

/** Compares scores and tags sentence by sentence; fails on a tag that differs anywhere but at the edge of a threshold. */
function compare(sentences: readonly ShownSentence[], expected: readonly ScoredSentence['wasm'][]): Comparison {
  let count = 0;
  let edges = 0;
  const differences = sentences.map(({ text, scores }, index) => {
    const reference = expected[index] ?? {};
    const given = tags(scores);
    const wanted = tags(reference);
    count += wanted.length;
    const different = [...given.filter((tag) => !wanted.includes(tag)), ...wanted.filter((tag) => !given.includes(tag))];
    const clear = different.filter((tag) => {
      const [head = '', label = '0'] = tag.split('/');
      return Math.abs((reference[head]?.[Number(label)] ?? 0) - (thresholds.get(head)?.[Number(label)] ?? 1)) > EDGE;
    });
    edges += different.length;
    expect(clear, `tags of "${text}"`).toEqual([]);
    return largestDifference(scores, reference);
  });
  return { largest: Math.max(...differences), tags: count, edges };
}

describe('the built page', () => {
  it('tags a real text on the CPU as Python does from the same graph', async () => {
    const opened = await openBrowser();
    browser = opened.browser;
    await opened.page.goto(server.url);
    await pasteFromClipboard(opened.page, real.text);
    expect(await settled(opened.page)).toBe('tagged');
    const { sentences, device } = await shown(opened.page);
    expect(device).toBe('wasm');
    expect(sentences.length).toBeGreaterThanOrEqual(32);
    expect(sentences.map(({ text }) => text)).toEqual(real.sentences);
    const { largest, tags: count, edges } = compare(sentences, real.scored.map(({ wasm }) => wasm));
    const toPyTorch = sentences.map(({ scores }, index) => largestDifference(scores, real.scored[index]?.pytorch ?? {}));
    const mean = toPyTorch.reduce((a, b) => a + b, 0) / toPyTorch.length;
    console.info(`${sentences.length} sentences on WASM, ${count} tags, ${edges} of them differ at the edge of a threshold: largest |Δp| to Python ${largest.toFixed(4)}; to the unquantized PyTorch model ${Math.max(...toPyTorch).toFixed(4)}, ${mean.toFixed(4)} in the mean of the sentences' largest`);
    expect(largest).toBeLessThan(0.02);
    expect(count).toBeGreaterThan(sentences.length / 2);
    expect(edges / count).toBeLessThan(0.01);
    expect(await opened.page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(opened.complaints).toEqual([]);
  });

  it('shows moral foundations at a click, without running the model again', async () => {
    const opened = await openBrowser();
    browser = opened.browser;
    const { page } = opened;
    await page.goto(server.url);
    await submit(page, real.text);
    await settled(page);
    const counts = (): Promise<Record<string, number>> =>
      page.evaluate(() => Object.fromEntries((document.querySelector('value-tagger') as unknown as ValueTagger).profile(1)?.labels.map(({ label, count }) => [label, count]) ?? []));
    const values = await counts();
    expect(Object.keys(values)).toHaveLength(20);
    expect(Object.values(values).filter((count) => count > 0).length).toBeGreaterThan(5);
    await page.evaluate(() => document.querySelector('value-tagger')?.addEventListener('value-tagger-progress', () => Object.assign(globalThis, { ranAgain: true })));
    await page.locator('value-tagger label.theory', { hasText: 'Moral foundations' }).click();
    const foundations = await counts();
    expect(Object.keys(foundations)).toContain('authority');
    expect(Object.values(foundations).some((count) => count > 0)).toBe(true);
    expect(await page.evaluate(() => 'ranAgain' in globalThis)).toBe(false);
  });

  it('reads on the CPU where WebGPU is only a program, and says why', async () => {
    const opened = await openBrowser({ webgpu: true });
    browser = opened.browser;
    await opened.page.goto(server.url);
    await submit(opened.page, 'Freedom is worth more than comfort.');
    expect(await settled(opened.page)).toBe('tagged');
    const { device, notices } = await shown(opened.page);
    expect(device).toBe('wasm');
    expect(notices.map(({ code }) => code)).toContain('no-webgpu');
  });

  it('runs no model on a text that it has read before, after a reload too', async () => {
    const opened = await openBrowser();
    browser = opened.browser;
    for (const cached of [false, true]) {
      await opened.page.goto(server.url);
      await submit(opened.page, real.text);
      await settled(opened.page);
      const { sentences } = await shown(opened.page);
      expect(new Set(sentences.map((sentence) => sentence.cached))).toEqual(new Set([cached]));
    }
  });
});
