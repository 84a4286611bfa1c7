import { malformed, splitQuoted, withoutMark, type Delimiter, type ReadOptions, type Row } from './delimited.ts';

/** A table whose separator and header were found out. */
export interface Table {
  readonly delimiter: Delimiter;
  /** Names of the columns; undefined where the first row is data already. */
  readonly header: readonly string[] | undefined;
  /** As many fields in each as in the first. */
  readonly rows: readonly Row[];
}

const DELIMITERS: readonly Delimiter[] = ['\t', ',', ';'];
const NAMES: Readonly<Record<Delimiter, string>> = { '\t': 'tabs', ',': 'commas', ';': 'semicolons' };
/** Lines that are looked at to find the separator. */
const SAMPLE = 20;
const NUMBER = /^\s*[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?\s*$/;

/**
 * Reads a table separated by tabs, commas or semicolons, quoted as RFC 4180 has it. The separator is the one that
 * gives the first lines the same number of columns, and most of them. The first row is a header where it holds no
 * number and either names a column of words, or stands above a column of nothing but numbers.
 * @throws {TaggerError} `invalid-input` with file and line
 */
export function readTable(text: string, options: ReadOptions = {}): Table {
  const source = withoutMark(text);
  if (source.trim() === '') throw malformed(options, 1, undefined, 'the file is empty', 'Choose a table with one word a row.');
  const delimiter = delimiterOf(source);
  const rows = splitQuoted(source, options, delimiter);
  const [first, ...body] = rows;
  const width = first?.fields.length ?? 0;
  for (const { line, fields } of rows) {
    if (fields.length === width) continue;
    throw malformed(options, line, undefined, `there are ${fields.length} columns instead of ${width}, separated by ${NAMES[delimiter]}`, 'Give each row as many columns as the first.');
  }
  if (!first || !isHeader(first, body)) return { delimiter, header: undefined, rows };
  const header = first.fields.map((name) => name.trim());
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice !== undefined) throw malformed(options, first.line, twice, 'the column occurs twice', 'Give each column a name of its own.');
  return { delimiter, header, rows: body };
}

/** The sign that separates the columns of a table, as its first lines show it. */
export function delimiterOf(source: string): Delimiter {
  const lines = source.split(/\r\n|\n|\r/, SAMPLE + 1).filter((line) => line.trim() !== '');
  const widths = DELIMITERS.map((delimiter) => {
    const counts = lines.map((line) => outsideQuotes(line).split(delimiter).length);
    const width = counts[0] ?? 1;
    return { delimiter, width, even: counts.every((count) => count === width) };
  });
  const candidates = widths.filter(({ width }) => width > 1);
  const best = (some: typeof widths): Delimiter | undefined => some.toSorted((a, b) => b.width - a.width)[0]?.delimiter;
  return best(candidates.filter(({ even }) => even)) ?? best(candidates) ?? ',';
}

const outsideQuotes = (line: string): string => line.replace(/"(?:[^"]|"")*"/g, '');

/** Names that a first column has in a header and hardly as a word of a list. */
const WORD_COLUMN = /^(?:words?|terms?|dicterm|lemmas?|entry|entries|tokens?|questionnaire|dimension|item)$/i;

function isHeader(first: Row, body: readonly Row[]): boolean {
  if (first.fields.some((field) => NUMBER.test(field))) return false;
  if (first.fields.some((field) => WORD_COLUMN.test(field.trim()))) return true;
  return body.length > 0 && first.fields.some((_, column) => body.every(({ fields }) => NUMBER.test(fields[column] ?? '')));
}
