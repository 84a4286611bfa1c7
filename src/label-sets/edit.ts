import type { LabelId } from '../taxonomy/types.ts';
import { newId } from './ids.ts';
import { LABEL_SET_LIMITS, type LabelSet, type OwnCrosswalk, type OwnLabel } from './types.ts';

/** Fields to set; undefined takes one out. */
export type Patch<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** A copy with the fields of `patch` set; those that are undefined or empty lists are left out, as the format wants it. */
function patched<T extends object>(value: T, patch: Patch<NoInfer<T>>): T {
  const kept = Object.entries({ ...value, ...patch }).filter(([, field]) => field !== undefined && !(Array.isArray(field) && field.length === 0));
  // Fields that must be there are never set to undefined by the types of patches.
  return Object.fromEntries(kept) as T;
}

export function editSet(set: LabelSet, patch: Patch<Pick<LabelSet, 'name' | 'description' | 'source' | 'licence' | 'language'>>): LabelSet {
  return patched(set, Object.fromEntries(Object.entries(patch).map(([key, value]) => [key, value === '' ? undefined : value])));
}

export function editLabel(set: LabelSet, id: LabelId, patch: Patch<Omit<OwnLabel, 'id'>>): LabelSet {
  return { ...set, labels: set.labels.map((label) => (label.id === id ? patched(label, patch) : label)) };
}

/** Gives a label another id, wherever it is spoken of within the set. The new one must be free. */
export function renameLabel(set: LabelSet, id: LabelId, next: LabelId): LabelSet {
  const labels = set.labels.map((label) => (label.id === id ? { ...label, id: next } : label.parent === id ? { ...label, parent: next } : label));
  return withCrosswalks({ ...set, labels }, (set.crosswalks ?? []).map((crosswalk) => ({ ...crosswalk, links: crosswalk.links.map((link) => (link.from === id ? { ...link, from: next } : link)) })));
}

/** Adds a label after `after`, beside it in the tree; at the end where that is undefined. Undefined where the set is full. */
export function addLabel(set: LabelSet, name: string, after?: LabelId): { readonly set: LabelSet; readonly id: LabelId } | undefined {
  if (set.labels.length >= LABEL_SET_LIMITS.labels) return undefined;
  const id = newId(name, new Set(set.labels.map((label) => label.id)));
  const at = set.labels.findIndex((label) => label.id === after);
  const parent = set.labels[at]?.parent;
  const label: OwnLabel = { id, name, ...(parent === undefined ? {} : { parent }) };
  return { set: { ...set, labels: set.labels.toSpliced(at < 0 ? set.labels.length : at + 1, 0, label) }, id };
}

/** Takes a label out. Its children move up to its parent; links of crosswalks that begin at it go. The last label stays. */
export function removeLabel(set: LabelSet, id: LabelId): LabelSet {
  const gone = set.labels.find((label) => label.id === id);
  if (!gone || set.labels.length === 1) return set;
  const labels = set.labels.filter((label) => label !== gone).map((label) => (label.parent === id ? patched(label, { parent: gone.parent }) : label));
  return withCrosswalks({ ...set, labels }, (set.crosswalks ?? []).map((crosswalk) => ({ ...crosswalk, links: crosswalk.links.filter(({ from }) => from !== id) })));
}

/** Moves a label before the sibling above it (-1) or after the one below it (1); the labels under it come along in the tree. */
export function moveLabel(set: LabelSet, id: LabelId, direction: 1 | -1): LabelSet {
  const at = set.labels.findIndex((label) => label.id === id);
  const label = set.labels[at];
  if (!label) return set;
  for (let other = at + direction; other >= 0 && other < set.labels.length; other += direction) {
    if (set.labels[other]?.parent !== label.parent) continue;
    return { ...set, labels: set.labels.toSpliced(at, 1).toSpliced(other, 0, label) };
  }
  return set;
}

/** Labels that a label may be put under: not itself, none under it, and none so deep that the tree would grow too deep. */
export function possibleParents(set: LabelSet, id: LabelId): readonly OwnLabel[] {
  const byId = new Map(set.labels.map((label) => [label.id, label]));
  const pathOf = (label: OwnLabel): OwnLabel[] => {
    const path = [label];
    for (let at = label.parent; at !== undefined; at = byId.get(at)?.parent) {
      const next = byId.get(at);
      if (next) path.push(next);
    }
    return path;
  };
  let below = 0;
  const candidates: { label: OwnLabel; depth: number }[] = [];
  for (const label of set.labels) {
    const path = pathOf(label);
    const at = path.findIndex((one) => one.id === id);
    if (at >= 0) below = Math.max(below, at);
    else candidates.push({ label, depth: path.length });
  }
  return candidates.filter(({ depth }) => depth + 1 + below <= LABEL_SET_LIMITS.depth).map(({ label }) => label);
}

export function editCrosswalk(set: LabelSet, to: string, patch: Patch<Omit<OwnCrosswalk, 'to'>>): LabelSet {
  return withCrosswalks(set, (set.crosswalks ?? []).map((crosswalk) => (crosswalk.to === to ? { ...patched(crosswalk, patch), links: patch.links ?? crosswalk.links } : crosswalk)));
}

export function addCrosswalk(set: LabelSet, crosswalk: OwnCrosswalk): LabelSet {
  const others = (set.crosswalks ?? []).filter(({ to }) => to !== crosswalk.to);
  return withCrosswalks(set, [...others, crosswalk]);
}

export function removeCrosswalk(set: LabelSet, to: string): LabelSet {
  return withCrosswalks(set, (set.crosswalks ?? []).filter((crosswalk) => crosswalk.to !== to));
}

function withCrosswalks(set: LabelSet, crosswalks: readonly OwnCrosswalk[]): LabelSet {
  return patched(set, { crosswalks: crosswalks.length > 0 ? crosswalks : undefined });
}

/** A copy to edit, under an id that none of `taken` has. */
export function copyOf(set: LabelSet, taken: Iterable<string>): LabelSet {
  return { ...set, id: newId(`${set.id} copy`, new Set(taken)), name: `${set.name} (copy)`.slice(0, LABEL_SET_LIMITS.name) };
}
