import { TaggerError } from '../errors.ts';
import { decodeUtf8 } from '../text/decode.ts';
import { parseJson } from '../text/json.ts';
import { checkLabelSet } from './check.ts';
import { LABEL_SET_LIMITS, type LabelSet } from './types.ts';

/**
 * Reads a label set from a JSON file.
 *
 * Fields that the format does not have are refused and not kept: an editor that does not show them could only carry them along
 * unseen, and a misspelt `hypothesis` would silently count for nothing. So what is read is all that the file says, and
 * writing it again loses nothing.
 * @throws {TaggerError} `invalid-input` with line and column, or the JSON path, of what is wrong
 */
export function readLabelSet(bytes: Uint8Array, file: string): LabelSet {
  requireSize(bytes, file);
  return checkLabelSet(parseJson(decodeUtf8(bytes, file), { file, depth: 16 }), file);
}

/**
 * The same set as a file for people: two spaces, one field a line, fields always in the same order.
 * @throws {TaggerError} `invalid-input` where it is no set that could be read again
 */
export function writeLabelSet(set: LabelSet): string {
  return `${JSON.stringify(checkLabelSet(set), null, 2)}\n`;
}

/** @throws {TaggerError} `invalid-input` where the file is larger than a label set may be */
export function requireSize(bytes: Pick<Uint8Array, 'length'>, file: string): void {
  const { bytes: most } = LABEL_SET_LIMITS;
  if (bytes.length > most) throw new TaggerError('invalid-input', `${file} has ${(bytes.length / 1e6).toFixed(1)} MB, and at most ${most / 1e6} MB are allowed.`, 'Choose a smaller file.');
}
