import { mft6 } from './moral-foundations.ts';
import { oneGroupEach, type Membership } from './one-group-each.ts';
import { schwartz10 } from './schwartz-basic.ts';
import { schwartz19, schwartz20 } from './schwartz-refined.ts';
import type { Crosswalk, LabelId, Taxonomy, TaxonomyId } from './types.ts';

/** Every label to its parent; labels without one are dropped. */
export function toParents(from: Taxonomy, to: TaxonomyId, source: string): Crosswalk {
  const map = Object.fromEntries(from.labels.map(({ id, parent }) => [id, parent === undefined ? [] : [parent]]));
  return { from: from.id, to, rule: 'max', map, source };
}

/**
 * Crosswalk from `schwartz-20` or `schwartz-19` to the four higher-order groups by one source.
 * A border value counts for both of its groups; a value that the source keeps apart is dropped.
 */
export function toGroups(from: Taxonomy, { groups, source }: Membership): Crosswalk {
  const map = Object.fromEntries(from.labels.map(({ id }) => [id, groups[id] ?? []]));
  return { from: from.id, to: 'schwartz-4', rule: 'max', map, source };
}

const dropsObjectivity: Readonly<Record<LabelId, readonly LabelId[]>> = Object.fromEntries(
  schwartz20.labels.map(({ id }) => [id, schwartz19.labels.some((label) => label.id === id) ? [id] : []]),
);

const dropsBorderValues =
  'Schwartz et al. (2012), where each refined value is a part of one of the ten, except face and humility, which lie on borders and are dropped';

const declared: Crosswalk[] = [
  {
    from: 'schwartz-20',
    to: 'schwartz-19',
    rule: 'max',
    map: dropsObjectivity,
    source: 'Schwartz et al. (2012): the nineteen have no objectivity, which Kiesel et al. (2022) added',
  },
  toParents(
    schwartz20,
    'schwartz-10',
    `${dropsBorderValues}; objectivity counts as universalism (Kiesel et al. 2022)`,
  ),
  toParents(schwartz19, 'schwartz-10', dropsBorderValues),
  toGroups(schwartz20, oneGroupEach),
  toGroups(schwartz19, oneGroupEach),
  toParents(schwartz10, 'schwartz-4', 'Schwartz (1992); hedonism counts as openness to change, as in the scoring of the PVQ-RR'),
  toParents(
    mft6,
    'mft-5',
    'Atari et al. (2023): fairness was divided into equality and proportionality, purity is sanctity; thin morality has no foundation and is dropped',
  ),
];

/** Every declared crosswalk; that from `touche-54` once `touche-54-known.ts` is loaded. */
export const crosswalks: readonly Crosswalk[] = declared;

/** Declares one more crosswalk; where there is one between these taxonomies already, that stays. */
export function addCrosswalk(crosswalk: Crosswalk): void {
  if (!findCrosswalk(crosswalk.from, crosswalk.to)) declared.push(crosswalk);
}

/** The declared crosswalk from one taxonomy to another; undefined where there is none (there is no chaining). */
export function findCrosswalk(from: TaxonomyId, to: TaxonomyId): Crosswalk | undefined {
  return crosswalks.find((crosswalk) => crosswalk.from === from && crosswalk.to === to);
}

/** How much a source label counts towards a target: 1 where the crosswalk does not say. */
export function weightOf({ weights }: Pick<Crosswalk, 'weights'>, from: LabelId, to: LabelId): number {
  return weights?.[from]?.[to] ?? 1;
}

/**
 * Confidences (0 to 1) of the target labels from those of the source labels, so that one run is read in several
 * frameworks. By the rule `max`, each target takes the largest
 * *confidence* among its children, not the largest score: every label has its own threshold, so a score of 0.4 can be
 * far above the threshold of one child and below that of another; only confidences, where the threshold is always 0.5,
 * can be compared. Without weights a target is thus given exactly when one of its children is; a weight below 1 lowers
 * its child's confidence before. By the rule `weighted-mean` it takes the mean of them by weight, over the children that are
 * known. Targets without a known child are absent.
 */
export function readThrough(crosswalk: Crosswalk, confidences: ReadonlyMap<LabelId, number>): Map<LabelId, number> {
  const result = new Map<LabelId, number>();
  const totals = new Map<LabelId, number>();
  for (const [child, confidence] of confidences) {
    for (const target of crosswalk.map[child] ?? []) {
      const weight = weightOf(crosswalk, child, target);
      const before = result.get(target) ?? 0;
      if (crosswalk.rule === 'max') {
        result.set(target, Math.max(before, weight * confidence));
      } else {
        const total = (totals.get(target) ?? 0) + weight;
        totals.set(target, total);
        result.set(target, before + (weight / total) * (confidence - before));
      }
    }
  }
  return result;
}

/** {@link readThrough} with its parameters the other way round. */
export function rollUp(confidences: ReadonlyMap<LabelId, number>, crosswalk: Crosswalk): Map<LabelId, number> {
  return readThrough(crosswalk, confidences);
}
