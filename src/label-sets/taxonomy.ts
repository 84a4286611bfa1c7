import { findCrosswalk, getTaxonomy } from '../taxonomy/index.ts';
import type { Crosswalk, Label, LabelId, Taxonomy } from '../taxonomy/types.ts';
import { isGroup, outline } from './outline.ts';
import type { LabelSet, OwnCrosswalk } from './types.ts';

/** What a tagger puts into its `ModelInfo` so that its scores of a set can be shown. */
export interface Readings {
  readonly taxonomies: readonly Taxonomy[];
  readonly crosswalks: readonly Crosswalk[];
}

/**
 * The set as a taxonomy, for the views: its labels in the order of the tree, each in the group (and so the region of
 * hues) of the label that it stands under at the top. A label that only holds others together is a group and no label.
 */
export function taxonomyOf(set: LabelSet): Taxonomy {
  const entries = outline(set);
  const shown = entries.filter((entry) => !isGroup(entry));
  const codes = codesFor(shown.map(({ label }) => label.name));
  const grouped = entries.some(({ depth }) => depth > 0);
  const names = new Map(set.labels.map(({ id, name }) => [id, name]));
  const labels = shown.map(({ label, root }, index): Label => ({
    id: label.id,
    name: label.name,
    code: codes[index] ?? '',
    definition: label.definition?.trim() || label.name,
    ...(grouped ? { group: root } : {}),
    ...(label.hue === undefined ? {} : { hue: label.hue }),
  }));
  return {
    id: set.id,
    title: set.name,
    description: set.description ?? '',
    source: set.source ?? '',
    labels,
    ...(grouped ? { groupNames: Object.fromEntries(labels.map(({ group = '' }) => [group, names.get(group) ?? group])) } : {}),
  };
}

/** The labels at the top of the set's tree, and how the others are read in them; undefined where there is but one level. */
function topOf(set: LabelSet): { taxonomy: Taxonomy; crosswalk: Crosswalk } | undefined {
  const entries = outline(set);
  const tops = entries.filter(({ depth }) => depth === 0);
  if (tops.length === entries.length || tops.length < 2) return undefined;
  const codes = codesFor(tops.map(({ label }) => label.name));
  const id = `${set.id}/top`;
  return {
    taxonomy: {
      id,
      title: `${set.name}, top level`,
      description: set.description ?? '',
      source: set.source ?? '',
      labels: tops.map(({ label }, index) => ({
        id: label.id,
        name: label.name,
        code: codes[index] ?? '',
        definition: label.definition?.trim() || label.name,
        group: label.id,
        ...(label.hue === undefined ? {} : { hue: label.hue }),
      })),
    },
    crosswalk: { from: set.id, to: id, rule: 'max', map: Object.fromEntries(entries.map(({ label, root }) => [label.id, [root]])), source: 'The set’s own tree' },
  };
}

/** A crosswalk of a set in the form in which views read. Labels without a link are dropped. */
export function crosswalkOf(set: LabelSet, { to, rule, source, links }: OwnCrosswalk): Crosswalk {
  const map: Record<LabelId, LabelId[]> = Object.fromEntries(set.labels.map(({ id }) => [id, []]));
  const weights: Record<LabelId, Record<LabelId, number>> = {};
  for (const { from, to: target, weight } of links) {
    map[from]?.push(target);
    if (weight !== undefined && weight !== 1) (weights[from] ??= {})[target] = weight;
  }
  return { from: set.id, to, rule, map, weights, source: source ?? '' };
}

/**
 * All ways to read scores of a set: as it is, by its top level, and through its crosswalks into taxonomies of the toolkit
 * and into `others`. A crosswalk into anything else is left out, as there is nothing to show it with.
 */
export function readingsOf(set: LabelSet, others: readonly LabelSet[] = []): Readings {
  const top = topOf(set);
  const through = (set.crosswalks ?? []).flatMap((own) => {
    const other = others.find(({ id }) => id === own.to);
    if (own.to === set.id || (!other && !getTaxonomy(own.to)) || findCrosswalk(set.id, own.to)) return [];
    return [{ crosswalk: crosswalkOf(set, own), taxonomies: other ? [taxonomyOf(other)] : [] }];
  });
  return {
    taxonomies: [taxonomyOf(set), ...(top ? [top.taxonomy] : []), ...through.flatMap(({ taxonomies }) => taxonomies)],
    crosswalks: [...(top ? [top.crosswalk] : []), ...through.map(({ crosswalk }) => crosswalk)],
  };
}

/** Words that say little about what a name is of. */
const SMALL = /^(?:and|or|of|the|for|to|in|a|an|und|der|die|das|et|de|la|le)$/i;

/** Two to four letters for each name, no two alike. */
export function codesFor(names: readonly string[]): string[] {
  const taken = new Set<string>();
  /** Next number to try, by the letter before it. */
  const numbers = new Map<string, number>();
  return names.map((name) => {
    const words = name.match(/[\p{L}\p{M}\p{N}]+/gu)?.filter((word) => !SMALL.test(word)) ?? [];
    const [first = 'X', second, third] = words.map((word) => [...word].map((letter, at) => (at === 0 ? letter.toUpperCase() : letter)));
    const of = (word: readonly string[] | string | undefined, count: number): string => [...(word ?? '')].slice(0, count).join('');
    const candidates = second
      ? [third ? of(first, 1) + of(second, 1) + of(third, 1) : of(first, 2) + of(second, 1), of(first, 2) + of(second, 2), of(first, 3) + of(second, 1)]
      : [of(first, 3), of(first, 4)];
    let code = candidates.find((candidate) => [...candidate].length >= 2 && !taken.has(candidate));
    const start = of(first, 1);
    for (let number = numbers.get(start) ?? 2; code === undefined; number++) {
      const numbered = start + number;
      if (!taken.has(numbered)) code = numbered;
      numbers.set(start, number + 1);
    }
    taken.add(code);
    return code;
  });
}
