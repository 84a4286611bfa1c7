import { TaggerError } from '../errors.ts';
import { sha256HexOfText } from '../hash.ts';
import type { LabelSet } from '../label-sets/types.ts';
import { openEncoder, type TaggerOptions } from '../tagging/open-encoder.ts';
import { entailmentColumns } from './entailment.ts';
import { hypothesesOf, readHypotheses, withoutPhrase } from './hypotheses.ts';
import { describeSet, infoOf } from './info.ts';
import { MOST_PHRASES, phrasesOf } from './phrases.ts';
import { shuffled } from '../shuffle.ts';
import type { Prepare } from './zero-shot-source.ts';
import { ZeroShotTagger, type Variant } from './zero-shot-tagger.ts';

export interface NliTaggerOptions extends TaggerOptions {
  /** What to look for: a set that ships, or one's own. */
  readonly labelSet: LabelSet;
  /** Sets that the label set's crosswalks lead to, so that it can be read in them. */
  readonly otherSets?: readonly LabelSet[];
  /** Around every phrase, `{}` standing for it; default: see `TEMPLATES` in `hypotheses.ts`. A phrase that ends like a sentence is taken as it is. */
  readonly template?: string;
}

/**
 * A tagger that asks a model of entailment, for each sentence, whether it entails what a label says. The model is the reader's:
 * a `bundle`, or the folder at `modelUrl`. Nothing is loaded before it is used.
 * @throws {TaggerError} `invalid-input` without a model, or with a template that has no place for a phrase; on use,
 * `bundle-refused` where the model has no class called entailment
 */
export function createNliTagger({ labelSet, otherSets, template, ...options }: NliTaggerOptions): ZeroShotTagger {
  if (options.bundle === undefined && options.modelUrl === undefined) {
    throw new TaggerError('invalid-input', 'There is no model of entailment: none ships with the toolkit.', 'Give a bundle, or the address of one; models/catalog.json has recipes.');
  }
  if (template !== undefined && !template.includes('{}')) throw new TaggerError('invalid-input', `The template “${template}” has no place for a phrase.`, 'Put {} where the phrase is to stand.');
  const labels = phrasesOf(labelSet);
  const plan = (variant?: Variant): Prepare => {
    const asked = hypothesesOf(variant?.kind === 'shuffle' ? shuffled(labels, variant.seed) : labels, template);
    const read = variant?.kind === 'leave-out' ? withoutPhrase(asked, variant.place) : asked;
    const set = variant?.kind === 'shuffle' ? { ...labelSet, labels: shuffled(labelSet.labels, variant.seed) } : labelSet;
    return async ({ info, slices }) => {
      const columns = entailmentColumns(info, slices);
      const order = hypothesesInOrder(read, set);
      const described = await describeSet(set, [asked.texts, order.labels], otherSets);
      return {
        reading: { kind: 'pairs', hypotheses: asked.texts, ...columns },
        reportOf: (base) => ({
          base,
          info: infoOf({
            base: base.info,
            described,
            kind: 'nli',
            method: `Entailment: each sentence against ${asked.texts.length} hypotheses such as “${asked.texts[0] ?? ''}”; a score is the mean over a label’s paraphrases (at most ${MOST_PHRASES}).`,
          }),
          slices: [{ id: set.id, offset: 0, size: asked.texts.length, activation: 'none' }],
          rowSize: asked.texts.length,
          candidate: base.candidate,
          read: readHypotheses(order, set.id),
          rowsDigest: sha256HexOfText(JSON.stringify(['pairs', base.info.digest, columns, asked.texts])),
        }),
      };
    };
  };
  return new ZeroShotTagger(openEncoder(options), plan, new Map(labels.map(({ id, phrases }) => [id, phrases.length])));
}

/** Labels in the order in which the set's head has them. */
function hypothesesInOrder({ texts, labels }: ReturnType<typeof hypothesesOf>, set: LabelSet): ReturnType<typeof hypothesesOf> {
  const byId = new Map(labels.map((label) => [label.id, label]));
  return { texts, labels: phrasesOf(set).flatMap(({ id }) => byId.get(id) ?? []) };
}
