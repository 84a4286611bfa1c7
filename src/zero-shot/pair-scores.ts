import { keyAt } from '../cache/keys.ts';
import { sha256HexOfText } from '../hash.ts';
import { modelInput } from '../tagging/cached-scores.ts';
import type { OpenEncoder } from '../tagging/open-encoder.ts';
import { entailment, entailmentColumns } from './entailment.ts';

/** Probabilities that texts entail hypotheses, from the cache where they are there. */
export class PairScores {
  readonly #open: OpenEncoder;

  constructor(open: OpenEncoder) {
    this.#open = open;
  }

  /** @returns for each text one probability a hypothesis */
  async of(texts: readonly string[], hypotheses: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const { pool, cache } = this.#open;
    const { info, slices } = await pool.ready(undefined, signal);
    const columns = entailmentColumns(info, slices);
    const inputs = texts.map(modelInput);
    const keys = await cache.keys(sha256HexOfText(JSON.stringify(['pairs', info.digest, columns, hypotheses])), inputs);
    const kept = await cache.get(keys, hypotheses.length);
    const rows: (Float32Array | undefined)[] = kept.map((row) => row?.logits);
    const missing = rows.flatMap((row, place) => (row ? [] : [place]));
    await pool.encode(
      missing.map((place) => inputs[place] ?? ''),
      ({ indices, logits, truncated }) => {
        for (const [row, index] of indices.entries()) {
          const place = missing[index] ?? 0;
          const numbers = logits.slice(row * hypotheses.length, (row + 1) * hypotheses.length);
          rows[place] = numbers;
          cache.put(keyAt(keys, place), [{ logits: numbers, truncated: truncated[row] === 1 }]);
        }
      },
      { reading: { kind: 'pairs', hypotheses, ...columns }, ...(signal ? { signal } : {}) },
    );
    return rows.map((row) => (row ?? new Float32Array(hypotheses.length)).map(entailment));
  }
}
