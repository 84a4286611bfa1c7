import { mft5, mft6, moralPresence } from './moral-foundations.ts';
import { schwartz10, schwartz4 } from './schwartz-basic.ts';
import { schwartz19, schwartz20 } from './schwartz-refined.ts';
import type { Label, LabelId, Taxonomy, TaxonomyId } from './types.ts';

const known: Taxonomy[] = [schwartz20, schwartz19, schwartz10, schwartz4, mft6, mft5, moralPresence];

/** Every taxonomy that the toolkit knows, in the order in which a reader is offered them; `touche-54` once `touche-54-known.ts` is loaded. */
export const taxonomies: readonly Taxonomy[] = known;

const byId = new Map(known.map((taxonomy) => [taxonomy.id, taxonomy]));
const labelsOf = new WeakMap<Taxonomy, ReadonlyMap<LabelId, Label>>();

/** Makes one more taxonomy known, behind another in the order. One that is known already stays as it is. */
export function addTaxonomy(taxonomy: Taxonomy, behind: TaxonomyId): void {
  if (byId.has(taxonomy.id)) return;
  byId.set(taxonomy.id, taxonomy);
  known.splice(known.findIndex(({ id }) => id === behind) + 1, 0, taxonomy);
}

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

/** What a label is called in `taxonomy`; its id where there is none of that id. */
export function nameOf(taxonomy: Taxonomy, label: LabelId): string {
  return getLabel(taxonomy, label)?.name ?? label;
}
