import { TaggerError } from '../errors.ts';
import { labelIdOf } from '../taxonomy/label-id.ts';
import type { LabelId, Taxonomy } from '../taxonomy/types.ts';
import { decodeUtf8 } from '../text/decode.ts';
import { malformed, shorten } from '../text/delimited.ts';
import { asTable, splitTable } from '../text/files/records.ts';
import { parseJson, type Json } from '../text/json.ts';
import type { GoldSample } from './fit-weights.ts';

/** The most that a gold sample may have: every tagger reads all of it. */
export const GOLD_LIMITS = { bytes: 5_000_000, items: 5_000 } as const;

const HINT =
  'Write a table whose first line names the columns: text, and labels (ids or names, with “;” or “|” between them) or a column for each label with 1 and 0; or JSON: [{"text": "…", "labels": ["…"]}].';

type Item = GoldSample['items'][number];

/**
 * Reads texts that people have labelled: a table (commas, semicolons or tabs), as the page's own downloads are with a row a sentence, or JSON.
 * @param taxonomy whose labels are meant; they are found by id or name, however written
 * @throws {TaggerError} `invalid-input` with the place of what is wrong
 */
export function readGold(bytes: Uint8Array, file: string, taxonomy: Taxonomy): GoldSample {
  if (bytes.length > GOLD_LIMITS.bytes) throw new TaggerError('invalid-input', `${file} has ${(bytes.length / 1e6).toFixed(1)} MB, and at most ${GOLD_LIMITS.bytes / 1e6} MB are allowed.`, 'Choose a smaller sample; some hundred texts tell weights.');
  const text = decodeUtf8(bytes, file);
  const byName = new Map([...taxonomy.labels.map(({ id, name }) => [labelIdOf(name), id] as const), ...taxonomy.labels.map(({ id }) => [labelIdOf(id), id] as const)]);
  const find = (name: string): LabelId | undefined => byName.get(labelIdOf(name));
  const unknown = (name: string): string => `“${shorten(name)}” is no label of “${taxonomy.title}”`;
  const rows = /^\uFEFF?\s*[[{]/.test(text) || /\.json$/i.test(file) ? fromJson(parseJson(text, { file, depth: 4 }), file, find, unknown) : fromTable(text, file, find, unknown);
  const items = merged(rows);
  if (items.length === 0) throw new TaggerError('invalid-input', `${file}: there is no text.`, HINT);
  if (items.length > GOLD_LIMITS.items) throw new TaggerError('invalid-input', `${file}: there are ${items.length} texts, and at most ${GOLD_LIMITS.items} are allowed.`, 'Choose a smaller sample; some hundred texts tell weights.');
  return { taxonomy: taxonomy.id, items };
}

/** Rows with one text count as one, with all their labels: tables may have a row a label. */
function merged(rows: readonly Item[]): Item[] {
  const labels = new Map<string, Set<LabelId>>();
  for (const row of rows) {
    const own = labels.get(row.text) ?? new Set();
    for (const label of row.labels) own.add(label);
    labels.set(row.text, own);
  }
  return [...labels].map(([text, own]) => ({ text, labels: [...own] }));
}

type Find = (name: string) => LabelId | undefined;

function fromJson(data: Json, file: string, find: Find, unknown: (name: string) => string): Item[] {
  const fail = (path: string, what: string): never => {
    throw new TaggerError('invalid-input', `${file}, ${path}: ${what}.`, HINT);
  };
  if (!Array.isArray(data)) return fail('$', 'this is no list');
  return (data as readonly Json[]).map((item, index): Item => {
    const path = `$[${index}]`;
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return fail(path, 'this is no object');
    const { text, labels } = item as { readonly [key: string]: Json };
    if (typeof text !== 'string' || text.trim() === '') return fail(`${path}.text`, 'there is no text');
    if (!Array.isArray(labels)) return fail(`${path}.labels`, 'this is no list of labels');
    return { text, labels: (labels as readonly Json[]).map((label, place) => (typeof label === 'string' ? find(label) : undefined) ?? fail(`${path}.labels[${place}]`, unknown(typeof label === 'string' ? label : JSON.stringify(label)))) };
  });
}

function fromTable(source: string, file: string, find: Find, unknown: (name: string) => string): Item[] {
  const { columns, rows } = asTable(splitTable(source, file), true);
  const named = (pattern: RegExp): number => columns.findIndex((name) => pattern.test(name));
  const [textColumn, list] = [named(/^text$/i), named(/^labels?$/i)];
  if (textColumn < 0) throw malformed({ file }, 1, undefined, `there is no column “text” among ${columns.slice(0, 8).map((name) => `“${shorten(name)}”`).join(', ')}`, HINT);
  const flags = list >= 0 ? [] : columns.flatMap((name, column) => (find(name) !== undefined && column !== textColumn ? [{ column, name, label: find(name) ?? '' }] : []));
  if (list < 0 && flags.length === 0) throw malformed({ file }, 1, undefined, 'there is neither a column “labels” nor one that is named like a label', HINT);
  return rows.flatMap(({ line, fields }): Item[] => {
    const own = (fields[textColumn] ?? '').trim();
    if (own === '') return [];
    if (list >= 0) {
      const names = (fields[list] ?? '').split(/[;|]/).map((name) => name.trim());
      const labels = names.flatMap((name) => {
        if (name === '') return [];
        const label = find(name);
        if (label === undefined) throw malformed({ file }, line, columns[list], unknown(name), HINT);
        return [label];
      });
      return [{ text: own, labels }];
    }
    const labels = flags.flatMap(({ column, name, label }) => {
      const field = (fields[column] ?? '').trim();
      if (!/^[01]?$/.test(field)) throw malformed({ file }, line, name, `“${shorten(field)}” is neither 1 nor 0`, HINT);
      return field === '1' ? [label] : [];
    });
    return [{ text: own, labels }];
  });
}
