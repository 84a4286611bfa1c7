import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TaggerError } from '../../src/errors.ts';
import { labelIdOf } from '../../src/taxonomy/label-id.ts';
import { readArguments, readCounts, readLabels } from '../../src/text/delimited.ts';
import { cleanRedditMarkdown } from '../../src/text/reddit.ts';

/** What is true of each text, for one head. */
export interface Truth {
  readonly head: string;
  /** Label ids, in the order of the columns of {@link values}. */
  readonly labels: readonly string[];
  /** 1 where the text has the label, else 0: [texts][labels]; undefined where nothing is known of the text. */
  readonly values: readonly (readonly number[] | undefined)[];
}

export interface LabelledSet {
  readonly title: string;
  readonly texts: readonly string[];
  readonly truths: readonly Truth[];
}

async function read(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new TaggerError('file-missing', `${path} could not be read.`, 'Check the folder, and the name of the split.', { cause });
  });
}

/**
 * A split of the shared task ValueEval'23. Level-1 labels are measured too where the folder has them.
 * @param template how premise, stance and conclusion make one text, such as `{premise} | {stance}: {conclusion}`
 */
export async function argumentSet(folder: string, split: string, form: 'premise' | 'argument', template: string): Promise<LabelledSet> {
  const file = `arguments-${split}.tsv`;
  const rows = readArguments(await read(join(folder, file)), { file });
  const ids = rows.map(({ id }) => id);
  const truths = [await labelsOf(folder, `labels-${split}.tsv`, 'schwartz-20', ids)];
  const finer = `level1-labels-${split}.tsv`;
  if (await readFile(join(folder, finer)).then(() => true, () => false)) truths.push(await labelsOf(folder, finer, 'touche-54', ids));
  return {
    title: `Touché ${split}, ${form === 'premise' ? 'premise alone' : 'premise, stance and conclusion'}`,
    texts: rows.map(({ premise, stance, conclusion }) => {
      const fields: Readonly<Record<string, string>> = { premise: premise.trim(), stance, conclusion };
      return form === 'premise' ? premise.trim() : template.replace(/\{(premise|stance|conclusion)\}/g, (_, name: string) => fields[name] ?? '');
    }),
    truths,
  };
}

/** Labels in the order of the arguments, whatever order their own file has. */
async function labelsOf(folder: string, file: string, head: string, ids: readonly string[]): Promise<Truth> {
  const { labels, rows } = readLabels(await read(join(folder, file)), { file });
  const byId = new Map(rows.map(({ id, values }) => [id, values]));
  const missing = ids.find((id) => !byId.has(id));
  if (missing !== undefined) throw new TaggerError('invalid-input', `${file} has no row for argument "${missing}".`, 'Arguments and labels must be of the same split.');
  return { head, labels: labels.map(labelIdOf), values: ids.map((id) => byId.get(id)) };
}

/** Annotators that have to agree before a label counts. */
const AGREED = 2;

/**
 * Comments with annotator counts. A label is there where two annotators or more chose it. Moral presence: yes where that
 * holds of any foundation or Thin Morality, no where it holds of Non-Moral alone, unknown elsewhere.
 */
export async function commentSet(path: string): Promise<LabelledSet> {
  const NONE = 'non-moral';
  const { labels, rows } = readCounts(await read(path), { file: path });
  const ids = labels.map(labelIdOf);
  const none = ids.indexOf(NONE);
  const values = rows.map(({ counts }) => counts.map((count) => (count >= AGREED ? 1 : 0)));
  const presence = values.map((row) => {
    const moral = row.some((value, column) => value === 1 && column !== none);
    return moral || row[none] === 1 ? [moral ? 1 : 0] : undefined;
  });
  return {
    title: `Comments of ${path}`,
    texts: rows.map(({ text }) => cleanRedditMarkdown(text)),
    truths: [
      { head: 'mft', labels: ids, values },
      ...(none === -1 ? [] : [{ head: 'moral-presence', labels: ['moral-presence'], values: presence }]),
    ],
  };
}
