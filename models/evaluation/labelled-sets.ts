import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TaggerError } from '../../src/errors.ts';
import { labelIdOf } from '../../src/taxonomy/label-id.ts';
import { mft6 } from '../../src/taxonomy/moral-foundations.ts';
import { readArguments, readCounts, readLabels } from '../../src/text/delimited.ts';
import { cleanRedditMarkdown } from '../../src/text/reddit.ts';

/** What is true of each text, for one head. */
export interface Truth {
  readonly head: string;
  /** Label ids, in the order of the columns of {@link values}. */
  readonly labels: readonly string[];
  /** 1 where the text has the label, else 0: [texts][labels]; undefined where nothing is known of the text. */
  readonly values: readonly (readonly number[] | undefined)[];
  /** What each text belongs to: the bootstrap draws the texts of a group together. */
  readonly groups: readonly string[];
  /** What the groups are, in the plural. */
  readonly groupedBy: string;
}

export interface LabelledSet {
  readonly title: string;
  /** Name of the data set, and of the part of it. */
  readonly dataset: string;
  readonly split: string;
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
 * @param template how premise, stance and conclusion make one text, such as `{premise}` or `{premise} | {stance}: {conclusion}`
 */
export async function argumentSet(folder: string, split: string, template: string): Promise<LabelledSet> {
  const file = `arguments-${split}.tsv`;
  const rows = readArguments(await read(join(folder, file)), { file });
  const ids = rows.map(({ id }) => id);
  if (rows.length === 0) throw new TaggerError('invalid-input', `${file} has no rows.`, 'The first line names the columns; each further line is an argument.');
  const grouped = { groups: rows.map(({ conclusion }) => plain(conclusion)), groupedBy: 'conclusions' };
  const truths = [{ ...(await labelsOf(folder, `labels-${split}.tsv`, 'schwartz-20', ids)), ...grouped }];
  const finer = `level1-labels-${split}.tsv`;
  if (await readFile(join(folder, finer)).then(() => true, () => false)) truths.push({ ...(await labelsOf(folder, finer, 'touche-54', ids)), ...grouped });
  return {
    title: `Touché ${split}, as "${template}"`,
    dataset: 'touche23-valueeval',
    split,
    texts: rows.map(({ premise, stance, conclusion }) => {
      const fields: Readonly<Record<string, string>> = { premise: premise.trim(), stance, conclusion };
      return template.replace(/\{(premise|stance|conclusion)\}/g, (_, name: string) => fields[name] ?? '');
    }),
    truths,
  };
}

/** Lower-case words alone: the form in which two texts count as equal, as in training. */
const plain = (text: string): string => text.toLowerCase().match(/[a-z0-9]+/g)?.join(' ') ?? '';

/** Labels in the order of the arguments, whatever order their own file has. */
async function labelsOf(folder: string, file: string, head: string, ids: readonly string[]): Promise<Pick<Truth, 'head' | 'labels' | 'values'>> {
  const { labels, rows } = readLabels(await read(join(folder, file)), { file });
  const byId = new Map(rows.map(({ id, values }) => [id, values]));
  const missing = ids.find((id) => !byId.has(id));
  if (missing !== undefined) throw new TaggerError('invalid-input', `${file} has no row for argument "${missing}".`, 'Arguments and labels must be of the same split.');
  return { head, labels: labels.map(labelIdOf), values: ids.map((id) => byId.get(id)) };
}

/** The lines of a file that are not empty. */
export async function linesOf(path: string): Promise<string[]> {
  return (await read(path)).split(/\r?\n/).filter((line) => line.trim() !== '');
}

/** Annotators that have to agree before a label counts. */
const AGREED = 2;

/** Columns that count; a table may have others, such as the number of annotators. */
const FOUNDATIONS: ReadonlySet<string> = new Set(mft6.labels.map(({ id }) => id));
const NONE = 'non-moral';

/**
 * Comments with annotator counts. A label is there where two annotators or more chose it. Moral presence: yes where that
 * holds of any foundation or Thin Morality, no where it holds of Non-Moral alone, unknown elsewhere.
 * @param idsPath file that names the rows to take; all where it is left out
 */
export async function commentSet(path: string, idsPath?: string): Promise<LabelledSet> {
  const { labels, rows: all } = readCounts(await read(path), { file: path });
  const wanted = idsPath === undefined ? undefined : new Set(await linesOf(idsPath));
  const rows = wanted ? all.filter(({ id }) => wanted.has(id)) : all;
  if (rows.length === 0) throw new TaggerError('invalid-input', `No row of ${path} is left to measure on.`, wanted ? `Its IDs and those in ${idsPath} have nothing in common.` : 'The table is empty.');
  const columns = labels.map((label, column) => ({ id: labelIdOf(label), column })).filter(({ id }) => id === NONE || FOUNDATIONS.has(id));
  const ids = columns.map(({ id }) => id);
  const none = ids.indexOf(NONE);
  const values = rows.map(({ counts }) => columns.map(({ column }) => ((counts[column] ?? 0) >= AGREED ? 1 : 0)));
  const presence = values.map((row) => {
    const moral = row.some((value, column) => value === 1 && column !== none);
    return moral || row[none] === 1 ? [moral ? 1 : 0] : undefined;
  });
  const texts = rows.map(({ text }) => cleanRedditMarkdown(text));
  const grouped = { groups: texts.map(plain), groupedBy: 'comments, equal ones together' };
  return {
    title: `Comments of ${path}`,
    dataset: 'mfrc',
    split: idsPath === undefined ? 'all rows' : 'rows that were held out',
    texts,
    truths: [
      { head: 'mft', labels: ids, values, ...grouped },
      ...(none === -1 ? [] : [{ head: 'moral-presence', labels: ['moral-presence'], values: presence, ...grouped }]),
    ],
  };
}
