import { labelIdOf } from '../taxonomy/label-id.ts';
import { foundationAliases } from '../taxonomy/moral-foundations.ts';
import { taxonomies } from '../taxonomy/index.ts';
import type { LabelId, Taxonomy, TaxonomyId } from '../taxonomy/types.ts';

/** What a model's label names are, as far as they tell. */
export type LabelMatch =
  /** The names tell nothing (`LABEL_0`): a person must say what they are. */
  | { readonly kind: 'positions'; readonly taxonomy: TaxonomyId | undefined }
  /** All of them, or most, are labels of a known taxonomy; `undefined` where one is not. */
  | { readonly kind: 'known'; readonly taxonomy: TaxonomyId; readonly labels: readonly (LabelId | undefined)[] }
  /** Sides of known labels, such as `care.virtue` and `care.vice`: labels of their own that can be rolled up. */
  | { readonly kind: 'sides'; readonly taxonomy: TaxonomyId; readonly parents: readonly (LabelId | undefined)[] }
  | { readonly kind: 'own' };

const SIDES = /[\s.:_-]+\(?(attained|constrained|virtue|vice|positive|negative|support|oppose)\)?$/i;

/** Letters and digits alone, so that `Self-direction: thought` and `self_direction_thought` are one. */
const plain = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** Other ways to write labels that models and data sets have. */
const ALIASES: Readonly<Record<LabelId, readonly string[]>> = {
  'self-direction-thought': ['self-direction of thought', 'sd thought', 'sdt'],
  'self-direction-action': ['self-direction of action', 'sd action', 'sda'],
  'universalism-objectivity': ['objectivity'],
  'universalism-concern': ['universalism: societal concern'],
  'benevolence-caring': ['benevolence: care'],
  'power-dominance': ['dominance'],
  'power-resources': ['resources'],
  ...foundationAliases,
};

const namesOf = new Map<Taxonomy, ReadonlyMap<string, LabelId>>();

function names(taxonomy: Taxonomy): ReadonlyMap<string, LabelId> {
  let found = namesOf.get(taxonomy);
  if (!found) {
    const entries = new Map<string, LabelId>();
    // Names come before aliases and codes: one label's alias may be another's name.
    for (const { id, name } of taxonomy.labels) for (const form of [id, name]) entries.set(plain(form), id);
    for (const { id, code } of taxonomy.labels) for (const form of [code, ...(ALIASES[id] ?? [])]) if (!entries.has(plain(form))) entries.set(plain(form), id);
    namesOf.set(taxonomy, (found = entries));
  }
  return found;
}

/** Label of `taxonomy` that a name means; undefined where it is none. */
export const labelNamed = (taxonomy: Taxonomy, name: string): LabelId | undefined => names(taxonomy).get(plain(name));

/** True for names that only count, such as `LABEL_3` or `3`. */
export const isPosition = (name: string): boolean => /^(?:label|class|output)?[\s_.-]*\d+$/i.test(name.trim());

/** Finds the taxonomy that label names belong to. */
export function matchLabels(given: readonly string[]): LabelMatch {
  if (given.every(isPosition)) return { kind: 'positions', taxonomy: taxonomies.find(({ labels }) => labels.length === given.length && labels.length > 1)?.id };
  const whole = best(given);
  if (whole && whole.share > 0.5) return { kind: 'known', taxonomy: whole.taxonomy, labels: whole.labels };
  if (given.every((name) => SIDES.test(name.trim()))) {
    const parts = best(given.map((name) => name.trim().replace(SIDES, '')), true);
    if (parts && parts.share > 0.5) return { kind: 'sides', taxonomy: parts.taxonomy, parents: parts.labels };
  }
  return { kind: 'own' };
}

/** @param again a label may be meant several times */
function best(given: readonly string[], again = false): { taxonomy: TaxonomyId; labels: (LabelId | undefined)[]; share: number } | undefined {
  let found: { taxonomy: TaxonomyId; labels: (LabelId | undefined)[]; share: number; spare: number } | undefined;
  for (const taxonomy of taxonomies) {
    const used = new Set<LabelId>();
    const labels = given.map((name) => {
      const id = labelNamed(taxonomy, name);
      if (id === undefined || (used.has(id) && !again)) return undefined;
      used.add(id);
      return id;
    });
    const share = labels.filter((id) => id !== undefined).length / given.length;
    const spare = taxonomy.labels.length - used.size;
    // Of taxonomies that explain as much, the one with the fewest labels that the model lacks.
    if (share > 0 && (!found || share > found.share || (share === found.share && spare < found.spare))) found = { taxonomy: taxonomy.id, labels, share, spare };
  }
  return found;
}

/** Label names from a pasted list: one a line or between commas, with or without numbers before them. */
export function readLabelList(list: string): string[] {
  const parts = /\r?\n/.test(list.trim()) ? list.split(/\r?\n/) : list.split(/[,;]/);
  return parts.map((part) => part.replace(/^\s*["'{]*(?:LABEL_)?\d+["']?\s*[:.)\t-]\s*/i, '').replace(/^[\s"']+|[\s"',;}]+$/g, '')).filter((part) => part !== '');
}

/** Ids for labels of a model's own, all different. */
export function ownIds(given: readonly string[]): LabelId[] {
  const taken = new Set<LabelId>();
  return given.map((name, index) => {
    const id = labelIdOf(name) || `label-${index}`;
    const own = taken.has(id) ? `${id}-${index}` : id;
    taken.add(own);
    return own;
  });
}
