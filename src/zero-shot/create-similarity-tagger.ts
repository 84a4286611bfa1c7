import { TaggerError } from '../errors.ts';
import type { LabelSet } from '../label-sets/types.ts';
import { openEncoder, type TaggerOptions } from '../tagging/open-encoder.ts';
import { pause } from '../pause.ts';
import { describeSet, infoOf } from './info.ts';
import { phrasesOf } from './phrases.ts';
import { REFERENCE_SENTENCES } from './reference-sentences.ts';
import { shuffled } from '../shuffle.ts';
import { STEP, descriptionsOf, labelVectors, readVectors, withoutText } from './similarity.ts';
import { textVectors, vectorsDigest } from './text-vectors.ts';
import type { Prepare } from './zero-shot-source.ts';
import { ZeroShotTagger, type Variant } from './zero-shot-tagger.ts';

export interface SimilarityTaggerOptions extends TaggerOptions {
  /** What to look for: a set that ships, or one's own. */
  readonly labelSet: LabelSet;
  /** Sets that the label set's crosswalks lead to, so that it can be read in them. */
  readonly otherSets?: readonly LabelSet[];
}

/**
 * A tagger that compares sentences with what a label set says of its labels, by the vectors of the model that ships (or of
 * another with an `embedding`): see `similarity.ts` for the formula. Nothing is loaded before it is used.
 * @throws {TaggerError} on use, `bundle-refused` where the model gives no vector
 */
export function createSimilarityTagger({ labelSet, otherSets, ...options }: SimilarityTaggerOptions): ZeroShotTagger {
  const open = openEncoder(options);
  const descriptions = descriptionsOf(phrasesOf(labelSet));
  const texts = [...new Set([...descriptions.flatMap((label) => label.texts), ...REFERENCE_SENTENCES])];
  const plan = (variant?: Variant): Prepare => {
    const set = variant?.kind === 'shuffle' ? { ...labelSet, labels: shuffled(labelSet.labels, variant.seed) } : labelSet;
    const all = variant?.kind === 'shuffle' ? descriptionsOf(phrasesOf(set)) : descriptions;
    const read = variant?.kind === 'leave-out' ? withoutText(all, variant.place) : all;
    return async (first, offline) => {
      const size = first.info.embedding;
      if (size === undefined) throw new TaggerError('bundle-refused', `“${first.info.title}” gives no vector of a sentence to compare labels with.`, 'Choose the model that ships, or a bundle whose manifest names an embedding.');
      const vectors = await textVectors(texts, first, open.cache, offline ? undefined : open.pool);
      if (!vectors) return undefined;
      const labels = await labelVectors(read, vectors, REFERENCE_SENTENCES.flatMap((text) => vectors.get(text) ?? []), pause);
      const described = await describeSet(set, read, otherSets);
      const reader = readVectors(labels, set.id);
      return {
        reading: { kind: 'embedding' },
        reportOf: (base) => ({
          base,
          info: infoOf({
            base: base.info,
            described,
            kind: 'similarity',
            method: `Similarity: the model’s vector of each sentence against the mean of those of a label’s name, definition and phrases, compared with ${REFERENCE_SENTENCES.length} neutral sentences.`,
          }),
          slices: [{ id: set.id, offset: 0, size, activation: 'none' }],
          rowSize: size,
          candidate: base.candidate,
          read: reader,
          rowsDigest: vectorsDigest(base),
          readAtOnce: Math.max(1, Math.floor(STEP / (labels.count * size))),
        }),
      };
    };
  };
  return new ZeroShotTagger(open, plan, new Map(descriptions.map(({ id, texts: own }) => [id, own.length])));
}
