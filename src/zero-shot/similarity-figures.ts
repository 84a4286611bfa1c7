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
  /** The trained head on the same texts, at the model's own thresholds. */
  readonly trained?: { readonly macroF1: number; readonly valueEval: number };
}

/** Rows on which the formula was chosen: what it gives there flatters. */
const CHOSEN_ON = { dataset: 'touche23-valueeval', split: 'validation' } as const;

/** What was measured for a set. */
export interface SimilarityFigures {
  /** On the rows on which the formula was chosen, and the trained head's thresholds were fitted. */
  readonly chosenOn: SimilarityFigure | undefined;
  /** On rows that chose nothing. */
  readonly unseen: SimilarityFigure | undefined;
}

/** Undefined where it was not measured for the set. */
export function similarityFigures(labelSet: TaxonomyId): SimilarityFigures | undefined {
  const own = (data.figures as readonly SimilarityFigure[]).filter((figure) => figure.labelSet === labelSet);
  const chosen = ({ dataset, split }: SimilarityFigure): boolean => dataset === CHOSEN_ON.dataset && split === CHOSEN_ON.split;
  return own.length === 0 ? undefined : { chosenOn: own.find(chosen), unseen: own.find((figure) => !chosen(figure)) };
}
