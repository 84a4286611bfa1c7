import { mft5, mft6, moralPresence } from './moral-foundations.ts';
import { schwartz10, schwartz4 } from './schwartz-basic.ts';
import { schwartz19, schwartz20 } from './schwartz-refined.ts';
import { touche54 } from './touche-54.ts';
import type { Label, LabelId, Taxonomy, TaxonomyId } from './types.ts';

/** Every taxonomy that the toolkit knows, in the order in which a reader is offered them. */
export const taxonomies: readonly Taxonomy[] = [
  schwartz20,
  schwartz19,
  schwartz10,
  schwartz4,
  touche54,
  mft6,
  mft5,
  moralPresence,
];

const byId = new Map(taxonomies.map((taxonomy) => [taxonomy.id, taxonomy]));
const labelsOf = new WeakMap<Taxonomy, ReadonlyMap<LabelId, Label>>();

/** The taxonomy of that id; undefined where the toolkit knows none. */
export function getTaxonomy(id: TaxonomyId): Taxonomy | undefined {
  return byId.get(id);
}

/** The label of that id in `taxonomy` (itself or its id); undefined where there is none. */
export function getLabel(taxonomy: Taxonomy | TaxonomyId, label: LabelId): Label | undefined {
  const found = typeof taxonomy === 'string' ? byId.get(taxonomy) : taxonomy;
  if (found === undefined) return undefined;
  let labels = labelsOf.get(found);
  if (labels === undefined) labelsOf.set(found, (labels = new Map(found.labels.map((entry) => [entry.id, entry]))));
  return labels.get(label);
}
