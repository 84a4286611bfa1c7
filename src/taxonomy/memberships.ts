import type { LabelId } from './types.ts';

/** One of the four higher-order groups; the ids of the labels of `schwartz-4`. */
export type HigherOrderGroup = 'openness-to-change' | 'self-enhancement' | 'conservation' | 'self-transcendence';

/** Which higher-order groups the refined values belong to, as one source has it. */
export interface Membership {
  readonly title: string;
  readonly source: string;
  /** Label of `schwartz-20` to its groups: one, two (a border value), or none (kept apart by this source). */
  readonly groups: Readonly<Record<LabelId, readonly HigherOrderGroup[]>>;
}

export type MembershipId = 'value-tagger' | 'touche-23' | 'touche-24-continuum' | 'pvq-rr';

const O = 'openness-to-change';
const E = 'self-enhancement';
const C = 'conservation';
const T = 'self-transcendence';

/** What all sources agree on. */
const undisputed: Readonly<Record<LabelId, readonly HigherOrderGroup[]>> = {
  'self-direction-thought': [O],
  'self-direction-action': [O],
  stimulation: [O],
  achievement: [E],
  'power-dominance': [E],
  'power-resources': [E],
  'security-personal': [C],
  'security-societal': [C],
  tradition: [C],
  'conformity-rules': [C],
  'conformity-interpersonal': [C],
  'benevolence-caring': [T],
  'benevolence-dependability': [T],
  'universalism-concern': [T],
  'universalism-nature': [T],
  'universalism-tolerance': [T],
};

/**
 * Sources disagree on the border values hedonism, face and humility, and on objectivity, which only the shared task of
 * 2023 has. `value-tagger` is what `Label.group` and the crosswalks to `schwartz-4` use; the other tables are there to
 * be chosen with `higherOrderCrosswalk`.
 */
export const memberships: Readonly<Record<MembershipId, Membership>> = {
  'value-tagger': {
    title: 'One group each',
    source:
      'Hedonism by the scoring of the PVQ-RR (Schwartz and Cieciuch 2022); face and humility, which that scoring keeps apart, and objectivity by the taxonomy file of the shared task ValueEval’23 (Touché)',
    groups: { ...undisputed, hedonism: [O], face: [E], humility: [C], 'universalism-objectivity': [T] },
  },
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
