import { TaggerError } from '../../errors.ts';
import { malformed, shorten, splitQuoted, splitUnquoted, withoutMark, type Delimiter, type Row } from '../delimited.ts';
import { delimiterOf } from '../table.ts';
import { joinRows, type TextRow } from '../text-rows.ts';
import type { RecordTable } from './types.ts';

/** Records that are looked at to guess what a column is. */
const SAMPLE = 200;
/** Columns that JSON records may have in all. */
const MOST_COLUMNS = 200;
const NUMBER = /^\s*[+-]?\d+(?:[.,]\d+)?\s*$/;
const TEXT_NAME = /^(?:text|sentence|comment|body|content|premise|argument|message|tweet|post|review|paragraph|response|answer|quote)s?$/i;
const ID_NAME = /^(?:id|key|nr|no|number|index)$|[\s_-]id$/i;

/**
 * Rows of a table separated by commas, semicolons or tabs, all of the same width.
 * @throws {TaggerError} `invalid-input` with file and line
 */
export function splitTable(text: string, file: string, delimiter?: Delimiter): readonly Row[] {
  const source = withoutMark(text);
  if (source.trim() === '') throw malformed({ file }, 1, undefined, 'the file is empty', 'Choose a table with one text a row.');
  const found = delimiter ?? delimiterOf(source);
  let rows: readonly Row[];
  try {
    rows = checkWidth(splitQuoted(source, { file }, found), file);
  } catch (error) {
    // Many tables with tabs know no quoting: a quote character is text there.
    if (found !== '\t') throw error;
    rows = checkWidth(splitUnquoted(source), file);
  }
  return rows;
}

function checkWidth(rows: readonly Row[], file: string): readonly Row[] {
  const width = rows[0]?.fields.length ?? 0;
  const ragged = rows.find(({ fields }) => fields.length !== width);
  if (ragged) throw malformed({ file }, ragged.line, undefined, `there are ${ragged.fields.length} columns instead of ${width}`, 'Give each row as many columns as the first, and put texts with the separator in them into quotes.');
  return rows;
}

/** Whether the first row seems to name the columns: short, different names without numbers or the end of a sentence among them. */
export function seemsHeader(rows: readonly Row[]): boolean {
  const names = rows[0]?.fields.map((name) => name.trim()) ?? [];
  if (rows.length < 2 || new Set(names).size !== names.length) return false;
  return names.every((name) => name !== '' && name.length <= 60 && !NUMBER.test(name) && !/[.!?…]$/.test(name));
}

/** The table with its first row as names, or with names made up. */
export function asTable(rows: readonly Row[], header: boolean): RecordTable {
  const [first, ...body] = rows;
  const width = first?.fields.length ?? 0;
  const made = Array.from({ length: width }, (_, column) => `Column ${column + 1}`);
  if (!header) return { columns: made, rows, unnamed: true };
  return { columns: first?.fields.map((name, column) => name.trim() || (made[column] ?? '')) ?? [], rows: body, unnamed: false };
}

/**
 * Records of a file with a JSON value a line: objects, whose keys are the columns, or bare texts.
 * @throws {TaggerError} `invalid-input` with file and line
 */
export function readJsonLines(text: string, file: string): RecordTable {
  const columns = new Map<string, number>();
  const records: { line: number; values: Map<string, string> }[] = [];
  withoutMark(text)
    .split(/\r\n|\n|\r/)
    .forEach((content, at) => {
      if (content.trim() === '') return;
      const line = at + 1;
      const values = new Map(Object.entries(recordOf(content, file, line)).map(([key, value]) => [key, typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value)]));
      for (const key of values.keys()) if (!columns.has(key)) columns.set(key, columns.size);
      if (columns.size > MOST_COLUMNS) throw malformed({ file }, line, undefined, `the records have more than ${MOST_COLUMNS} different keys`, 'Leave out what is no text and no id.');
      records.push({ line, values });
    });
  if (records.length === 0) throw malformed({ file }, 1, undefined, 'the file is empty', 'Write one JSON object a line.');
  const names = [...columns.keys()];
  return { columns: names, rows: records.map(({ line, values }) => ({ line, fields: names.map((name) => values.get(name) ?? '') })), unnamed: false };
}

function recordOf(content: string, file: string, line: number): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (cause) {
    throw malformed({ file }, line, undefined, `“${shorten(content.trim())}” is no JSON (${cause instanceof Error ? cause.message : String(cause)})`, 'Write one JSON object a line.');
  }
  if (typeof value === 'string') return { text: value };
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  throw malformed({ file }, line, undefined, 'the value is neither an object nor a text', 'Write one JSON object a line.');
}

/** Columns that a table is likely to be read by; `id` is undefined where no column can be one. */
export function guessColumns({ columns, rows }: RecordTable): { readonly text: number; readonly id: number | undefined } {
  const sample = rows.slice(0, SAMPLE);
  const length = columns.map((_, column) => sample.reduce((sum, { fields }) => sum + (fields[column]?.length ?? 0), 0));
  const named = columns.findIndex((name) => TEXT_NAME.test(name));
  const text = named >= 0 ? named : length.indexOf(Math.max(...length));
  const id = columns.findIndex((name, column) => column !== text && ID_NAME.test(name) && isUnique(rows, column));
  return { text, id: id < 0 ? undefined : id };
}

function isUnique(rows: RecordTable['rows'], column: number): boolean {
  const values = new Set(rows.map(({ fields }) => fields[column] ?? ''));
  return values.size === rows.length && !values.has('');
}

/**
 * The texts of one column as one text; ids come from another column, or are the numbers of the lines.
 * @throws {TaggerError} `invalid-input` where the column holds no text
 */
export function textOfTable({ columns, rows }: RecordTable, text: number, id: number | undefined): { readonly text: string; readonly rows: readonly TextRow[] } {
  const joined = joinRows(rows.map(({ line, fields }) => ({ id: id === undefined ? String(line) : (fields[id] ?? ''), text: fields[text] ?? '' })));
  if (joined.rows.length === 0) throw new TaggerError('invalid-input', `The column “${columns[text] ?? ''}” holds no text.`, 'Choose another column.');
  return joined;
}
