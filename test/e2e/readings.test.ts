import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { hubPlugin } from '../support/hub.ts';
import { openBrowser, type OpenBrowser } from '../support/open-page.ts';
import { serveBuilt } from '../support/serve.ts';
import { settled, submit } from './page.ts';

const TEXT = 'We owe it to our children to keep the river clean. Obey the law of the land.';
const MODEL = 'tiny/Llama-Instruct';

/** The page with a list of tiny models, which a server that answers as a hub does has; one of them breaks off, one comes slowly. */
const entry = (id: string, title: string, note?: string): object => ({ id, title, revision: 'main', parameters: 1_000_000, licence: { name: 'Apache-2.0', terms: 'open' }, languages: ['en'], dtypes: { q4f16: {}, q4: {}, q8: {} }, ...(note ? { note } : {}) });
const catalog = { format: 'value-tagger-generators', version: 1, sizes: 'test', models: [entry(MODEL, 'Tiny Llama', 'Random weights.'), entry('tiny/Qwen3-ONNX', 'Tiny Qwen'), entry('tiny/gemma-3-it-ONNX', 'Tiny Gemma'), entry('tiny/none', 'Nowhere')] };

let servers = 0;

/** A built page whose models come from a hub of this behaviour, each with what was asked of it. */
async function serve(behaviour = 'ok'): Promise<{ url: string; asked: () => Promise<string[]>; close: () => Promise<void> }> {
  const key = `page-${process.pid}-${servers++}`;
  const server = await serveBuilt({
    plugins: [hubPlugin()],
    change: async (root) => {
      await writeFile(join(root, 'generators.json'), JSON.stringify(catalog));
      const page = join(root, 'index.html');
      await writeFile(page, (await readFile(page, 'utf8')).replace('</head>', `<meta name="value-tagger-generators" content="hub/${behaviour}/${key}/{model}/resolve/{revision}/" data-catalog="generators.json" /></head>`));
    },
  });
  return { url: server.url, asked: async () => (await (await fetch(`${server.url}hub-log/${key}`)).json()) as string[], close: () => server.close() };
}

let server: Awaited<ReturnType<typeof serve>>;
let opened: OpenBrowser;

beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());
afterEach(() => opened.browser.close());

const panel = (page: Page): Promise<string> => page.locator('#readings').innerText();
const button = (page: Page, name: string) => page.locator('#readings').getByRole('button', { name, exact: true });
const ask = async (page: Page, task: string): Promise<void> => void (await page.locator('#readings-task').selectOption(task));

async function openReadings(page: Page, url: string, text = TEXT): Promise<void> {
  await page.goto(`${url}?device=wasm`);
  await submit(page, text);
  expect(await settled(page)).toBe('tagged');
  await page.locator('#readings > summary').click();
  await page.locator('.readings-models').waitFor();
}

async function loadModel(page: Page, title = 'Tiny Llama'): Promise<void> {
  await button(page, `Use ${title}`).click();
  await page.locator('#readings .readings-model .primary').click();
  await page.locator('.readings-device').waitFor({ timeout: 60_000 });
}

/** Waits until what was asked is answered. */
const answered = (page: Page): Promise<void> => button(page, 'Download this reading, and how it was made').waitFor({ timeout: 120_000 });

async function downloaded(page: Page): Promise<{ task: string; complete: boolean; result: Record<string, unknown> }> {
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Download this reading, and how it was made').click()]);
  return JSON.parse(await readFile(await file.path(), 'utf8')) as { task: string; complete: boolean; result: Record<string, unknown> };
}

describe('a language model', () => {
  it('is asked for by nobody before its exact size was shown and agreed to, is kept, and is deleted', async () => {
    opened = await openBrowser();
    const { page, complaints } = opened;
    const own = await serve();
    try {
      const requests: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(`${own.url}?device=wasm`);
      await page.waitForTimeout(500);
      // Opening the page loads nothing of it.
      expect(requests.filter((url) => /readings|generator/i.test(url))).toEqual([]);
      await openReadings(page, own.url);
      expect(await own.asked()).toEqual([]);
      expect(await panel(page)).toMatch(/Tiny Llama\s+1 million parameters · licence Apache-2\.0 · en · size not known yet\. Random weights\./);
      expect(await panel(page)).toMatch(/0\.20 to 0\.24 macro-F1/);
      expect(await panel(page)).toMatch(/It is one reading, not a measurement/);

      await button(page, 'Use Tiny Llama').click();
      await page.locator('#readings .readings-model .primary').waitFor();
      expect((await own.asked()).filter((line) => line.startsWith('GET'))).toEqual([`GET ${MODEL}/config.json`]);
      const said = Number(/\(([\d,]+) bytes\) are to be downloaded/.exec(await panel(page))?.[1]?.replaceAll(',', ''));
      expect(await panel(page)).toMatch(/would run on the processor \(WebAssembly\), with 8-bit weights\..*each sentence takes some seconds to minutes.*Apache-2\.0/s);
      await page.locator('#readings .readings-model .primary').click();
      await page.locator('.readings-device').waitFor({ timeout: 60_000 });
      const kept = await page.evaluate(async () => {
        const cache = await caches.open('value-tagger-generators-1');
        const sizes = await Promise.all((await cache.keys()).filter(({ url }) => !url.endsWith('?sha256')).map(async (request) => (await (await cache.match(request))?.blob())?.size ?? 0));
        return sizes.reduce((sum, size) => sum + size, 0);
      });
      expect(said).toBe(kept);
      expect(await panel(page)).toMatch(/Tiny Llama reads on the processor/);

      await page.locator('#storage > summary').click();
      await expect.poll(() => page.locator('#storage').innerText()).toMatch(/Language models\s+\d\.\d+ MB/);
      await openReadings(page, own.url);
      expect(await panel(page)).toMatch(/MB on this device/);
      const before = (await own.asked()).length;
      await button(page, 'Use Tiny Llama').click();
      await button(page, 'Start it').click();
      await page.locator('.readings-device').waitFor({ timeout: 60_000 });
      expect((await own.asked()).slice(before)).toEqual([]);

      await button(page, 'Delete Tiny Llama from this device').click();
      await expect.poll(() => panel(page)).toMatch(/The files of Tiny Llama were deleted/);
      expect(await page.evaluate(async () => (await (await caches.open('value-tagger-generators-1')).keys()).length)).toBe(0);
      expect(complaints).toEqual([]);
    } finally {
      await own.close();
    }
  });

  it('is gone with everything else that is kept, and what it reads ends with it', async () => {
    opened = await openBrowser();
    const { page } = opened;
    await openReadings(page, server.url);
    await loadModel(page);
    await page.locator('#storage > summary').click();
    await page.getByRole('button', { name: 'Delete them' }).click();
    await expect.poll(() => page.locator('#storage [role=status]').innerText()).toBe('The language models were deleted from this device.');
    await page.locator('.readings-models').waitFor();
    await loadModel(page);
    await page.getByRole('switch', { name: 'Keep results on this device' }).click();
    await page.getByRole('button', { name: 'Delete, and keep nothing' }).click();
    await expect.poll(() => page.locator('#storage [role=status]').innerText()).toMatch(/^Everything was deleted/);
    expect(await page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('value-tagger-generators')))).toEqual([]);
    // From then on it is fetched for this visit alone.
    await loadModel(page);
    expect(await page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('value-tagger-generators')))).toEqual([]);
  });

  it('can be stopped while it is downloaded, with bytes shown, and says what is wrong where it is not there', async () => {
    opened = await openBrowser();
    const { page } = opened;
    const slow = await serve('slow');
    try {
      await openReadings(page, slow.url);
      await button(page, 'Use Tiny Llama').click();
      await page.locator('#readings .readings-model .primary').click();
      await expect.poll(() => panel(page), { interval: 20 }).toMatch(/Downloading Tiny Llama: .* of .* MB/);
      await button(page, 'Stop').click();
      await page.locator('.readings-models').waitFor();
      const weights = await page.evaluate(async () => (await (await caches.open('value-tagger-generators-1')).keys()).filter(({ url }) => url.endsWith('.onnx')).length);
      expect(weights).toBe(0);
      await button(page, 'Use Nowhere').click();
      await expect.poll(() => page.locator('.readings-failure').innerText()).toMatch(/config\.json is not there.*answered 404.*Check the id of the model/s);
      expect(await panel(page)).toMatch(/may ask its own server alone, and looks there at/);
      await button(page, 'Back to the models').click();
      await loadModel(page);
    } finally {
      await slow.close();
    }
  });

  it('is read from a folder of the reader’s, and then nothing is downloaded', async () => {
    opened = await openBrowser();
    const { page } = opened;
    const own = await serve();
    try {
      await openReadings(page, own.url);
      await page.getByLabel('From a folder: files of Tiny Qwen').setInputFiles('test/fixtures/generators/tiny/Qwen3-ONNX');
      await button(page, 'Start it').click();
      await page.locator('.readings-device').waitFor({ timeout: 60_000 });
      expect(await panel(page)).toMatch(/Tiny Qwen reads on the processor/);
      expect(await own.asked()).toEqual([]);
    } finally {
      await own.close();
    }
  });
});

describe('what it is asked', () => {
  it('marks the text in place, as every tagger does, until the reader goes back', async () => {
    opened = await openBrowser();
    const { page, complaints } = opened;
    await openReadings(page, server.url);
    expect(await panel(page)).toMatch(/Choose a language model first/);
    await loadModel(page);
    await page.locator('#readings-set').selectOption('mft-2');
    await button(page, 'Read by the model').click();
    await answered(page);
    const shown = await page.evaluate(() => {
      const tagger = document.querySelector('value-tagger');
      return { id: tagger?.model?.id, taxonomy: tagger?.taxonomy, scores: tagger?.sentences.map(({ scores }) => [...(scores['mft-2'] ?? [])].map((score) => Number(score.toFixed(4)))) };
    });
    expect(shown).toMatchObject({ id: MODEL, taxonomy: 'mft-2' });
    expect(shown.scores?.map((row) => row.length)).toEqual([6, 6]);
    const { task, complete, result } = await downloaded(page);
    expect({ task, complete }).toEqual({ task: 'tag', complete: true });
    expect(result).toMatchObject({ run: { model: MODEL, seed: 1, device: 'wasm', prompt: { version: 1 }, parameters: { codebook: 'mft-2', method: 'score' }, calls: 2 } });
    expect((result['sentences'] as { scores: Record<string, number> }[]).map(({ scores }) => Object.values(scores))).toEqual(shown.scores);
    await button(page, 'Go back to the page’s model').click();
    expect(await settled(page)).toBe('tagged');
    await expect.poll(() => page.evaluate(() => document.querySelector('value-tagger')?.model?.heads.length)).toBeGreaterThan(1);
    expect(complaints).toEqual([]);
  });

  it('says why the chosen sentence has its tags, as it writes, with the words that this rests on or that there are none', async () => {
    opened = await openBrowser();
    const { page } = opened;
    await openReadings(page, server.url);
    await loadModel(page);
    await ask(page, 'explain');
    expect(await panel(page)).toMatch(/Choose a sentence of the text above first/);
    await page.evaluate(() => document.querySelector('value-tagger')?.select(0));
    await expect.poll(() => panel(page)).toMatch(/Chosen: .*We owe it to our children/);
    await button(page, 'Why?').waitFor();
    await page.evaluate(() => document.querySelector('value-tagger')?.select());
    await expect.poll(() => page.getByRole('button', { name: 'Why these tags?' }).count()).toBe(0);
    await page.evaluate(() => document.querySelector('value-tagger')?.select(0));
    // The same beside the text.
    await page.getByRole('button', { name: 'Why these tags?' }).click();
    await page.locator('.readings-written').waitFor();
    await answered(page);
    expect(await page.locator('.readings-result blockquote').innerText()).toBe('We owe it to our children to keep the river clean.');
    const tags = await page.evaluate(() => document.querySelector('value-tagger')?.profile()?.labels.filter(({ strongest }) => strongest.includes(0)).map(({ label }) => label));
    const { result } = await downloaded(page);
    const reasons = result['reasons'] as { label: string; reason: string; evidence: string; quote?: { text: string }; run: { task: string } }[];
    expect(reasons.map(({ label }) => label).sort()).toEqual(tags?.slice(0, 5).sort());
    for (const { evidence, quote, run } of reasons) {
      expect(evidence === 'quoted').toBe(quote !== undefined);
      expect(run.task).toBe('explain');
    }
    expect(await page.locator('.readings-reasons dt').count()).toBe(reasons.length);
  });

  it('finds open values, groups them, and makes a label set of the groups that the reader takes', { timeout: 400_000 }, async () => {
    opened = await openBrowser();
    const { page } = opened;
    // Of the tiny models this one finds something in these sentences, be it senseless.
    await openReadings(page, server.url, 'Every child deserves a safe home. It rains. Help your neighbour.');
    await loadModel(page, 'Tiny Qwen');
    await ask(page, 'extract');
    await button(page, 'Find them').click();
    await answered(page);
    const { result } = await downloaded(page);
    const items = (result['sentences'] as { items: { name: string }[] }[]).flatMap((sentence) => sentence.items);
    expect(result['run']).toMatchObject({ task: 'extract', model: 'tiny/Qwen3-ONNX' });
    expect(items.length).toBeGreaterThan(1);
    expect(await page.locator('.readings-result .readings-item b').allTextContents()).toEqual(items.map(({ name }) => name));

    await ask(page, 'group');
    await button(page, 'Group them').click();
    await answered(page);
    expect(((await downloaded(page)).result['groups'] as { members: { name: string }[] }[]).flatMap(({ members }) => members.map(({ name }) => name)).sort()).toEqual(items.map(({ name }) => name).sort());
    const groups = page.locator('.readings-groups > li');
    const count = await groups.count();
    expect(count).toBe(((await downloaded(page)).result['groups'] as object[]).length);
    expect(count).toBeGreaterThan(0);
    await page.getByLabel('Name of group 1').fill('Keeping faith');
    await page.locator('#readings').getByRole('button', { name: /^Make a label set of/ }).click();
    await page.locator('label-set-editor').waitFor();
    const set = await page.evaluate(() => document.querySelector('label-set-editor')?.set);
    expect(set?.labels.map(({ name }) => name)).toContain('Keeping faith');
    expect(set?.labels).toHaveLength(count);
    // It can be read by at once.
    await page.locator('#tagger-choice').selectOption('generator');
    await page.getByRole('button', { name: 'To the readings by a language model' }).click();
    await expect.poll(() => page.locator('#readings-set').inputValue()).toBe(set?.id);
  });

  it('splits sentences into perceptions, by author', { timeout: 400_000 }, async () => {
    opened = await openBrowser();
    const { page } = opened;
    await openReadings(page, server.url);
    await loadModel(page);
    await ask(page, 'perceptions');
    await page.evaluate(() => document.querySelector('value-tagger')?.select(1));
    await page.locator('#readings-part').selectOption('chosen');
    await button(page, 'Split and read').click();
    await answered(page);
    const { result } = await downloaded(page);
    const holders = result['holders'] as { holder: string; perceptions: number }[];
    expect(result['sentences']).toHaveLength(1);
    expect(result['sentences']).toMatchObject([{ text: 'Obey the law of the land.' }]);
    expect(holders.length).toBeGreaterThan(0);
    expect(await page.locator('.readings-result h3').allTextContents()).toEqual(holders.map(({ holder }) => holder));
    expect(await page.locator('.readings-result .readings-items > li').count()).toBe(holders.reduce((sum, { perceptions }) => sum + perceptions, 0));
  });

  it('reads a transcript by speaker, and keeps what the reader confirms and contests', { timeout: 400_000 }, async () => {
    opened = await openBrowser();
    const { page } = opened;
    await openReadings(page, server.url, 'Anna: Every child deserves a good school.\nBen: Everybody should be free to say what they think.\nAnna: That is so.');
    await loadModel(page, 'Tiny Qwen');
    await ask(page, 'speakers');
    await button(page, 'Read the speakers').click();
    await answered(page);
    expect(await page.locator('.readings-result h3').allTextContents()).toEqual(['Anna', 'Ben']);
    const { result } = await downloaded(page);
    const speakers = result['speakers'] as { speaker: string; labels: { label: string; evidence: { text: string }[] }[] }[];
    const [first] = speakers.filter(({ labels }) => labels.length > 0);
    expect(first?.labels[0]?.evidence[0]?.text.length).toBeGreaterThan(3);
    await page.locator('#readings').getByRole('button', { name: 'Confirm' }).first().click();
    await page.locator('#readings').getByRole('button', { name: 'Contest' }).first().click();
    await expect.poll(() => page.locator('#readings').getByRole('button', { name: 'Contest' }).first().getAttribute('aria-pressed')).toBe('true');
    await expect.poll(() => page.locator('#readings').getByRole('button', { name: 'Confirm' }).first().getAttribute('aria-pressed')).toBe('false');
    expect((await downloaded(page)).result['review']).toMatchObject([{ speaker: first?.speaker, label: first?.labels[0]?.label, judgement: 'contested' }]);
    // With another text all that is gone.
    await page.locator('#edit').click();
    await submit(page, TEXT);
    expect(await settled(page)).toBe('tagged');
    await expect.poll(() => page.locator('.readings-result').count()).toBe(0);
  });

  it('is measured on the reader’s own sentences, with an interval, and a table that is none is refused', async () => {
    opened = await openBrowser();
    const { page } = opened;
    await openReadings(page, server.url);
    await loadModel(page);
    await ask(page, 'measure');
    await page.locator('#readings-set').selectOption('mft-2');
    const file = (csv: string): { name: string; mimeType: string; buffer: Buffer } => ({ name: 'gold.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.locator('#readings-file').setInputFiles(file('text,labels\nHelp your neighbour.,obedience\n'));
    await button(page, 'Measure it').click();
    await expect.poll(() => page.locator('.readings-failure').innerText()).toMatch(/Line 2: “Moral foundations 2\.0” has no label “obedience”\./);
    await page.locator('#readings-file').setInputFiles(file('text,labels\nHelp your neighbour.,care\nObey the law of the land.,authority\nIt rains.,\n'));
    await button(page, 'Measure it').click();
    await answered(page);
    expect(await page.locator('.readings-result').innerText()).toMatch(/On your 3 labelled sentences this reading reaches 0\.\d\d macro-F1\..*The 95 % interval over your sentences is \.\d\d to \.\d\d\..*3 sentences are few/s);
    expect(await page.locator('.readings-table tbody tr').count()).toBe(6);
    expect((await downloaded(page)).result).toMatchObject({ sentences: 3, few: true, run: { task: 'measure', calls: 3 } });
  });

  it('stops when it is told to, keeps what is there, and does the next thing', async () => {
    opened = await openBrowser();
    const { page } = opened;
    await openReadings(page, server.url, `${TEXT} `.repeat(20));
    await loadModel(page);
    await page.locator('#readings-set').selectOption('mft-2');
    await button(page, 'Read by the model').click();
    await expect.poll(() => page.evaluate(() => document.querySelector('value-tagger')?.sentences.length ?? 0), { timeout: 60_000 }).toBeGreaterThan(0);
    await button(page, 'Stop').click();
    await expect.poll(() => page.evaluate(() => document.querySelector('value-tagger')?.run.kind)).toBe('cancelled');
    expect(await page.evaluate(() => document.querySelector('value-tagger')?.sentences.length)).toBeLessThan(40);

    await ask(page, 'extract');
    await button(page, 'Find them').click();
    await page.locator('.readings-written').waitFor({ timeout: 60_000 });
    await button(page, 'Stop').click();
    await button(page, 'Find them').waitFor();
    await expect.poll(() => page.locator('#readings-result').innerText()).toBe('A reading, stopped before its end');
    expect(await downloaded(page)).toMatchObject({ task: 'extract', complete: false });
    await ask(page, 'measure');
    await page.locator('#readings-file').setInputFiles({ name: 'gold.csv', mimeType: 'text/csv', buffer: Buffer.from('text,labels\nHelp.,care\nObey.,authority\n') });
    await button(page, 'Measure it').click();
    await answered(page);
  });
});

describe('the readings, for a reader who does not see them', () => {
  it.each([
    ['light', { width: 1280, height: 900 }],
    ['dark', { width: 1280, height: 900 }],
    ['light', { width: 390, height: 844 }],
  ] as const)('have nothing that axe finds: models, offer, question and result (%s, %o)', async (scheme, size) => {
    opened = await openBrowser();
    const { page } = opened;
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize(size);
    await openReadings(page, server.url, 'Anna: Every child deserves a good school.\nBen: Obey the law of the land.');
    expect(await axeFindings(page)).toEqual([]);
    await button(page, 'Use Tiny Llama').click();
    await page.locator('#readings .readings-model .primary').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.locator('#readings .readings-model .primary').click();
    await page.locator('.readings-device').waitFor({ timeout: 60_000 });
    await ask(page, 'speakers');
    await button(page, 'Read the speakers').click();
    await answered(page);
    expect(await axeFindings(page)).toEqual([]);
    // Nothing is wider than the page.
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  });
});
