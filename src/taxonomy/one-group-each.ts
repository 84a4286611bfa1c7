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

export const O = 'openness-to-change';
export const E = 'self-enhancement';
export const C = 'conservation';
export const T = 'self-transcendence';

/** What all sources agree on. */
export const undisputed: Readonly<Record<LabelId, readonly HigherOrderGroup[]>> = {
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

/** What `Label.group` and the crosswalks to `schwartz-4` use. */
export const oneGroupEach: Membership = {
  title: 'One group each',
  source:
    'Hedonism by the scoring of the PVQ-RR (Schwartz and Cieciuch 2022); face and humility, which that scoring keeps apart, and objectivity by the taxonomy file of the shared task ValueEval’23 (Touché)',
  groups: { ...undisputed, hedonism: [O], face: [E], humility: [C], 'universalism-objectivity': [T] },
};
