import type { LabelId, Taxonomy } from './types.ts';

/**
 * The circle is that of the Touché continuum graphic: the refined values in the shared task's order, clockwise from the
 * top, the last beside the first. Published figures of the theory may order the kinds of benevolence and universalism
 * differently; objectivity (`schwartz-20` only) is not on the theory's circle and stands where the shared task lists it.
 */
export const circleConvention = 'Touché continuum (ValueEval’24), clockwise from self-direction: thought';

const opposite: Readonly<Record<string, string>> = {
  'openness-to-change': 'conservation',
  conservation: 'openness-to-change',
  'self-enhancement': 'self-transcendence',
  'self-transcendence': 'self-enhancement',
};

/** Higher-order group across the circle from `group`; undefined for a group that is not one of the four. */
export function oppositeGroup(group: string): string | undefined {
  return opposite[group];
}

/**
 * Labels of the opposite pole: all labels of `taxonomy` whose group lies across the circle from the group of `label`,
 * in taxonomy order. Empty for a label without an opposite pole, such as a moral foundation, or an unknown label.
 * Symmetric: a label is among the opposites of each of its opposites.
 */
export function opposites(taxonomy: Taxonomy, label: LabelId): readonly LabelId[] {
  const group = taxonomy.labels.find(({ id }) => id === label)?.group;
  const across = group === undefined ? undefined : opposite[group];
  return across === undefined ? [] : taxonomy.labels.filter((other) => other.group === across).map(({ id }) => id);
}

/** The labels before and after `label` on the circle; empty where the taxonomy has no circle or does not know it. */
export function neighbours(taxonomy: Taxonomy, label: LabelId): readonly LabelId[] {
  const { labels, circular } = taxonomy;
  const position = labels.findIndex(({ id }) => id === label);
  if (circular !== true || position < 0) return [];
  const before = labels[(position + labels.length - 1) % labels.length];
  const after = labels[(position + 1) % labels.length];
  return before === undefined || after === undefined ? [] : [before.id, after.id];
}

/**
 * Steps between two labels along the shorter way round the circle, 0 to half the number of labels; undefined where the
 * taxonomy has no circle or lacks one of them. A description, not a measured dissimilarity.
 */
export function circularDistance(taxonomy: Taxonomy, a: LabelId, b: LabelId): number | undefined {
  const { labels, circular } = taxonomy;
  const i = labels.findIndex(({ id }) => id === a);
  const j = labels.findIndex(({ id }) => id === b);
  if (circular !== true || i < 0 || j < 0) return undefined;
  const steps = Math.abs(i - j);
  return Math.min(steps, labels.length - steps);
}
