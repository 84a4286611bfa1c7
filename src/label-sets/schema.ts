import * as v from 'valibot';
import { isReservedName } from '../text/json.ts';
import { LABEL_SET_FORMAT, LABEL_SET_LIMITS as LIMITS, LABEL_SET_VERSION } from './types.ts';

/** Letters and digits of any script, then also `.`, `_` and `-`. */
const ID = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u;

/** True for what can name a label or a set. */
export const isId = (id: string): boolean => id.length <= LIMITS.id && ID.test(id) && !isReservedName(id);

const id = v.pipe(v.string('must be a string'), v.check(isId, `must be 1 to ${LIMITS.id} letters, digits, “.”, “_” or “-”, begin with a letter or digit, and not be a reserved name`));
const visible = (value: string): boolean => value.trim() !== '';
const name = v.pipe(v.string('must be a string'), v.check(visible, 'must not be empty'), v.maxLength(LIMITS.name, `must not be longer than ${LIMITS.name} characters`));
const text = v.pipe(v.string('must be a string'), v.maxLength(LIMITS.text, `must not be longer than ${LIMITS.text} characters`));
const phrases = v.pipe(v.array(text, 'must be a list of strings'), v.maxLength(LIMITS.phrases, `must not have more than ${LIMITS.phrases} items`));
const language = v.pipe(v.string('must be a string'), v.check(isLanguage, 'must be a language tag, such as en or pt-BR'));
const hue = v.pipe(v.number('must be a number'), v.minValue(0, 'must be 0 to 360'), v.maxValue(360, 'must be 0 to 360'));
const weight = v.pipe(v.number('must be a number'), v.check((value) => value > 0 && value <= 1, 'must be over 0 and at most 1'));

const label = v.strictObject({
  id,
  name,
  definition: v.exactOptional(text),
  include: v.exactOptional(phrases),
  exclude: v.exactOptional(phrases),
  examples: v.exactOptional(phrases),
  hypotheses: v.exactOptional(phrases),
  supports: v.exactOptional(phrases),
  opposes: v.exactOptional(phrases),
  parent: v.exactOptional(id),
  aliases: v.exactOptional(phrases),
  hue: v.exactOptional(hue),
});

const crosswalk = v.strictObject({
  to: id,
  rule: v.picklist(['max', 'weighted-mean'], 'must be "max" or "weighted-mean"'),
  source: v.exactOptional(text),
  links: v.pipe(v.array(v.strictObject({ from: id, to: id, weight: v.exactOptional(weight) }), 'must be a list'), v.maxLength(LIMITS.links, `must not have more than ${LIMITS.links} links`)),
});

/** What a label set is, apart from how its labels refer to each other. Unknown fields are refused. */
export const labelSetSchema = v.strictObject({
  format: v.literal(LABEL_SET_FORMAT, `must be "${LABEL_SET_FORMAT}"`),
  version: v.literal(LABEL_SET_VERSION, `must be ${LABEL_SET_VERSION}: this page reads no other version`),
  id,
  name,
  description: v.exactOptional(text),
  source: v.exactOptional(text),
  licence: v.exactOptional(text),
  language,
  labels: v.pipe(v.array(label, 'must be a list'), v.minLength(1, 'must have a label'), v.maxLength(LIMITS.labels, `must not have more than ${LIMITS.labels} labels`)),
  crosswalks: v.exactOptional(v.pipe(v.array(crosswalk, 'must be a list'), v.maxLength(LIMITS.crosswalks, `must not have more than ${LIMITS.crosswalks} crosswalks`))),
});

/** True for a BCP 47 tag. */
export function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
