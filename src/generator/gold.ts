import { TaggerError } from '../errors.ts';
import type { RecordTable } from '../text/files/types.ts';
import { guessColumns } from '../text/files/records.ts';
import type { LabelId } from '../taxonomy/types.ts';
import type { GoldSentence } from './measure.ts';
import type { Codebook } from './types.ts';

const LABELS_NAME = /^(?:labels?|values?|tags?|codes?|gold)$/i;
const YES = /^(?:1|1\.0|true|yes|y|x)$/i;
const NO = /^(?:|0|0\.0|false|no|n)$/i;

const plain = (name: string): string => name.trim().toLocaleLowerCase().replaceAll(/[\s_-]+/g, '-');

/**
 * Labelled sentences of a table: a column with the text, and either one column `labels` with ids or names divided by
 * semicolons, commas or bars, or a column a label with 1 or 0.
 * @throws {TaggerError} `invalid-input` with the line of what is wrong
 */
export function goldOfTable(table: RecordTable, codebook: Codebook): GoldSentence[] {
  const known = new Map(codebook.labels.flatMap(({ id, name }) => [[plain(id), id], [plain(name), id]] as const));
  const { columns, rows } = table;
  const { text } = guessColumns(table);
  const listed = columns.findIndex((name, column) => column !== text && LABELS_NAME.test(name.trim()));
  const own = columns.flatMap((name, column) => {
    const label = column === text ? undefined : known.get(plain(name));
    return label === undefined ? [] : [{ label, column }];
  });
  if (listed < 0 && own.length === 0) {
    throw new TaggerError('invalid-input', `The table has no column with labels of “${codebook.name}”.`, `Name a column “labels”, with ids such as ${codebook.labels[0]?.id ?? ''} divided by semicolons, or give each label a column with 1 or 0.`);
  }
  const sentences = rows.flatMap(({ line, fields }): GoldSentence[] => {
    const sentence = fields[text]?.trim() ?? '';
    if (sentence === '') return [];
    return [{ text: sentence, labels: listed >= 0 ? namedLabels(fields[listed] ?? '', known, codebook, line) : own.filter(({ column }) => isYes(fields[column] ?? '', columns[column] ?? '', line)).map(({ label }) => label) }];
  });
  if (sentences.length === 0) throw new TaggerError('invalid-input', 'The table holds no sentence.', 'Choose a table with a sentence and its labels a row.');
  return sentences;
}

function namedLabels(field: string, known: ReadonlyMap<string, LabelId>, { name }: Codebook, line: number): LabelId[] {
  const list = field.replaceAll(/^\[|\]$|"/g, '');
  // Names may have commas in them: the whole is looked for first.
  const parts = known.has(plain(list)) ? [list] : list.split(list.includes(';') ? ';' : list.includes('|') ? '|' : ',');
  return [...new Set(parts.filter((part) => part.trim() !== '').map((part) => {
    const label = known.get(plain(part));
    if (label === undefined) throw new TaggerError('invalid-input', `Line ${line}: “${name}” has no label “${part.trim()}”.`, 'Use the ids or the names of the label set, divided by semicolons.');
    return label;
  }))];
}

function isYes(field: string, column: string, line: number): boolean {
  const value = field.trim();
  if (YES.test(value)) return true;
  if (NO.test(value)) return false;
  throw new TaggerError('invalid-input', `Line ${line}: “${value}” in the column “${column}” is neither 1 nor 0.`, 'Write 1 where the sentence has the label, and 0 or nothing where it has not.');
}
