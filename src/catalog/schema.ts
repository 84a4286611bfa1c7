import * as v from 'valibot';
import { TaggerError } from '../errors.ts';

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(2000));
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const bytes = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Whether somebody here has measured a figure, or it is told by others, or reckoned from models of the same make. */
const basis = v.picklist(['measured', 'reported', 'estimated']);

const common = {
  id: v.pipe(text, v.regex(/^[a-z0-9][a-z0-9-]*$/)),
  title: text,
  /** What it tells of a sentence, in a line. */
  tells: text,
  /** Ids of known taxonomies, or `own:…`. */
  taxonomies: v.pipe(v.array(text), v.minLength(1)),
  languages: v.pipe(v.array(text), v.minLength(1)),
  trainingDomain: text,
  licence: v.object({ spdx: text, note: v.optional(text) }),
  /** What is downloaded, or made by the recipe, by variant. */
  sizes: v.array(v.object({ variant: text, bytes, basis })),
  metrics: v.array(
    v.object({ name: text, value: v.pipe(v.number(), v.minValue(0), v.maxValue(1)), dataset: text, split: v.optional(text), thresholds: v.optional(text), head: v.optional(text), basis, source: v.optional(text) }),
  ),
  notes: v.array(text),
};

const entry = v.variant('status', [
  /** Ships with the page. */
  v.object({ ...common, status: v.literal('embedded'), folder: text, files: v.record(text, v.object({ bytes, sha256: hash })) }),
  /** A bundle that lies on a server; it was made and compared with the original. */
  v.object({ ...common, status: v.literal('verified'), folder: text, files: v.record(text, v.object({ bytes, sha256: hash })) }),
  /** No bundle is given out; whoever wants it makes it. */
  v.object({ ...common, status: v.literal('recipe'), source: v.pipe(v.array(text), v.minLength(1)), recipe: v.object({ command: text }) }),
]);

const catalogSchema = v.object({ format: v.literal('value-tagger-catalog'), version: v.literal(1), models: v.pipe(v.array(entry), v.minLength(1), v.maxLength(1000)) });

/** A model that the toolkit knows. */
export type CatalogEntry = v.InferOutput<typeof entry>;

/**
 * Checks a catalog.
 * @throws {TaggerError} `invalid-input`, naming the place
 */
export function parseCatalog(data: unknown): readonly CatalogEntry[] {
  const result = v.safeParse(catalogSchema, data);
  if (!result.success) {
    const [issue] = result.issues;
    throw new TaggerError('invalid-input', `The catalog is not valid: ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}.`, 'Compare it with models/catalog.json.');
  }
  const { models } = result.output;
  const twice = models.find(({ id }, index) => models.findIndex((other) => other.id === id) !== index);
  if (twice) throw new TaggerError('invalid-input', `The catalog is not valid: the id "${twice.id}" stands twice.`, 'Give each model an id of its own.');
  return models;
}
