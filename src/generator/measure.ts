import { bootstrapIntervals } from '../analysis/bootstrap.ts';
import { evaluate, type Evaluation } from '../analysis/evaluation.ts';
import type { Interval } from '../analysis/interval.ts';
import { TaggerError } from '../errors.ts';
import type { LabelId } from '../taxonomy/types.ts';
import type { Codebook } from './types.ts';

/** A sentence that somebody has labelled. */
export interface GoldSentence {
  readonly text: string;
  readonly labels: readonly LabelId[];
}

export interface Measurement {
  readonly evaluation: Evaluation;
  /** 95 % bootstrap interval over the sentences; null for fewer than two. */
  readonly macroF1Interval: Interval | null;
  readonly sentences: number;
  /** True where so few sentences say little: fewer than 50, or a label with fewer than five. */
  readonly few: boolean;
  readonly thresholds: readonly number[];
}

/** @throws {TaggerError} `invalid-input` where a sentence has a label that the codebook lacks */
export function truthOf(gold: readonly GoldSentence[], { id, labels }: Codebook): number[][] {
  const ids = labels.map((label) => label.id);
  for (const [index, { labels: given }] of gold.entries()) {
    const strange = given.find((label) => !ids.includes(label));
    if (strange !== undefined) throw new TaggerError('invalid-input', `Sentence ${index + 1} of the labelled ones has the label "${strange}", which the codebook "${id}" has not.`, 'Use the ids of the codebook.');
  }
  return gold.map(({ labels: given }) => ids.map((label) => (given.includes(label) ? 1 : 0)));
}

/** How well scores agree with what people have given, at a threshold that is not fitted to them. */
export function measurementOf(scores: readonly Float32Array[], gold: readonly GoldSentence[], codebook: Codebook, threshold = 0.5): Measurement {
  const thresholds = codebook.labels.map(() => threshold);
  const truth = truthOf(gold, codebook);
  const evaluation = evaluate(scores, truth, thresholds, codebook.labels.map(({ id }) => id));
  const { macroF1: macroF1Interval } = bootstrapIntervals(scores, truth, thresholds, { groups: gold.map((_, index) => String(index)) });
  const few = gold.length < 50 || Object.values(evaluation.labels).some(({ support }) => support < 5);
  return { evaluation, macroF1Interval, sentences: gold.length, few, thresholds };
}
