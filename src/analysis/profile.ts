import type { LabelId, Taxonomy } from '../taxonomy/types.ts';
import { wilsonInterval, type Interval } from './interval.ts';

/** As much of a tag as a profile needs. */
export interface ProfiledTag {
  readonly label: LabelId;
  /** 0 to 1. */
  readonly confidence: number;
}

/** What a text says of one label. */
export interface LabelProfile {
  readonly label: LabelId;
  /** Sentences with the label. */
  readonly count: number;
  /** `count` divided by all sentences, 0 to 1; 0 in a text without sentences. */
  readonly share: number;
  /** 95 % interval of `share`, see {@link wilsonInterval}. */
  readonly interval: Interval;
  /** Mean confidence of the tags; undefined where there is none. */
  readonly meanConfidence: number | undefined;
  /** Indices of the sentences with the largest confidence, strongest first, earlier ones first among equals. */
  readonly strongest: readonly number[];
}

/** Tags of a text, taken together. */
export interface Profile {
  readonly taxonomy: Taxonomy;
  /** All sentences. */
  readonly sentences: number;
  /** Sentences with one label of the taxonomy or more. */
  readonly tagged: number;
  /** One entry per label, in taxonomy order. */
  readonly labels: readonly LabelProfile[];
}

/** Sentences that are named for each label, unless the caller asks for another number. */
const STRONGEST = 5;

/**
 * Takes together the tags of a text: `sentences[i]` holds those of sentence i. Labels that the taxonomy does not have
 * are passed over; a label that a sentence has twice counts once, with its larger confidence.
 */
export function profile(sentences: readonly (readonly ProfiledTag[])[], taxonomy: Taxonomy, strongest = STRONGEST): Profile {
  const evidence = new Map<LabelId, { readonly index: number; readonly confidence: number }[]>(taxonomy.labels.map(({ id }) => [id, []]));
  let tagged = 0;
  sentences.forEach((tags, index) => {
    const own = new Map<LabelId, number>();
    for (const { label, confidence } of tags) if (evidence.has(label) && confidence > (own.get(label) ?? -Infinity)) own.set(label, confidence);
    for (const [label, confidence] of own) evidence.get(label)?.push({ index, confidence });
    if (own.size > 0) tagged++;
  });
  const labels = taxonomy.labels.map(({ id }): LabelProfile => {
    const found = evidence.get(id) ?? [];
    const count = found.length;
    return {
      label: id,
      count,
      share: sentences.length === 0 ? 0 : count / sentences.length,
      interval: wilsonInterval(count, sentences.length),
      meanConfidence: count === 0 ? undefined : found.reduce((sum, { confidence }) => sum + confidence, 0) / count,
      strongest: found
        .toSorted((a, b) => b.confidence - a.confidence || a.index - b.index)
        .slice(0, strongest)
        .map(({ index }) => index),
    };
  });
  return { taxonomy, sentences: sentences.length, tagged, labels };
}
