import type { LabelId } from './types.ts';

/**
 * Id of a label from the name that data files print, such as `Universalism: nature` → `universalism-nature`:
 * lower case, and one hyphen for each run of anything that is neither a letter nor a digit.
 */
export function labelIdOf(name: string): LabelId {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}
