import { abortError } from '../../errors.ts';
import { nextTask } from '../fifo.ts';
import type { CausalModel, KeyValueCache } from './causal-model.ts';

/** A prompt that was read. */
export interface ReadPrompt {
  /** Logits of what comes next. */
  readonly logits: Float32Array;
  readonly cache: KeyValueCache;
  /** Tokens that were read for an earlier prompt. */
  readonly reused: number;
}

/** Gives messages a turn, and ends the work where one of them has cancelled it. */
export async function breathe(signal: AbortSignal): Promise<void> {
  await nextTask();
  if (signal.aborted) throw abortError();
}

/**
 * Reads prompts. Those of one task begin alike, with instructions and labels: that beginning is read once and its cache
 * kept for those that follow.
 */
export class PromptReader {
  readonly model: CausalModel;
  /** Told after each piece that was read: on a slow machine a prompt takes minutes. */
  onLife: () => void = () => undefined;
  #kept: { readonly ids: readonly number[]; readonly cache: KeyValueCache } | undefined;
  #previous: readonly number[] = [];

  constructor(model: CausalModel) {
    this.model = model;
  }

  /** The caller disposes of the result's cache with {@link release}. */
  async read(ids: readonly number[], signal: AbortSignal): Promise<ReadPrompt> {
    if (!this.#kept || !startsWith(ids, this.#kept.ids)) {
      const { chunk } = this.model;
      // Whole pieces only: where 8-bit weights are used, logits depend a little on what is read in one piece, and so
      // they are the same whether the beginning was kept or not.
      const common = Math.floor(Math.min(beginningOf(this.#previous, ids), ids.length - 1) / chunk) * chunk;
      this.dispose();
      this.#previous = ids;
      if (common > 0) {
        const beginning = ids.slice(0, common);
        this.#kept = { ids: beginning, cache: (await this.feed(beginning, undefined, signal)).cache };
        return { ...(await this.feed(ids.slice(common), this.#kept.cache, signal)), reused: 0 };
      }
    }
    this.#previous = ids;
    const { ids: known = [], cache } = this.#kept ?? {};
    return { ...(await this.feed(ids.slice(known.length), cache, signal)), reused: known.length };
  }

  /**
   * Feeds tokens piece by piece behind `past`, which stays whole where it is kept here and is disposed of otherwise.
   * @param onRows logits of each piece, and the place of its first token, where all rows are wanted
   */
  async feed(ids: readonly number[], past: KeyValueCache | undefined, signal: AbortSignal, onRows?: (logits: Float32Array, first: number) => void): Promise<Pick<ReadPrompt, 'logits' | 'cache'>> {
    const { model } = this;
    let cache = past;
    let last = new Float32Array();
    try {
      for (let first = 0; first < ids.length; first += model.chunk) {
        await breathe(signal);
        const { logits, cache: next } = await model.run(ids.slice(first, first + model.chunk), cache, onRows ? 'all' : 'last');
        this.release(cache);
        cache = next;
        this.onLife();
        onRows?.(logits, first);
        last = logits.slice(-model.width);
      }
    } catch (error) {
      this.release(cache);
      throw error;
    }
    if (!cache) throw new RangeError('There is nothing to read.');
    return { logits: last, cache };
  }

  /** Disposes of a cache that is not kept for later prompts. */
  release(cache: KeyValueCache | undefined): void {
    if (cache !== this.#kept?.cache) cache?.dispose();
  }

  dispose(): void {
    this.#kept?.cache.dispose();
    this.#kept = undefined;
  }
}

function beginningOf(a: readonly number[], b: readonly number[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count++;
  return count;
}

const startsWith = (ids: readonly number[], start: readonly number[]): boolean => ids.length > start.length && start.every((id, index) => ids[index] === id);
