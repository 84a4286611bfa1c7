import { malformed, shorten, type Row } from '../text/delimited.ts';
import { readTable, type Table } from '../text/table.ts';
import type { LexiconBuilder } from './builder.ts';
import type { Direction } from './types.ts';

const WORD = /^(?:words?|terms?|dicterm|lemmas?|entry|entries|tokens?)$/i;
const CATEGORY = /^(?:categor(?:y|ies)|labels?|foundations?|values?|dimensions?)$/i;
const WEIGHT = /^(?:weights?|scores?|strengths?)$/i;
const RATING = /^expressed_moral$/i;
const PROBABILITY = /_p$/i;
const SENTIMENT = /_sent$/i;
const HINT =
  'Name the columns: a word and one column of weights a category; or word, category and weight; or word and EXPRESSED_MORAL (1 to 9) in a file named after its foundation.';

type Fail = (what: string) => never;

/**
 * Adds a table of weighted words, of one of these shapes:
 * - eMFD: `word`, then `care_p`, … (probabilities) and `care_sent`, … (sentiment, whose sign is the direction)
 * - MoralStrength: `WORD` or `LEMMA` and `EXPRESSED_MORAL`; the file is named after the foundation. The strength is the
 *   distance to the neutral 5 over 4, the direction its side.
 * - one column a category with weights -1 to 1 (below 0: vice) or `X`, as in LIWC's `.dicx`
 * - one row a word and category: `word`, `category` and, where wanted, `weight`; without a header just word and category
 * @throws {TaggerError} `invalid-input` with file, line and column
 */
export function addTable(builder: LexiconBuilder, text: string, file: string): void {
  const table = readTable(text, { file });
  const header = table.header ?? headerless(table, file);
  const word = header.findIndex((name) => WORD.test(name));
  if (word < 0) throw malformed({ file }, 1, undefined, `there is no column of words among ${header.map((name) => `"${shorten(name)}"`).join(', ')}`, HINT);
  const rating = header.findIndex((name) => RATING.test(name));
  const category = header.findIndex((name) => CATEGORY.test(name));
  if (rating >= 0) addRatings(builder, table.rows, { word, rating, name: header[rating] ?? '', file });
  else if (category >= 0) addLong(builder, table.rows, { word, category, weight: header.findIndex((name) => WEIGHT.test(name)), file });
  else addWide(builder, table.rows, header, word, file);
}

/** Two columns of words need no header; numbers without one could mean anything. */
function headerless({ rows }: Table, file: string): readonly string[] {
  const [first] = rows;
  if (first?.fields.length === 2 && !rows.some(({ fields }) => /^\s*[+-]?[\d.,]+\s*$/.test(fields[1] ?? ''))) return ['word', 'category'];
  throw malformed({ file }, first?.line ?? 1, undefined, 'the first line does not name the columns', HINT);
}

function failAt(file: string, line: number, column?: string): Fail {
  return (what) => {
    throw malformed({ file }, line, column, what, HINT);
  };
}

function addRatings(builder: LexiconBuilder, rows: readonly Row[], { word, rating, name, file }: { word: number; rating: number; name: string; file: string }): void {
  const base = file.replace(/^.*[\\/]/, '').replace(/\.[^.]+$/, '');
  const category = builder.category(base, failAt(file, 1));
  for (const { line, fields } of rows) {
    const fail = failAt(file, line, name);
    const value = numberIn(fields[rating] ?? '', fail);
    if (value < 1 || value > 9) fail(`${value} is not between 1 and 9`);
    const strength = Math.abs(value - 5) / 4;
    // A neutral word says nothing.
    if (strength > 0) builder.add(fields[word] ?? '', category, strength, value > 5 ? 1 : -1, fail);
  }
}

function addLong(builder: LexiconBuilder, rows: readonly Row[], columns: { word: number; category: number; weight: number; file: string }): void {
  for (const { line, fields } of rows) {
    const fail = failAt(columns.file, line);
    const category = builder.category((fields[columns.category] ?? '').trim(), fail);
    addSigned(builder, fields[columns.word] ?? '', category, columns.weight < 0 ? 1 : weightIn(fields[columns.weight] ?? '', fail), fail);
  }
}

function addWide(builder: LexiconBuilder, rows: readonly Row[], header: readonly string[], word: number, file: string): void {
  const emfd = header.some((name) => PROBABILITY.test(name));
  if (emfd) builder.assignLargest();
  const columns = header.flatMap((name, column) => {
    if (column === word || (emfd && !PROBABILITY.test(name))) return [];
    const category = name.replace(PROBABILITY, '');
    const sentiment = emfd ? header.findIndex((other) => SENTIMENT.test(other) && other.replace(SENTIMENT, '') === category) : -1;
    return [{ column, name, category: builder.category(category, failAt(file, 1, name)), sentiment }];
  });
  if (columns.length === 0) failAt(file, 1)('there is no column of weights');
  for (const { line, fields } of rows) {
    for (const { column, name, category, sentiment } of columns) {
      const fail = failAt(file, line, name);
      const field = (fields[column] ?? '').trim();
      if (field === '') continue;
      const weight = /^x$/i.test(field) ? 1 : weightIn(field, fail);
      if (sentiment < 0) addSigned(builder, fields[word] ?? '', category, weight, fail);
      else if (weight < 0) fail(`${weight} is no probability`);
      else if (weight > 0) builder.add(fields[word] ?? '', category, weight, signOf(numberIn(fields[sentiment] ?? '', failAt(file, line, header[sentiment]))), fail);
    }
  }
}

function addSigned(builder: LexiconBuilder, word: string, category: number, weight: number, fail: Fail): void {
  if (weight !== 0) builder.add(word, category, Math.abs(weight), weight < 0 ? -1 : undefined, fail);
}

function signOf(value: number): Direction | undefined {
  return value === 0 ? undefined : value > 0 ? 1 : -1;
}

function weightIn(field: string, fail: Fail): number {
  const value = numberIn(field, fail);
  return Math.abs(value) <= 1 ? value : fail(`the weight ${value} is not between -1 and 1`);
}

function numberIn(field: string, fail: Fail): number {
  const plain = field.trim();
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(plain) ? Number(plain) : fail(`“${shorten(field)}” is not a number`);
}
