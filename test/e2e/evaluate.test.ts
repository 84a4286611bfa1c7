import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HeadResult } from '../../models/evaluation/measure.ts';
import type { NeutralResult } from '../../models/evaluation/neutral.ts';
import type { Robustness } from '../../models/evaluation/robustness.ts';
import { mft6 } from '../../src/taxonomy/moral-foundations.ts';
import { schwartz20 } from '../../src/taxonomy/schwartz-refined.ts';
import type { ScoredSentence } from './page.ts';

const run = promisify(execFile);

let folder: string;
let sentences: readonly ScoredSentence[];
let thresholds: Map<string, Map<string, number>>;

/** Whether Python's scores give a label to a sentence. */
const has = (sentence: ScoredSentence, head: string, label: string): boolean => {
  const labels = [...(thresholds.get(head) ?? [])];
  const index = labels.findIndex(([id]) => id === label);
  return (sentence.wasm[head]?.[index] ?? 0) >= (labels[index]?.[1] ?? 1);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'value-tagger-evaluate-'));
  sentences = JSON.parse(await readFile('test/fixtures/reference-scores.json', 'utf8')) as ScoredSentence[];
  const manifest = JSON.parse(await readFile('models/embedded/manifest.json', 'utf8')) as { heads: { id: string; labels: { id: string; threshold: number }[] }[] };
  thresholds = new Map(manifest.heads.map(({ id, labels }) => [id, new Map(labels.map((label) => [label.id, label.threshold]))]));

  // A data set whose truth is what Python tags: the columns in another order than the model's, the rows of the labels
  // in another order than the arguments, line ends and a byte order mark as spreadsheet programs write them.
  const values = schwartz20.labels.toReversed();
  const rows = sentences.map((sentence, index) => [`X${index}`, ...values.map(({ id }) => (has(sentence, 'schwartz-20', id) ? 1 : 0))].join('\t'));
  await writeFile(join(folder, 'labels-made-up.tsv'), `\uFEFF${['Argument ID', ...values.map(({ name }) => name)].join('\t')}\r\n${rows.toReversed().join('\r\n')}\r\n`);
  await writeFile(join(folder, 'arguments-made-up.tsv'), `Argument ID\tConclusion\tStance\tPremise\n${sentences.map(({ text }, index) => `X${index}\tNo conclusion\tin favor of\t${text.replace(/\s/g, ' ')}`).join('\n')}\n`);
  const foundations = ['Purity', 'Equality', 'Care', 'Non-Moral', 'Authority', 'Thin Morality', 'Loyalty', 'Proportionality'];
  const ids = new Map(mft6.labels.map(({ id, name }) => [name.toLowerCase(), id]));
  const counts = sentences.map((sentence, index) => [index, `"${sentence.text.replaceAll('"', '""')}"`, ...foundations.map((name) => (has(sentence, 'mft', ids.get(name.toLowerCase()) ?? '') ? 3 : 1))].join('\t'));
  await writeFile(join(folder, 'counts.tsv'), `ID\ttext\t${foundations.join('\t')}\n${counts.join('\n')}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

async function evaluate(...args: string[]): Promise<{ results: Record<string, HeadResult>; said: string }> {
  const json = join(folder, 'out.json');
  const { stdout } = await run(process.execPath, ['models/evaluate.mjs', ...args, '--json', json], { timeout: 150_000 });
  return { results: JSON.parse(await readFile(json, 'utf8')) as Record<string, HeadResult>, said: stdout };
}

describe('npm run evaluate', () => {
  it.each(['wasm', 'native'])("finds Python's own tags (%s): labels matched by name, thresholds those of the bundle", async (device) => {
    const { results, said } = await evaluate('--touche', folder, '--split', 'made-up', '--mfrc', join(folder, 'counts.tsv'), '--device', device);
    for (const [head, { labels }] of [['schwartz-20', results['schwartz-20']], ['mft', results['mft']]].filter((entry): entry is [string, HeadResult] => entry[1] !== undefined)) {
      for (const [label, { f1, auroc, support }] of Object.entries(labels)) {
        const expected = sentences.filter((sentence) => has(sentence, head, label)).length;
        expect(support, `${head}/${label}`).toBe(expected);
        if (support > 0 && support < sentences.length) expect(auroc, `${head}/${label}`).toBeGreaterThan(0.99);
        if (support > 0) expect(f1, `${head}/${label}`).toBeGreaterThan(0.9);
      }
    }
    expect(Object.keys(results)).toEqual(expect.arrayContaining(['schwartz-20', 'mft']));
    expect(results['schwartz-20']?.valueEval).toBeGreaterThan(0.98);
    expect(results['schwartz-20']?.texts).toBe(sentences.length);
    expect(said).toMatch(/macro-F1 0\.\d{3}|macro-F1 1\.000/);
  });

  it('measures a word list in place of the bundle, in the taxonomy that its categories are of', async () => {
    const words = join(folder, 'words.json');
    await writeFile(words, JSON.stringify({ Universalism: ['forest', 'justice'], 'Self-Direction': ['curious', 'free*'], Power: ['nothing-of-this'] }));
    const { results, said } = await evaluate('--lexicon', words, '--touche', folder, '--split', 'made-up', '--mfrc', join(folder, 'counts.tsv'));
    expect(Object.keys(results)).toEqual(['schwartz-10']);
    expect(Object.keys(results['schwartz-10']?.labels ?? {})).toEqual(['self-direction', 'power', 'universalism']);
    const expected = sentences.filter((sentence) => schwartz20.labels.some(({ id }) => id.startsWith('universalism') && has(sentence, 'schwartz-20', id))).length;
    expect(results['schwartz-10']?.labels['universalism']?.support).toBe(expected);
    expect(said).toMatch(/read as schwartz-10/);
    expect(said).toMatch(/has no labels of this taxonomy/);
  });

  it('finds next to nothing in sentences in which there is nothing', async () => {
    const { results } = await evaluate('--neutral', 'models/training/neutral/neutral-test.txt', '--device', 'native');
    const neutral = results['neutral'] as unknown as Record<string, NeutralResult>;
    expect(neutral['schwartz-20']?.sentences).toBeGreaterThanOrEqual(200);
    expect(neutral['schwartz-20']?.anyTag).toBeLessThanOrEqual(0.2);
    expect(neutral['mft']?.anyTag).toBeLessThanOrEqual(0.1);
  });

  it('measures neutral sentences and every kind of change where no data is given', async () => {
    const { results, said } = await evaluate('--device', 'native');
    expect(Object.keys(results).sort()).toEqual(['neutral', 'robustness']);
    expect((results['neutral'] as unknown as Record<string, NeutralResult>)['schwartz-20']?.sentences).toBeGreaterThanOrEqual(200);
    const robustness = results['robustness'] as unknown as Robustness;
    const kinds = ['upper-case', 'lower-case', 'no-punctuation', 'typos', 'contractions', 'spelling', 'neutral-prefix', 'swap-gender', 'swap-origin'];
    expect(Object.keys(robustness)).toEqual(kinds);
    for (const kind of kinds) {
      expect(said).toContain(kind);
      for (const head of ['schwartz-20', 'mft']) {
        expect(robustness[kind]?.[head]?.pairs, kind).toBeGreaterThanOrEqual(50);
        // Even under typos most tags of a text that means the same are the same.
        expect(robustness[kind]?.[head]?.kept, `${kind}, ${head}`).toBeGreaterThan(0.4);
      }
    }
    expect(robustness['typos']?.['schwartz-20']?.meanChange).toBeGreaterThan(0);
  });

  it("finds in pairs the changes that Python's scores have", async () => {
    const pairs = sentences.slice(1).map((sentence, index) => ({ before: sentences[index] ?? sentence, after: sentence }));
    const file = join(folder, 'pairs.tsv');
    const line = (text: string): string => text.replace(/\s+/g, ' ').trim();
    const usable = pairs.filter(({ before, after }) => line(before.text) === before.text && line(after.text) === after.text && before.text !== after.text);
    expect(usable.length).toBeGreaterThan(10);
    await writeFile(file, `kind\toriginal\tchanged\n${usable.map(({ before, after }) => `next\t${before.text}\t${after.text}`).join('\n')}\n`);
    const { results } = await evaluate('--pairs', file, '--device', 'native');
    expect(Object.keys(results)).toEqual(['robustness']);
    const found = (results['robustness'] as unknown as Robustness)['next'];
    for (const head of ['schwartz-20', 'mft']) {
      const labels = [...(thresholds.get(head)?.keys() ?? [])];
      const counts = (gives: (before: boolean, after: boolean) => boolean): number[] =>
        usable.map(({ before, after }) => labels.filter((label) => gives(has(before, head, label), has(after, head, label))).length);
      const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      const moved = usable.flatMap(({ before, after }) => (before.wasm[head] ?? []).map((p, index) => Math.abs(p - (after.wasm[head]?.[index] ?? 0))));
      expect(found?.[head]?.pairs).toBe(usable.length);
      // A score at the edge of its threshold may fall on the other side of it in another engine.
      expect(Math.abs((found?.[head]?.lost ?? 0) - mean(counts((before, after) => before && !after)))).toBeLessThan(0.1);
      expect(Math.abs((found?.[head]?.gained ?? 0) - mean(counts((before, after) => !before && after)))).toBeLessThan(0.1);
      expect(Math.abs((found?.[head]?.meanChange ?? 0) - mean(moved))).toBeLessThan(0.005);
    }
  });

  it('refuses malformed pairs with file, line and what to do', async () => {
    const file = join(folder, 'malformed.tsv');
    await writeFile(file, 'kind\toriginal\tchanged\ntypos\tWe help.\tWe hlep.\ntypos\tWe help.\n');
    const failed = run(process.execPath, ['models/evaluate.mjs', '--pairs', file, '--device', 'native'], { timeout: 60_000 });
    await expect(failed).rejects.toMatchObject({ code: 1 });
    const output = await failed.catch((error: { stderr: string }) => error.stderr);
    expect(output).toMatch(/malformed\.tsv, line 3: there are 2 columns instead of 3\. Separate /);
  });

  it.each([
    ['a split that is not there', ['--touche', '.', '--split', 'nowhere'], /arguments-nowhere\.tsv could not be read/],
    ['a folder without a split', ['--touche', '.'], /--touche needs --split/],
    ['a device that does not exist', ['--mfrc', 'x', '--device', 'abacus'], /--device is "abacus"/],
    ['IDs without a table', ['--ids', 'x'], /--ids needs --mfrc/],
    ['an option that does not exist', ['--abacus'], /--abacus[^]*npm run evaluate --/],
    ['pairs that are not there', ['--pairs', 'nowhere.tsv'], /nowhere\.tsv could not be read/],
  ])('refuses %s and says what is wrong', async (_, args, message) => {
    const failed = run(process.execPath, ['models/evaluate.mjs', ...args], { timeout: 60_000 });
    await expect(failed).rejects.toMatchObject({ code: expect.any(Number) as number });
    const output = await failed.catch((error: { stdout: string; stderr: string }) => error.stdout + error.stderr);
    expect(output).toMatch(message);
  });
});
