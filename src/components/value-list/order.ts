import type { Confidence } from '../../tagging/types.ts';
import type { LabelId } from '../../taxonomy/types.ts';

/** A sentence as the list shows it. */
export interface ListedSentence {
  readonly index: number;
  readonly text: string;
  /** Labels that it has, strongest first. */
  readonly labels: readonly LabelId[];
  /** Confidence of its strongest label, whether it has it or not. */
  readonly strongest: Confidence;
  /** How near the nearest label lies to the confidence that is set: 0 on it, 1 at most. */
  readonly distance: number;
}

export type SortKey = 'position' | 'label' | 'score' | 'uncertainty';

/** In the order of `key`; equals in the order of the text. `label` follows `order`, the labels of the taxonomy; sentences without one come last. */
export function sorted(sentences: readonly ListedSentence[], key: SortKey, order: ReadonlyMap<LabelId, number>): readonly ListedSentence[] {
  const place = ({ labels: [first] }: ListedSentence): number => (first === undefined ? order.size : (order.get(first) ?? order.size));
  switch (key) {
    case 'position':
      return sentences;
    case 'label':
      return sentences.toSorted((a, b) => place(a) - place(b) || b.strongest - a.strongest || a.index - b.index);
    case 'score':
      return sentences.toSorted((a, b) => b.strongest - a.strongest || a.index - b.index);
    case 'uncertainty':
      return sentences.toSorted((a, b) => a.distance - b.distance || a.index - b.index);
  }
}
