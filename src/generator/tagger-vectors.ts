import type { Tagger } from '../tagging/types.ts';
import type { TextVector } from './similarity.ts';

/**
 * Vectors of texts from a tagger's scores, such as the embedded encoder's: texts are near that it finds the same values
 * in. For {@link groupValues}, where it does better than spelling.
 */
export function taggerVectors(tagger: Pick<Tagger, 'tag'>): (texts: readonly string[], signal?: AbortSignal) => Promise<TextVector[]> {
  return async (texts, signal) => {
    const vectors: TextVector[] = [];
    for (const text of texts) {
      const { sentences, model } = await tagger.tag(text, signal ? { signal } : {});
      const rows = sentences.map(({ scores }) => model.heads.flatMap(({ id }) => [...(scores[id] ?? [])]));
      const width = model.heads.reduce((sum, { labels }) => sum + labels.length, 0);
      vectors.push(Float32Array.from({ length: width }, (_, column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0) / Math.max(1, rows.length)));
    }
    return vectors;
  };
}
