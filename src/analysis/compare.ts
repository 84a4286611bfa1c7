import type { LabelId, Taxonomy } from '../taxonomy/types.ts';
import { align } from './align.ts';

/** A sentence and the labels that it has. */
export interface ComparedSentence {
  readonly text: string;
  readonly labels: readonly LabelId[];
}

/** A sentence of either version, or of both. */
export interface ComparedPair {
  readonly kind: 'same' | 'changed' | 'added' | 'removed';
  /** Index in the other version; undefined for an added sentence. */
  readonly before: number | undefined;
  /** Index in this version; undefined for a removed one. */
  readonly after: number | undefined;
  /** Labels that this version alone has here, and the other alone. */
  readonly appeared: readonly LabelId[];
  readonly vanished: readonly LabelId[];
}

/** Share of sentences with a label in both versions, 0 to 1. */
export interface ComparedShare {
  readonly label: LabelId;
  readonly before: number;
  readonly after: number;
}

export interface Comparison {
  readonly taxonomy: Taxonomy;
  /** In reading order. */
  readonly pairs: readonly ComparedPair[];
  readonly counts: Readonly<Record<ComparedPair['kind'], number>>;
  /** In taxonomy order. */
  readonly shares: readonly ComparedShare[];
}

/** What differs between two versions of a text: sentences, and the labels that they have. */
export function compare(before: readonly ComparedSentence[], after: readonly ComparedSentence[], taxonomy: Taxonomy): Comparison {
  const counts = { same: 0, changed: 0, added: 0, removed: 0 };
  const pairs = align(
    before.map(({ text }) => text),
    after.map(({ text }) => text),
  ).map((pair): ComparedPair => {
    counts[pair.kind]++;
    const [x, y] = ['before' in pair ? pair.before : undefined, 'after' in pair ? pair.after : undefined];
    const old = (x === undefined ? undefined : before[x]?.labels) ?? [];
    const now = (y === undefined ? undefined : after[y]?.labels) ?? [];
    return { kind: pair.kind, before: x, after: y, appeared: now.filter((label) => !old.includes(label)), vanished: old.filter((label) => !now.includes(label)) };
  });
  const shares = taxonomy.labels.map(({ id }) => ({ label: id, before: shareOf(before, id), after: shareOf(after, id) }));
  return { taxonomy, pairs, counts, shares };
}

function shareOf(sentences: readonly ComparedSentence[], label: LabelId): number {
  return sentences.length === 0 ? 0 : sentences.filter(({ labels }) => labels.includes(label)).length / sentences.length;
}
