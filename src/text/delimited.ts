import { TaggerError } from '../errors.ts';

/** An argument of the shared task ValueEval'23. */
export interface Argument {
  readonly id: string;
  readonly conclusion: string;
  /** `in favor of` or `against`. */
  readonly stance: string;
  readonly premise: string;
}

/** Which labels each argument has. */
export interface LabelTable {
  /** Names as the header has them, such as `Self-direction: thought`. */
  readonly labels: readonly string[];
  readonly rows: readonly {
    readonly id: string;
    /** In the order of `labels`. */
    readonly values: readonly (0 | 1)[];
  }[];
}

/** How many annotators gave each label to each text. */
export interface CountTable {
  /** Names as the header has them, such as `Thin Morality`. */
  readonly labels: readonly string[];
  readonly rows: readonly {
    readonly id: string;
    readonly text: string;
    /** In the order of `labels`. */
    readonly counts: readonly number[];
  }[];
}

/** The name of a file for messages, and the label columns that it has to have. */
export interface ReadOptions {
  readonly file?: string;
  /** Label names that must be among the columns; others may be there too. */
  readonly labels?: readonly string[];
}

/** A record and the line, counted from 1, on which it begins. */
export interface Row {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Reads `arguments-*.tsv` of the shared task: tab-separated, without quoting (quote characters are text), with columns
 * `Argument ID`, `Conclusion`, `Stance` and `Premise` in any order among others. A byte order mark and CRLF are accepted.
 * @throws {TaggerError} `invalid-input` with file, line and column of what is malformed
 */
export function readArguments(text: string, options: ReadOptions = {}): Argument[] {
  const table = readTable(splitUnquoted(text), ['Argument ID', 'Conclusion', 'Stance', 'Premise'], options);
  refuseRepeated(table.rows, table.header.indexOf('Argument ID'), 'Argument ID', options);
  const [id, conclusion, stance, premise] = ['Argument ID', 'Conclusion', 'Stance', 'Premise'].map((name) => table.header.indexOf(name));
  return table.rows.map(({ fields }) => ({
    id: at(fields, id),
    conclusion: at(fields, conclusion),
    stance: at(fields, stance),
    premise: at(fields, premise),
  }));
}

/**
 * Reads `labels-*.tsv` (or `level1-labels-*.tsv`) of the shared task: `Argument ID`, then one column of 0 and 1 per label.
 * @throws {TaggerError} `invalid-input` with file, line and column of what is malformed, or where an id occurs twice
 */
export function readLabels(text: string, options: ReadOptions = {}): LabelTable {
  const table = readTable(splitUnquoted(text), ['Argument ID', ...(options.labels ?? [])], options);
  const idColumn = table.header.indexOf('Argument ID');
  const columns = table.header.flatMap((_, column) => (column === idColumn ? [] : [column]));
  if (columns.length === 0) throw malformed(options, 1, undefined, 'there is no label column', 'Give one column of 0 and 1 per label.');
  refuseRepeated(table.rows, idColumn, 'Argument ID', options);
  const rows = table.rows.map(({ line, fields }) => ({
    id: at(fields, idColumn),
    values: columns.map((column) => readBinary(at(fields, column), options, line, at(table.header, column))),
  }));
  return { labels: columns.map((column) => at(table.header, column)), rows };
}

/**
 * Reads a table of annotator counts like that of the Moral Foundations Reddit Corpus: tab-separated with quotes where
 * needed (a field that begins with a quote character may hold tabs, line breaks and doubled quote characters), columns
 * `ID` and `text`, and one column of whole numbers per label.
 * @throws {TaggerError} `invalid-input` with file, line and column of what is malformed
 */
export function readCounts(text: string, options: ReadOptions = {}): CountTable {
  const table = readTable(splitQuoted(text, options), ['ID', 'text', ...(options.labels ?? [])], options);
  const [idColumn, textColumn] = [table.header.indexOf('ID'), table.header.indexOf('text')];
  // Other columns may hold anything (a community's name, say): only those that count count.
  const columns = table.header.flatMap((_, column) =>
    column === idColumn || column === textColumn || isWords(table.rows, column) ? [] : [column],
  );
  if (columns.length === 0) throw malformed(options, 1, undefined, 'there is no label column', 'Give one column of counts per label.');
  const rows = table.rows.map(({ line, fields }) => ({
    id: at(fields, idColumn),
    text: at(fields, textColumn),
    counts: columns.map((column) => readCount(at(fields, column), options, line, at(table.header, column))),
  }));
  return { labels: columns.map((column) => at(table.header, column)), rows };
}

function refuseRepeated(rows: readonly Row[], column: number, name: string, options: ReadOptions): void {
  const known = new Map<string, number>();
  for (const { line, fields } of rows) {
    const id = at(fields, column);
    const before = known.get(id);
    if (before !== undefined) throw malformed(options, line, name, `"${shorten(id)}" is on line ${before} too`, 'Give each id one row.');
    known.set(id, line);
  }
}

/** A column with something in it, and no count anywhere. */
function isWords(rows: readonly Row[], column: number): boolean {
  return rows.some(({ fields }) => at(fields, column) !== '') && !rows.some(({ fields }) => COUNT.test(at(fields, column)));
}

const COUNT = /^\s*\d{1,9}\s*$/;

function at(fields: readonly string[], column: number | undefined): string {
  return fields[column ?? -1] ?? '';
}

function readBinary(field: string, options: ReadOptions, line: number, column: string): 0 | 1 {
  const value = field.trim();
  if (value === '0') return 0;
  if (value === '1') return 1;
  throw malformed(options, line, column, `"${shorten(field)}" is neither 0 nor 1`, 'Write 1 where the argument has the label, else 0.');
}

function readCount(field: string, options: ReadOptions, line: number, column: string): number {
  if (COUNT.test(field)) return Number(field);
  throw malformed(options, line, column, `"${shorten(field)}" is not a whole number`, 'Write how many annotators gave the label, 0 where none did.');
}

/** Header and body; every row has as many fields as the header, and the header has the columns `needed`. */
function readTable(rows: readonly Row[], needed: readonly string[], options: ReadOptions): { header: readonly string[]; rows: readonly Row[] } {
  const [first, ...body] = rows;
  if (first === undefined) throw malformed(options, 1, undefined, 'the file is empty', 'The first line must name the columns.');
  const header = first.fields.map((name) => name.trim());
  const missing = needed.filter((name) => !header.includes(name));
  if (missing.length > 0) {
    const found = header.map((name) => `"${shorten(name)}"`).join(', ');
    throw malformed(options, first.line, undefined, `there is no column ${missing.map((name) => `"${name}"`).join(', ')}, only ${found}`, 'Check that this is the right file and that tabs separate its columns.');
  }
  const twice = header.find((name, index) => header.indexOf(name) !== index);
  if (twice !== undefined) throw malformed(options, first.line, twice, 'the column occurs twice', 'Give each column a name of its own.');
  for (const { line, fields } of body) {
    if (fields.length === header.length) continue;
    const where = fields.length < header.length ? header[fields.length] : undefined;
    throw malformed(options, line, where, `there are ${fields.length} columns instead of ${header.length}`, 'Each row must have as many tabs as the first line.');
  }
  return { header, rows: body };
}

/** Lines split at tabs; empty lines are passed over. */
export function splitUnquoted(text: string): Row[] {
  return withoutMark(text)
    .split(/\r\n|\n|\r/)
    .map((content, index) => ({ line: index + 1, fields: content.split('\t') }))
    .filter(({ fields }) => fields.length > 1 || fields[0] !== '');
}

/** Signs that may separate the columns of a table. */
export type Delimiter = '\t' | ',' | ';';

/**
 * The same with the quoting of RFC 4180; lines without any field are passed over.
 * @throws {TaggerError} `invalid-input` where a quoted field does not end
 */
export function splitQuoted(text: string, options: ReadOptions, delimiter: Delimiter = '\t'): Row[] {
  const source = withoutMark(text);
  const token = new RegExp(`"((?:[^"]|"")*)"(?=${delimiter}|\\r?\\n|\\r|$)|([^${delimiter}\\r\\n]*)`, 'y');
  const rows: Row[] = [];
  let fields: string[] = [];
  let line = 1;
  let begins = 1;
  for (let offset = 0; offset <= source.length; ) {
    token.lastIndex = offset;
    const match = token.exec(source);
    const [whole, quoted, plain = ''] = match ?? [''];
    if (quoted === undefined && plain.startsWith('"')) {
      throw malformed(options, line, `${fields.length + 1}`, 'a quoted field is not closed, or text follows its end', 'Double each quote character inside a quoted field, and end the field with one.');
    }
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    offset += whole.length;
    const separator = source.startsWith('\r\n', offset) ? '\r\n' : (source[offset] ?? '');
    offset += Math.max(1, separator.length);
    if (separator === delimiter) continue;
    if (fields.length > 1 || fields[0] !== '') rows.push({ line: begins, fields });
    fields = [];
    line++;
    begins = line;
  }
  return rows;
}

/** A text without the byte order mark that some programs put before it. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** As much of a field as a message has room for. */
export function shorten(field: string): string {
  return field.length > 40 ? `${field.slice(0, 40)}…` : field;
}

/** An error that names file, line and column. */
export function malformed({ file }: ReadOptions, line: number, column: string | undefined, what: string, hint: string): TaggerError {
  const where = `${file === undefined ? 'Line' : `${file}, line`} ${line}${column === undefined ? '' : `, column "${column}"`}`;
  return new TaggerError('invalid-input', `${where}: ${what}.`, hint);
}
