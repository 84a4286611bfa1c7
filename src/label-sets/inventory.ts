import { TaggerError } from '../errors.ts';
import { decodeUtf8 } from '../text/decode.ts';
import { malformed, shorten } from '../text/delimited.ts';
import { readTable } from '../text/table.ts';
import { checkLabelSet } from './check.ts';
import { newId } from './ids.ts';
import { requireSize } from './json.ts';
import { LABEL_SET_FORMAT, LABEL_SET_LIMITS as LIMITS, LABEL_SET_VERSION, type LabelSet, type OwnLabel } from './types.ts';

const COLUMNS = {
  dimension: /^(?:dimension|value|construct|scale|label|name)$/i,
  item: /^(?:items?|statement|example|text)$/i,
  definition: /^(?:definition|description)$/i,
  inventory: /^(?:questionnaire|inventory|instrument|test|group|parent)$/i,
  sign: /^(?:agreement|sign|key(?:ed)?|reverse)$/i,
} as const;

const HINT = 'The first line must name the columns: dimension (or value), and where there are such, item, definition, questionnaire and agreement (1 or -1).';

/** A dimension while its rows are read. */
interface Dimension {
  readonly label: { id: string; name: string; definition?: string; parent?: string };
  readonly items: string[];
  readonly against: string[];
}

/**
 * Reads a table of psychometric inventories, one row an item, as ValueBench has it: `questionnaire`, `item`, `value`,
 * `agreement`. A dimension becomes a label under its questionnaire; items become its examples, and those that are keyed
 * the other way (-1) notes on what does not belong to it. Other columns are passed over.
 * @throws {TaggerError} `invalid-input` with file, line and column
 */
export function readInventory(bytes: Uint8Array, file: string): LabelSet {
  requireSize(bytes, file);
  const { header, rows } = readTable(decodeUtf8(bytes, file), { file });
  if (!header) throw malformed({ file }, 1, undefined, 'the first line does not name the columns', HINT);
  const at = (column: keyof typeof COLUMNS): number => header.findIndex((name) => COLUMNS[column].test(name));
  const columns = { dimension: at('dimension'), item: at('item'), definition: at('definition'), inventory: at('inventory'), sign: at('sign') };
  if (columns.dimension < 0) throw malformed({ file }, 1, undefined, `there is no column of dimensions among ${header.map((name) => `"${shorten(name)}"`).join(', ')}`, HINT);
  const taken = new Set<string>();
  const inventories = new Map<string, string>();
  const dimensions = new Map<string, Dimension>();
  for (const { line, fields } of rows) {
    const cell = (column: keyof typeof columns): string => (fields[columns[column]] ?? '').trim();
    const fail = (column: keyof typeof columns, what: string): never => {
      throw malformed({ file }, line, header[columns[column]], what, HINT);
    };
    const [name, item, definition, inventory, sign] = [cell('dimension'), cell('item'), cell('definition'), cell('inventory'), cell('sign')];
    if (name === '') fail('dimension', 'there is no dimension');
    if (name.length > LIMITS.name) fail('dimension', `the name is longer than ${LIMITS.name} characters`);
    if (!/^(?:|\+?1|-1)$/.test(sign)) fail('sign', `“${shorten(sign)}” is neither 1 nor -1`);
    if (inventory !== '' && !inventories.has(inventory)) inventories.set(inventory, newId(inventory, taken));
    const key = `${inventory}\n${name}`;
    let dimension = dimensions.get(key);
    if (!dimension) {
      const parent = inventories.get(inventory);
      dimension = { label: { id: newId(name, taken), name, ...(parent === undefined ? {} : { parent }) }, items: [], against: [] };
      dimensions.set(key, dimension);
    }
    if (inventories.size + dimensions.size > LIMITS.labels) fail('dimension', `there are more than ${LIMITS.labels} dimensions`);
    if (definition !== '') dimension.label.definition ??= definition;
    const items = sign === '-1' ? dimension.against : dimension.items;
    if (items.length >= LIMITS.phrases) fail('item', `“${shorten(name)}” has more than ${LIMITS.phrases} items`);
    if (item !== '') items.push(item);
  }
  if (dimensions.size === 0) throw new TaggerError('invalid-input', `${file}: there is no row but the header.`, HINT);
  const name = file.replace(/^.*[\\/]/, '').replace(/\.[^.]+$/, '');
  const labels = [
    ...[...inventories].map(([inventory, id]): OwnLabel => ({ id, name: inventory })),
    ...[...dimensions.values()].map(({ label, items, against }): OwnLabel => ({
      ...label,
      ...(items.length > 0 ? { examples: items } : {}),
      ...(against.length > 0 ? { exclude: against } : {}),
    })),
  ];
  return checkLabelSet({ format: LABEL_SET_FORMAT, version: LABEL_SET_VERSION, id: newId(name, new Set()), name: name || 'Inventory', language: 'en', labels }, file);
}
