import data from '../../models/evaluation/similarity.json';
import type { TaxonomyId } from '../taxonomy/types.ts';

/** How well a label set is tagged by similarity with the model that ships, as `npm run evaluate -- --similarity` measured it. */
export interface SimilarityFigure {
  readonly labelSet: TaxonomyId;
  readonly dataset: string;
  readonly split: string;
  readonly texts: number;
  /** Plain mean of the labels' F1, and its 95 % interval. */
  readonly macroF1: number;
  readonly macroF1Interval: { readonly low: number; readonly high: number } | null;
  /** 2·P̄·R̄ / (P̄ + R̄), the score of the shared task ValueEval. */
  readonly valueEval: number;
  /** The trained head on the same texts, at the model's own thresholds, which were fitted on them. */
  readonly trained?: { readonly macroF1: number; readonly valueEval: number };
}

/** Undefined where it was not measured for the set. */
export function similarityFigure(labelSet: TaxonomyId): SimilarityFigure | undefined {
  return (data.figures as readonly SimilarityFigure[]).find((figure) => figure.labelSet === labelSet);
}
