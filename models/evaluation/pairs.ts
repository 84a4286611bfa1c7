import { readFile } from 'node:fs/promises';
import { TaggerError } from '../../src/errors.ts';

/** A text before and after a change of some kind, such as `typos`. */
export interface TextPair {
  readonly kind: string;
  readonly original: string;
  readonly changed: string;
}

const COLUMNS = ['kind', 'original', 'changed'];

/**
 * Reads a table of pairs: tab-separated without quoting, with the columns `kind`, `original` and `changed` in this order.
 * @throws {TaggerError} `file-missing`, or `invalid-input` with file and line of what is malformed
 */
export async function readPairs(path: string): Promise<TextPair[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new TaggerError('file-missing', `${path} could not be read.`, 'Check the name of the file with the pairs.', { cause });
  });
  return parsePairs(text, path);
}

/** The same from the file's content; `file` is its name for messages. */
export function parsePairs(text: string, file: string): TextPair[] {
  const [header = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const malformed = (line: number, what: string, hint: string): TaggerError => new TaggerError('invalid-input', `${file}, line ${line}: ${what}.`, hint);
  if (header.split('\t').join() !== COLUMNS.join()) throw malformed(1, `the columns are not ${COLUMNS.join(', ')}`, 'Name these three on the first line, separated by tabs.');
  const pairs = lines.flatMap((content, index) => {
    if (content === '') return [];
    const line = index + 2;
    const fields = content.split('\t');
    const [kind = '', original = '', changed = ''] = fields.map((field) => field.trim());
    if (fields.length !== COLUMNS.length) throw malformed(line, `there are ${fields.length} columns instead of 3`, 'Separate kind, original and changed text by one tab each; texts must have no tabs or line breaks.');
    const empty = COLUMNS.find((_, column) => fields[column]?.trim() === '');
    if (empty !== undefined) throw malformed(line, `"${empty}" is empty`, 'Fill it in, or leave the line out.');
    if (original === changed) throw malformed(line, 'both texts are the same', 'Leave out pairs in which nothing changes: they would flatter the model.');
    return [{ kind, original, changed }];
  });
  if (pairs.length === 0) throw malformed(2, 'there is no pair', 'Write a pair on each line below the first.');
  return pairs;
}
