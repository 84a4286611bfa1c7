import { decodeUtf8 } from '../text/decode.ts';
import { parseJson } from '../text/json.ts';
import { checkLabelSet } from './check.ts';
import { readInventory } from './inventory.ts';
import { requireSize } from './json.ts';
import type { LabelSet } from './types.ts';
import { fromValueLens, isValueLens } from './value-lens.ts';

/**
 * Reads a label set from a file of any kind that the toolkit knows: its own JSON, a theory of Value Lens, or a table of
 * inventories. What it is, the content says.
 * @throws {TaggerError} `invalid-input` with the place of what is wrong
 */
export function readLabelSetFile(bytes: Uint8Array, file: string): LabelSet {
  requireSize(bytes, file);
  const text = decodeUtf8(bytes, file);
  if (!/^\uFEFF?\s*[{[]/.test(text) && !/\.json$/i.test(file)) return readInventory(bytes, file);
  const data = parseJson(text, { file, depth: 16 });
  return isValueLens(data) ? fromValueLens(data, file) : checkLabelSet(data, file);
}

/**
 * The same from a file that a person has chosen, of which nothing is read where it is too large.
 * @throws {TaggerError} as {@link readLabelSetFile}
 */
export async function readChosenLabelSet(file: File): Promise<LabelSet> {
  requireSize({ length: file.size }, file.name);
  return readLabelSetFile(new Uint8Array(await file.arrayBuffer()), file.name);
}
