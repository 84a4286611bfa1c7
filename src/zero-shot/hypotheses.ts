import type { LabelId } from '../taxonomy/types.ts';
import type { TaggedSentence } from '../tagging/types.ts';
import { entailment } from './entailment.ts';
import { filled, type LabelPhrases } from './phrases.ts';

/** Around phrases that go on after `to`, and around names; `{}` stands for the phrase. */
export const TEMPLATES = { verb: 'This text says that it is important to {}.', noun: 'This text is about {}.' } as const;

/** Hypotheses of all labels in one list, and which of them are each label's. */
export interface Hypotheses {
  readonly texts: readonly string[];
  readonly labels: readonly { readonly id: LabelId; readonly columns: readonly number[] }[];
}

/** @param template for all phrases, in place of {@link TEMPLATES} */
export function hypothesesOf(labels: readonly LabelPhrases[], template?: string): Hypotheses {
  const texts: string[] = [];
  const columnOf = new Map<string, number>();
  const column = (text: string): number => {
    const known = columnOf.get(text);
    if (known !== undefined) return known;
    columnOf.set(text, texts.length);
    return texts.push(text) - 1;
  };
  return { labels: labels.map(({ id, kind, phrases }) => ({ id, columns: phrases.map((phrase) => column(filled(template ?? TEMPLATES[kind], phrase))) })), texts };
}

/** The same without the phrase at `place` of each label that has others. */
export function withoutPhrase({ texts, labels }: Hypotheses, place: number): Hypotheses {
  return { texts, labels: labels.map(({ id, columns }) => ({ id, columns: columns.length > 1 ? columns.filter((_, at) => at !== place) : columns })) };
}

/**
 * Reads a row of one number a hypothesis (see {@link entailment}): a label's score is the mean over its paraphrases.
 * @param head id of the one head
 */
export function readHypotheses({ labels }: Hypotheses, head: string): (row: Float32Array) => Pick<TaggedSentence, 'scores' | 'spread'> {
  return (row) => {
    const scores = new Float32Array(labels.length);
    const spread = new Float32Array(labels.length);
    for (const [place, { columns }] of labels.entries()) {
      let [sum, least, most] = [0, 1, 0];
      for (const column of columns) {
        const score = entailment(row[column] ?? Number.NaN);
        sum += score;
        least = Math.min(least, score);
        most = Math.max(most, score);
      }
      scores[place] = sum / columns.length;
      spread[place] = columns.length > 1 ? most - least : Number.NaN;
    }
    return { scores: { [head]: scores }, spread: { [head]: spread } };
  };
}
