import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeNatively } from '../../models/evaluation/encode-natively.ts';
import { activate } from '../../src/activation.ts';
import referenceScores from '../fixtures/reference-scores.json' with { type: 'json' };
import { openBrowser, type OpenBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { realText, settled, shown, submit } from './page.ts';

/** Largest |difference| of a score, and how near to its threshold a score must be where the two sides tag differently. */
const TOLERANCE = 0.001;

let server: Awaited<ReturnType<typeof serveBuilt>>;
let opened: OpenBrowser;

beforeAll(async () => {
  server = await serveBuilt();
  opened = await openBrowser({ webgpu: true });
});
afterAll(async () => {
  await opened.browser.close();
  await server.close();
});

/** 64 sentences of 6 to about 60 words: the shortest of the project's own, and of each greater length one of a real text. */
async function sixtyFour(): Promise<string[]> {
  const { sentences } = await realText();
  const words = (text: string): number => text.split(/\s+/).length;
  const byLength = (texts: readonly string[]): string[] => texts.toSorted((a, b) => words(a) - words(b));
  const long = byLength(sentences.filter((text) => words(text) >= 18 && words(text) <= 55));
  const spread = Array.from({ length: 8 }, (_, step) => long[Math.round((step * (long.length - 1)) / 7)] ?? '');
  return [...byLength(referenceScores.map(({ text }) => text)).slice(0, 56), ...spread];
}

describe('the WebGPU graph', () => {
  it('gives 64 sentences the scores on the adapter that the native CPU engine computes from it', async () => {
    const texts = await sixtyFour();
    expect(new Set(texts).size).toBe(64);
    const native = await encodeNatively('models/embedded/', 'webgpu');
    const { rows, truncated } = await native.encode(texts);
    await native.close();
    expect(truncated).toEqual([]);

    const { page } = opened;
    await page.goto(`${server.url}?device=webgpu&software-adapter`);
    const adapter = await page.evaluate(async () => {
      const { vendor, architecture, description } = (await navigator.gpu.requestAdapter())?.info ?? {};
      return [vendor, architecture, description].filter(Boolean).join(' ');
    });
    const started = performance.now();
    await submit(page, texts.join('\n\n'));
    expect(await settled(page, 500_000)).toBe('tagged');
    const seconds = (performance.now() - started) / 1000;
    const { sentences, device } = await shown(page);
    expect(device).toBe('webgpu');
    expect(sentences.map(({ text }) => text)).toEqual(texts);

    let largest = 0;
    const different: string[] = [];
    let tags = 0;
    for (const [index, { text, scores }] of sentences.entries()) {
      for (const slice of native.model.slices) {
        const expected = activate(Float32Array.from(rows[index] ?? []), slice);
        expect(scores[slice.id]).toHaveLength(slice.size);
        const labels = native.model.info.heads.find(({ id }) => id === slice.id)?.labels ?? [];
        for (const [column, { id, threshold }] of labels.entries()) {
          const [there = Number.NaN, here = Number.NaN] = [scores[slice.id]?.[column], expected[column]];
          const distance = Math.abs(there - here);
          largest = Math.max(largest, Number.isNaN(distance) ? Infinity : distance);
          if (here >= threshold) tags++;
          if (there >= threshold !== here >= threshold && Math.abs(here - threshold) > TOLERANCE) different.push(`${id} of "${text}"`);
        }
      }
    }
    console.info(`64 sentences on WebGPU (${adapter}) in ${seconds.toFixed(0)} s, model loading included, ${tags} tags: largest |Δp| to the native CPU provider ${largest.toExponential(1)}`);
    expect(largest).toBeLessThan(TOLERANCE);
    expect(different).toEqual([]);
    expect(tags).toBeGreaterThan(64);
    expect(opened.complaints).toEqual([]);
  }, 540_000);
});
