import { sha256HexOfText } from '../hash.ts';
import { readingsOf, type Readings } from '../label-sets/taxonomy.ts';
import type { LabelSet } from '../label-sets/types.ts';
import type { HeadLabel, ModelInfo } from '../model.ts';
import { pause } from '../pause.ts';

/** What a report says of a label set, whatever the model is. */
export interface DescribedSet {
  readonly set: LabelSet;
  readonly readings: Readings;
  readonly labels: readonly HeadLabel[];
  /** SHA-256 over all that scores depend on beside the model. */
  readonly settings: string;
}

/** Prepares it once, in steps between which the page can do other things: there may be thousands of labels. */
export async function describeSet(set: LabelSet, settings: unknown, otherSets?: readonly LabelSet[]): Promise<DescribedSet> {
  await pause();
  const readings = readingsOf(set, otherSets);
  await pause();
  const digest = sha256HexOfText(JSON.stringify(settings));
  await pause();
  const [own] = readings.taxonomies;
  return { set, readings, labels: own?.labels.map(({ id }) => ({ id, threshold: 0.5 })) ?? [], settings: digest };
}

export interface ZeroShotInfo {
  readonly base: ModelInfo;
  readonly described: DescribedSet;
  /** Names the way of scoring in ids. */
  readonly kind: 'nli' | 'similarity';
  /** How scores are made, in words. */
  readonly method: string;
}

/** Where the scores of a label set come from: the model, the set, and what was asked. */
export function infoOf({ base, described: { set, readings, labels, settings }, kind, method }: ZeroShotInfo): ModelInfo {
  const { input: _input, taxonomies: _taxonomies, crosswalks: _crosswalks, embedding: _embedding, ...model } = base;
  return {
    ...model,
    id: `${kind}:${base.id}:${set.id}`,
    title: `${set.name}, by ${kind === 'nli' ? 'entailment' : 'similarity'} (${base.title})`,
    digest: sha256HexOfText(JSON.stringify([kind, base.digest, set.id, settings])),
    heads: [{ id: set.id, taxonomy: set.id, labels, trainingDomain: base.trainingDomain.join('; '), thresholdSource: 'not fitted' }],
    method,
    ...readings,
  };
}
