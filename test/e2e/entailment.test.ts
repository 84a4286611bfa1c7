import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fixtureBundle, zipped } from '../support/bundle-folder.ts';
import { openBrowser, type OpenBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { settled, submit, words } from './page.ts';

const TEXT = 'We must protect the forests and rivers for those who come after us. Honour your parents and keep the customs of the village.';

let server: Awaited<ReturnType<typeof serveBuilt>>;
let opened: OpenBrowser;
let page: Page;

beforeAll(async () => {
  server = await serveBuilt();
});
afterAll(() => server.close());
beforeEach(async () => {
  opened = await openBrowser();
  page = opened.page;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`${server.url}?device=wasm`);
});
afterEach(() => opened.browser.close());

async function bring(files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await page.getByRole('button', { name: 'Models' }).click();
  await page.locator('[data-pick=zip]').setInputFiles(zipped(files));
}

async function openSet(id: string, choice: string): Promise<void> {
  await page.locator('#label-sets summary').first().click();
  await page.locator('#set-choice').selectOption(id);
  await page.locator('#tagger-choice').selectOption(choice);
}

/** Titles of the models that can be asked, as the page lists them. */
const offered = (): Promise<string[]> => page.locator('#nli-model option').allInnerTexts();

interface Told {
  readonly directions: readonly string[];
  readonly tags: number;
  readonly widest: number;
}

/** What is known of each sentence: directions told, labels over their threshold, and the widest spread of a label's paraphrases. */
const told = (): Promise<Told[]> =>
  page.evaluate(() => {
    const tagger = document.querySelector('value-tagger');
    const head = tagger?.model?.heads.find(({ taxonomy }) => taxonomy === tagger.taxonomy);
    return (tagger?.sentences ?? []).map(({ directions, scores, spread }) => ({
      directions: Object.keys(directions ?? {}),
      tags: [...(scores[head?.id ?? ''] ?? [])].filter((score, column) => score >= (head?.labels[column]?.threshold ?? 1)).length,
      widest: Math.max(0, ...[...(spread?.[head?.id ?? ''] ?? [])].filter((far) => !Number.isNaN(far))),
    }));
  });

describe('a model of entailment that a reader brings', () => {
  it('waits for a label set, reads texts by any with directions and spread, and tells where scores come from', async () => {
    await bring(await fixtureBundle('nli-bert'));
    await expect.poll(() => page.locator('.models-done').innerText(), { timeout: 30_000 }).toMatch(/is kept on this device and can be chosen for any label set, under “Label sets”/);
    expect(await page.locator('.models-list li.used h3').innerText()).toMatch(/^MiniLM/);
    expect(await page.getByRole('button', { name: 'Use Tiny nli-bert with random weights' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await openSet('schwartz-20', 'nli');
    await expect.poll(offered).toEqual(['Tiny nli-bert with random weights']);
    await page.getByLabel('for or against').check();
    await page.getByRole('button', { name: 'Read by entailment' }).click();
    await page.locator('.sets-provenance').waitFor({ timeout: 60_000 });
    const provenance = await page.locator('.sets-provenance').innerText();
    expect(provenance).toMatch(/by entailment \(Tiny nli-bert with random weights\), revision sha256:249cdd8766da6f9d, licence Apache-2\.0/);
    expect(provenance).toMatch(/each sentence against \d+ hypotheses such as “This text says that it is important to/);
    expect(provenance).toMatch(/For and against by Tiny nli-bert/);

    await submit(page, TEXT);
    expect(await settled(page)).toBe('tagged');
    const sentences = await told();
    expect(sentences).toHaveLength(2);
    for (const { directions, tags, widest } of sentences) {
      expect(directions).toHaveLength(tags);
      expect(widest).toBeGreaterThan(0);
    }
    expect(sentences.some(({ tags }) => tags > 0)).toBe(true);
    await page.evaluate(() => document.querySelector('value-tagger')?.select(0));
    await expect.poll(() => words(page)).toMatch(/Its paraphrases lie \.\d\d apart/);
    expect(await words(page)).toMatch(/The sentence speaks (?:for it|against it|both for and against it|clearly neither for nor against it): \.\d\d for, \.\d\d against/);

    await page.reload();
    await openSet('morality-as-cooperation', 'nli');
    await expect.poll(offered).toEqual(['Tiny nli-bert with random weights']);
    expect(opened.complaints).toEqual([]);
  });

  it('is taken as converters leave it, its classes found by their names in capitals', async () => {
    const bundle = await fixtureBundle('nli-bert');
    const file = (name: string): Uint8Array => bundle.get(name) ?? new Uint8Array();
    const config = { _name_or_path: 'someone/tiny-entailment', model_type: 'bert', problem_type: 'single_label_classification', max_position_embeddings: 64, id2label: { 0: 'NOT_ENTAILMENT', 1: 'ENTAILMENT' } };
    await bring(
      new Map([
        ['config.json', new TextEncoder().encode(JSON.stringify(config))],
        ['tokenizer.json', file('tokenizer.json')],
        ['tokenizer_config.json', file('tokenizer_config.json')],
        ['onnx/model.onnx', file('model.wasm.onnx')],
        ['onnx/weights.bin', file('weights.bin')],
      ]),
    );
    await expect.poll(() => page.locator('#models-title').innerText(), { timeout: 30_000 }).toBe('What do its outputs mean?');
    await page.getByRole('button', { name: 'Keep and use' }).click();
    await expect.poll(() => page.locator('.models-done').innerText(), { timeout: 30_000 }).toMatch(/“tiny-entailment” is kept on this device and can be chosen for any label set/);
    await page.keyboard.press('Escape');
    await openSet('ethics-schools', 'nli');
    await expect.poll(offered).toEqual(['tiny-entailment']);
    await page.getByRole('button', { name: 'Read by entailment' }).click();
    await page.locator('.sets-provenance').waitFor({ timeout: 60_000 });
    await submit(page, TEXT);
    expect(await settled(page)).toBe('tagged');
    expect((await told()).some(({ tags }) => tags > 0)).toBe(true);
  });

  it('is asked for a direction of what the trained head finds, and of what similarity finds', async () => {
    await bring(await fixtureBundle('nli-bert'));
    await expect.poll(() => page.locator('.models-done').innerText(), { timeout: 30_000 }).toMatch(/is kept/);
    await page.keyboard.press('Escape');
    await submit(page, TEXT);
    expect(await settled(page)).toBe('tagged');
    const trained = (await told()).map(({ tags }) => tags);
    expect(Math.max(...trained)).toBeGreaterThan(0);
    await openSet('schwartz-20', 'head');
    await page.getByLabel('for or against').check();
    await page.getByRole('button', { name: 'Read with the model' }).click();
    await page.locator('.sets-provenance').waitFor({ timeout: 60_000 });
    expect(await page.locator('.sets-provenance').innerText()).toMatch(/MiniLM.*For and against by Tiny nli-bert/s);
    await expect.poll(async () => (await told()).map(({ directions }) => directions.length), { timeout: 60_000 }).toEqual(trained);

    await page.locator('#tagger-choice').selectOption('similarity');
    await page.getByRole('button', { name: 'Read by similarity' }).click();
    await expect.poll(() => page.locator('.sets-provenance').innerText(), { timeout: 60_000 }).toMatch(/by similarity.*For and against by Tiny nli-bert/s);
    // The page's own model was only lent: it still reads.
    await page.getByRole('button', { name: 'Go back to the model' }).click();
    await expect.poll(async () => (await told()).map(({ directions, tags }) => [directions.length, tags]), { timeout: 60_000 }).toEqual(trained.map((tags) => [0, tags]));
    expect(opened.complaints).toEqual([]);
  });

  it('is lent until the page is closed where nothing is to be kept', async () => {
    await page.evaluate(() => localStorage.setItem('value-tagger keep', 'nothing'));
    await page.reload();
    await bring(await fixtureBundle('nli-bert'));
    await expect.poll(() => page.locator('.models-done').innerText(), { timeout: 30_000 }).toMatch(/can be chosen for any label set, under “Label sets” until the page is closed/);
    await page.keyboard.press('Escape');
    await openSet('mft-5', 'nli');
    await expect.poll(offered).toEqual(['Tiny nli-bert with random weights']);
    await page.getByRole('button', { name: 'Read by entailment' }).click();
    await page.locator('.sets-provenance').waitFor({ timeout: 60_000 });
    await page.reload();
    await openSet('mft-5', 'nli');
    await expect.poll(() => page.locator('.sets-use').innerText()).toMatch(/So far no model that is kept has a class called entailment/);
  });
});
