import * as v from 'valibot';
import { TaggerError } from '../errors.ts';
import { decodeUtf8 } from '../text/decode.ts';
import { parseJson, type Json } from '../text/json.ts';
import { checkLabelSet } from './check.ts';
import { newId } from './ids.ts';
import { requireSize } from './json.ts';
import { isGroup, outline } from './outline.ts';
import { isId } from './schema.ts';
import { LABEL_SET_FORMAT, LABEL_SET_LIMITS, LABEL_SET_VERSION, type LabelSet, type OwnLabel } from './types.ts';

/** A theory file of the program Value Lens. */
export interface ValueLensTheory {
  readonly metadata: { readonly theory: string; readonly main_reference?: string | undefined; readonly [field: string]: unknown };
  readonly values: readonly {
    readonly id: string;
    readonly name: string;
    readonly description?: string | undefined;
    readonly dimension?: string | undefined;
    readonly tags?: readonly string[] | undefined;
    readonly examples?: readonly string[] | undefined;
  }[];
}

const theorySchema = v.object({
  metadata: v.object({ theory: v.string(), main_reference: v.optional(v.string()), doi: v.optional(v.string()), author: v.optional(v.string()), version: v.optional(v.string()) }),
  values: v.pipe(
    v.array(
      v.object({
        id: v.string(),
        name: v.string(),
        description: v.optional(v.string()),
        dimension: v.optional(v.string()),
        tags: v.optional(v.array(v.string())),
        examples: v.optional(v.array(v.string())),
      }),
    ),
    v.minLength(1),
    v.maxLength(LABEL_SET_LIMITS.labels),
  ),
});

/** True for JSON that looks like a theory of Value Lens. */
export function isValueLens(data: Json): boolean {
  return typeof data === 'object' && data !== null && 'metadata' in data && 'values' in data && !('format' in data);
}

/**
 * Reads a theory file of Value Lens. Dimensions become labels that others stand under, tags become notes on what
 * belongs to a label. Ids that this format does not allow are made anew from the name and kept as another name.
 * @throws {TaggerError} `invalid-input` with line and column, or the JSON path
 */
export function readValueLens(bytes: Uint8Array, file: string): LabelSet {
  requireSize(bytes, file);
  return fromValueLens(parseJson(decodeUtf8(bytes, file), { file, depth: 16 }), file);
}

/** @throws {TaggerError} `invalid-input` with the JSON path of what is wrong */
export function fromValueLens(data: Json, file: string): LabelSet {
  const parsed = v.safeParse(theorySchema, data, { abortEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const path = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
    throw new TaggerError('invalid-input', `${file}, $${path}: ${issue.message}.`, 'A theory of Value Lens has metadata with the name of the theory, and values with id and name.');
  }
  const { metadata, values } = parsed.output;
  const taken = new Set(values.map(({ id }) => id).filter(isId));
  const dimensions = new Map<string, string>();
  for (const { dimension = '' } of values) if (dimension.trim() !== '' && !dimensions.has(dimension)) dimensions.set(dimension, newId(dimension, taken));
  const groups = [...dimensions].map(([name, id]): OwnLabel => ({ id, name }));
  const labels = values.map(({ id, name, description, dimension = '', tags = [], examples = [] }): OwnLabel => {
    const parent = dimensions.get(dimension);
    return {
      id: isId(id) ? id : newId(name, taken),
      name,
      ...(description ? { definition: description } : {}),
      ...(tags.length > 0 ? { include: tags } : {}),
      ...(examples.length > 0 ? { examples } : {}),
      ...(parent === undefined ? {} : { parent }),
      ...(isId(id) ? {} : { aliases: [id] }),
    };
  });
  const { theory, main_reference: reference, doi, author, version } = metadata;
  const source = reference && doi && !reference.includes(doi) ? `${reference} doi:${doi}` : (reference ?? (doi ? `doi:${doi}` : undefined));
  const origin = [`A theory of Value Lens`, version && `version ${version}`, author && `by ${author}`].filter(Boolean).join(', ');
  return checkLabelSet(
    {
      format: LABEL_SET_FORMAT,
      version: LABEL_SET_VERSION,
      id: newId(theory, new Set()),
      name: theory,
      description: `${origin}.`,
      ...(source ? { source } : {}),
      language: 'en',
      labels: [...groups, ...labels],
    },
    file,
  );
}

/** Fields that Value Lens has no place for, and how many labels have them. */
export type Lost = Readonly<Record<string, number>>;

/**
 * The set as a theory of Value Lens. Labels that only hold others together become dimensions; deeper levels are joined
 * to one (`A / B`). What has no place there is named in `lost`.
 */
export function toValueLens(set: LabelSet): { readonly theory: ValueLensTheory; readonly lost: Lost } {
  const names = new Map(set.labels.map(({ id, name, parent }) => [id, { name, parent }]));
  const dimensionOf = (parent: string | undefined): string => {
    const path: string[] = [];
    for (let at = parent; at !== undefined; at = names.get(at)?.parent) path.unshift(names.get(at)?.name ?? at);
    return path.join(' / ');
  };
  const lost: Record<string, number> = {};
  const lose = (field: string): void => {
    lost[field] = (lost[field] ?? 0) + 1;
  };
  const values = outline(set)
    .filter((entry) => !isGroup(entry))
    .map(({ label }) => {
      for (const field of ['exclude', 'hypotheses', 'supports', 'opposes', 'aliases'] as const) if ((label[field] ?? []).length > 0) lose(field);
      if (label.hue !== undefined) lose('hue');
      return {
        id: label.id,
        name: label.name,
        description: label.definition ?? '',
        dimension: dimensionOf(label.parent),
        tags: label.include ?? [],
        examples: label.examples ?? [],
      };
    });
  for (const field of ['crosswalks', 'licence'] as const) if (set[field] !== undefined) lose(field);
  return { theory: { metadata: { theory: set.name, main_reference: set.source ?? '' }, values }, lost };
}
