import { shippedSets } from '../../src/label-sets/shipped/index.ts';
import { phrasesOf } from '../../src/zero-shot/phrases.ts';
import { REFERENCE_SENTENCES } from '../../src/zero-shot/reference-sentences.ts';
import { descriptionsOf, labelVectors, readVectors } from '../../src/zero-shot/similarity.ts';
import type { LoadedModel, TextEncoder } from './encode-in-browser.ts';
import type { LabelledSet } from './labelled-sets.ts';
import { truthIn } from './lexicon.ts';
import { measure, type HeadResult } from './measure.ts';

export interface SimilarityResult {
  readonly labelSet: string;
  readonly result: HeadResult;
  /** The trained head of the same labels, where there is one. */
  readonly trained: HeadResult | undefined;
}

/** What is kept of a result for the page. */
export interface SimilarityFigures {
  readonly labelSet: string;
  readonly dataset: string;
  readonly split: string;
  readonly texts: number;
  readonly macroF1: number;
  readonly macroF1Interval: HeadResult['macroF1Interval'];
  readonly valueEval: number;
  readonly trained?: { readonly macroF1: number; readonly valueEval: number; readonly thresholds: 'manifest' };
}

/** Measures every shipped label set for which the data has a truth, at thresholds that were fitted on nothing. */
export async function measureSimilarity(encoder: TextEncoder, set: LabelledSet): Promise<SimilarityResult[]> {
  const results: SimilarityResult[] = [];
  const vectors = (await encoder.encode(set.texts, 'embedding')).rows;
  const logits = (await encoder.encode(set.texts)).rows;
  for (const { id, load } of shippedSets) {
    for (const truth of set.truths) {
      const own = truthIn(truth, id, id);
      if (!own || truth.head === 'touche-54') continue;
      const descriptions = descriptionsOf(phrasesOf(await load()));
      const texts = [...new Set([...descriptions.flatMap((label) => label.texts), ...REFERENCE_SENTENCES])];
      const { rows } = await encoder.encode(texts, 'embedding');
      const byText = new Map(texts.map((text, index) => [text, Float32Array.from(rows[index] ?? [])]));
      const read = readVectors(await labelVectors(descriptions, byText, REFERENCE_SENTENCES.flatMap((text) => byText.get(text) ?? [])), id);
      const scores = vectors.map((row) => [...(read(Float32Array.from(row)).scores[id] ?? [])]);
      // Only what the measure needs of a model is there: it asks for slices and heads.
      const labels = descriptions.map((label) => ({ id: label.id, threshold: 0.5 }));
      const model = { slices: [{ id, offset: 0, size: labels.length, activation: 'none' }], info: { heads: [{ id, labels }] } } as unknown as LoadedModel;
      const trained = encoder.model.info.heads.some((head) => head.id === truth.head && head.taxonomy === id) ? measure(encoder.model, logits, truth) : undefined;
      results.push({ labelSet: id, result: measure(model, scores, own), trained });
    }
  }
  return results;
}

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

export function figuresOf({ labelSet, result, trained }: SimilarityResult, { dataset, split }: Pick<LabelledSet, 'dataset' | 'split'>): SimilarityFigures {
  const { macroF1, macroF1Interval, valueEval, texts } = result;
  return {
    labelSet,
    dataset,
    split,
    texts,
    macroF1: rounded(macroF1),
    macroF1Interval,
    valueEval: rounded(valueEval),
    ...(trained ? { trained: { macroF1: rounded(trained.macroF1), valueEval: rounded(trained.valueEval), thresholds: 'manifest' } } : {}),
  };
}
