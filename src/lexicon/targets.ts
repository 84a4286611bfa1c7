import { newId } from '../label-sets/ids.ts';
import { taxonomyOf } from '../label-sets/taxonomy.ts';
import type { LabelSet } from '../label-sets/types.ts';
import { labelIdOf } from '../taxonomy/label-id.ts';
import { foundationAliases } from '../taxonomy/moral-foundations.ts';
import { taxonomies } from '../taxonomy/index.ts';
import type { LabelId, Taxonomy } from '../taxonomy/types.ts';
import type { Direction } from './types.ts';

/** A taxonomy whose labels the categories of a lexicon can stand for. */
export interface Target {
  readonly taxonomy: Taxonomy;
  /** Other names of labels, by label. */
  readonly aliases: Readonly<Record<LabelId, readonly string[]>>;
}

/** What a category counts for. */
export interface CategoryTarget {
  readonly label: LabelId;
  /** Side that all words of the category are on. */
  readonly direction?: Direction;
}

/** Names of the breaches of the foundations, which a category may have instead of theirs. */
const VICES: ReadonlySet<string> = new Set(['harm', 'cheating', 'betrayal', 'subversion', 'degradation', 'oppression']);
const POLE = /[\s._/-]*(virtue|vice)s?$/i;
/** Categories of which most must have a label before a taxonomy is taken for the lexicon's. */
const ENOUGH = 0.8;

/** Parts `care.vice` and `HarmVirtue` into the label's name and the side. */
export function poleOf(category: string): { readonly name: string; readonly direction?: Direction } {
  const pole = POLE.exec(category);
  const name = pole ? category.slice(0, pole.index) : category;
  if (!pole || name === '') return { name: category };
  return { name, direction: pole[1]?.toLowerCase() === 'vice' ? -1 : 1 };
}

/** Categories by label: matched by id, name or other name, whatever their case and punctuation. undefined: no label. */
export function matchCategories(categories: readonly string[], { taxonomy, aliases }: Target): (CategoryTarget | undefined)[] {
  const byName = new Map<string, LabelId>();
  const offer = (name: string, label: LabelId): void => {
    const key = labelIdOf(name);
    if (!byName.has(key)) byName.set(key, label);
  };
  for (const { id } of taxonomy.labels) offer(id, id);
  for (const { id, name } of taxonomy.labels) offer(name, id);
  for (const { id } of taxonomy.labels) for (const alias of Object.hasOwn(aliases, id) ? (aliases[id] ?? []) : []) offer(alias, id);
  return categories.map((category) => {
    const whole = byName.get(labelIdOf(category));
    if (whole !== undefined) return VICES.has(labelIdOf(category)) && whole !== labelIdOf(category) ? { label: whole, direction: -1 } : { label: whole };
    const { name, direction } = poleOf(category);
    const label = byName.get(labelIdOf(name));
    return label === undefined || direction === undefined ? undefined : { label, direction };
  });
}

export function targetOfSet(set: LabelSet): Target {
  return { taxonomy: taxonomyOf(set), aliases: Object.fromEntries(set.labels.map(({ id, aliases = [] }) => [id, aliases])) };
}

export function targetOfTaxonomy(taxonomy: Taxonomy): Target {
  return { taxonomy, aliases: foundationAliases };
}

/** The taxonomy of the toolkit that most categories have a label in; undefined where too many would be left over. */
export function knownTarget(categories: readonly string[]): Target | undefined {
  const matched = taxonomies.map((taxonomy) => {
    const target = targetOfTaxonomy(taxonomy);
    return { target, count: matchCategories(categories, target).filter(Boolean).length };
  });
  const best = matched.reduce((one, other) => (other.count > one.count ? other : one), { target: undefined as Target | undefined, count: 0 });
  return best.count >= ENOUGH * categories.length ? best.target : undefined;
}

/** A label set of a lexicon's own categories; the two sides of one are one label. */
export function setOfCategories(name: string, categories: readonly string[]): LabelSet {
  const taken = new Set<string>();
  const names = [...new Set(categories.map((category) => poleOf(category).name))];
  return {
    format: 'value-tagger/label-set',
    version: 1,
    id: newId(`lexicon ${name}`, new Set()),
    name,
    language: 'und',
    labels: names.map((category) => ({ id: newId(category, taken), name: category, aliases: [category] })),
  };
}
