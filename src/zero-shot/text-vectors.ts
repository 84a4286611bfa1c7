import { sha256HexOfText } from '../hash.ts';
import { keyAt } from '../cache/keys.ts';
import { modelInput, type CachedScores } from '../tagging/cached-scores.ts';
import type { Base, Encoders } from './zero-shot-source.ts';

/** Names the vectors of a model among cached rows. */
export const vectorsDigest = ({ info }: Base): string => sha256HexOfText(JSON.stringify(['embedding', info.digest]));

/**
 * The vector of every text, from the cache where it is there.
 * @param encoders run for what is not; undefined: nothing is run
 * @returns undefined where a vector is missing and nothing may be run
 */
export async function textVectors(texts: readonly string[], base: Base, cache: CachedScores, encoders: Encoders | undefined): Promise<Map<string, Float32Array> | undefined> {
  const size = base.info.embedding ?? 0;
  const inputs = texts.map(modelInput);
  const keys = await cache.keys(vectorsDigest(base), inputs);
  const kept = await cache.get(keys, size);
  const vectors = new Map<string, Float32Array>();
  const missing: number[] = [];
  for (const [place, text] of texts.entries()) {
    const row = kept[place];
    if (row) vectors.set(text, row.logits);
    else missing.push(place);
  }
  if (missing.length === 0) return vectors;
  if (!encoders) return undefined;
  await encoders.encode(
    missing.map((place) => inputs[place] ?? ''),
    ({ indices, logits, truncated }) => {
      for (const [row, index] of indices.entries()) {
        const place = missing[index] ?? 0;
        const vector = logits.slice(row * size, (row + 1) * size);
        vectors.set(texts[place] ?? '', vector);
        cache.put(keyAt(keys, place), [{ logits: vector, truncated: truncated[row] === 1 }]);
      }
    },
    { reading: { kind: 'embedding' } },
  );
  return vectors;
}
