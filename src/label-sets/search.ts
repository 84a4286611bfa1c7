import { outline, type OutlineEntry } from './outline.ts';
import type { LabelSet, OwnLabel } from './types.ts';

/** Without case and marks, so that `egalite` finds `Égalité`. */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** What is searched of a label; kept, as the labels that an edit leaves alone stay the same objects. */
const folded = new WeakMap<OwnLabel, { readonly name: string; readonly rest: string }>();

function foldedOf(label: OwnLabel): { readonly name: string; readonly rest: string } {
  let known = folded.get(label);
  if (!known) {
    const { name, id, definition = '', aliases = [] } = label;
    folded.set(label, (known = { name: fold(name), rest: fold([id, ...aliases, definition].join('\n')) }));
  }
  return known;
}

/**
 * Labels in which every word of `query` occurs, in name, id, other names or definition: those whose name begins with
 * the query first, then those that have it in the name, each in the order of the tree. All for an empty query.
 */
export function searchLabels(set: Pick<LabelSet, 'labels'>, query: string): readonly OutlineEntry[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const entries = outline(set);
  if (words.length === 0) return entries;
  const whole = words.join(' ');
  const found: OutlineEntry[][] = [[], [], []];
  for (const entry of entries) {
    const { name, rest } = foldedOf(entry.label);
    if (!words.every((word) => name.includes(word) || rest.includes(word))) continue;
    found[name.startsWith(whole) ? 0 : words.every((word) => name.includes(word)) ? 1 : 2]?.push(entry);
  }
  return found.flat();
}
