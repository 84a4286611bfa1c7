import { sha256HexOfText } from '../hash.ts';
import { readingsOf, taxonomyOf } from '../label-sets/taxonomy.ts';
import type { LabelSet } from '../label-sets/types.ts';
import type { ModelInfo } from '../model.ts';

export interface ZeroShotInfo {
  readonly base: ModelInfo;
  readonly set: LabelSet;
  readonly otherSets?: readonly LabelSet[];
  /** Names the way of scoring in ids. */
  readonly kind: 'nli' | 'similarity';
  /** How scores are made, in words. */
  readonly method: string;
  /** All that scores depend on beside the model. */
  readonly settings: unknown;
}

/** Where the scores of a label set come from: the model, the set, and what was asked. */
export function infoOf({ base, set, otherSets, kind, method, settings }: ZeroShotInfo): ModelInfo {
  const { input: _input, taxonomies: _taxonomies, crosswalks: _crosswalks, embedding: _embedding, ...model } = base;
  return {
    ...model,
    id: `${kind}:${base.id}:${set.id}`,
    title: `${set.name}, by ${kind === 'nli' ? 'entailment' : 'similarity'} (${base.title})`,
    digest: sha256HexOfText(JSON.stringify([kind, base.digest, set.id, settings])),
    heads: [
      {
        id: set.id,
        taxonomy: set.id,
        labels: taxonomyOf(set).labels.map(({ id }) => ({ id, threshold: 0.5 })),
        trainingDomain: base.trainingDomain.join('; '),
        thresholdSource: 'not fitted',
      },
    ],
    method,
    ...readingsOf(set, otherSets),
  };
}
