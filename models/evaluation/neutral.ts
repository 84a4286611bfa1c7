import type { EncodedTexts, LoadedModel } from './encode-in-browser.ts';
import { scoresOfHead } from './head-scores.ts';

/** How often a head tags sentences in which there is nothing to tag. */
export interface NeutralResult {
  readonly sentences: number;
  /** Share of sentences with one tag or more at the bundle's thresholds, 0 to 1. */
  readonly anyTag: number;
  /** Tags a sentence, in the mean. */
  readonly tags: number;
}

/** The result of each head, by its id. */
export function measureNeutral(model: LoadedModel, { rows }: EncodedTexts): Record<string, NeutralResult> {
  return Object.fromEntries(
    model.info.heads.map((head) => {
      const scoresOf = scoresOfHead(model, head.id);
      const counts = rows.map((row) => {
        const scores = scoresOf(row);
        return head.labels.filter(({ threshold }, index) => (scores[index] ?? 0) >= threshold).length;
      });
      const tags = counts.reduce((sum, count) => sum + count, 0);
      return [head.id, { sentences: counts.length, anyTag: counts.filter((count) => count > 0).length / counts.length, tags: tags / counts.length }];
    }),
  );
}
