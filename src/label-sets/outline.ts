import type { LabelId } from '../taxonomy/types.ts';
import type { LabelSet, OwnLabel } from './types.ts';

/** A label at its place in the tree. */
export interface OutlineEntry {
  readonly label: OwnLabel;
  /** Index into `LabelSet.labels`. */
  readonly index: number;
  /** 0 for a label without a parent. */
  readonly depth: number;
  /** The label without a parent that it stands under; itself where it has none. */
  readonly root: LabelId;
  readonly hasChildren: boolean;
}

const outlines = new WeakMap<readonly OwnLabel[], readonly OutlineEntry[]>();

/** The labels of a set as a tree, each before its children, children in the order of the set. Parents must exist and not go in circles. */
export function outline({ labels }: Pick<LabelSet, 'labels'>): readonly OutlineEntry[] {
  let entries = outlines.get(labels);
  if (!entries) outlines.set(labels, (entries = makeOutline(labels)));
  return entries;
}

function makeOutline(labels: readonly OwnLabel[]): OutlineEntry[] {
  const children = new Map<LabelId | undefined, number[]>();
  for (const [index, { parent }] of labels.entries()) {
    const siblings = children.get(parent);
    if (siblings) siblings.push(index);
    else children.set(parent, [index]);
  }
  const entries: OutlineEntry[] = [];
  const add = (indices: readonly number[], depth: number, root: LabelId | undefined): void => {
    for (const index of indices) {
      const label = labels[index];
      if (!label) continue;
      const own = children.get(label.id) ?? [];
      entries.push({ label, index, depth, root: root ?? label.id, hasChildren: own.length > 0 });
      add(own, depth + 1, root ?? label.id);
    }
  };
  add(children.get(undefined) ?? [], 0, undefined);
  return entries;
}

/** True for a label that says nothing of its own and only holds others together. */
export function isGroup({ label, hasChildren }: OutlineEntry): boolean {
  const { definition, include, exclude, examples, hypotheses, supports } = label;
  const empty = (list: readonly string[] | undefined): boolean => (list ?? []).length === 0;
  return hasChildren && !definition?.trim() && empty(include) && empty(exclude) && empty(examples) && empty(hypotheses) && empty(supports);
}
