import { toGroups } from './crosswalks.ts';
import { C, E, O, oneGroupEach, T, undisputed, type Membership } from './one-group-each.ts';
import type { Crosswalk, Taxonomy } from './types.ts';

export type { HigherOrderGroup, Membership } from './one-group-each.ts';

export type MembershipId = 'value-tagger' | 'touche-23' | 'touche-24-continuum' | 'pvq-rr';

/**
 * Sources disagree on the border values hedonism, face and humility, and on objectivity, which only the shared task of
 * 2023 has. `value-tagger` is what `Label.group` and the crosswalks to `schwartz-4` use; the other tables are there to
 * be chosen with `higherOrderCrosswalk`.
 */
export const memberships: Readonly<Record<MembershipId, Membership>> = {
  'value-tagger': oneGroupEach,
  'touche-23': {
    title: 'Touché 2023',
    source: 'Taxonomy file (values.json) of the shared task ValueEval’23, Kiesel et al. (2023)',
    groups: { ...undisputed, hedonism: [O, E], face: [E], humility: [C], 'universalism-objectivity': [T] },
  },
  'touche-24-continuum': {
    title: 'Touché 2024 continuum',
    source: 'Continuum graphic of the shared task ValueEval’24 (Touché)',
    groups: { ...undisputed, hedonism: [O, E], face: [E, C], humility: [C, T], 'universalism-objectivity': [] },
  },
  'pvq-rr': {
    title: 'PVQ-RR scoring',
    source: 'Schwartz and Cieciuch (2022), Measuring the refined theory of individual values in 49 cultural groups',
    groups: { ...undisputed, hedonism: [O], face: [], humility: [], 'universalism-objectivity': [] },
  },
};

/** Crosswalk from `schwartz-20` or `schwartz-19` to the four higher-order groups by the memberships of one source, as {@link toGroups}. */
export function higherOrderCrosswalk(from: Taxonomy, membership: MembershipId): Crosswalk {
  return toGroups(from, memberships[membership]);
}
