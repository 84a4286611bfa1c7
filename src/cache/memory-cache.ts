import { randomSalt } from './keys.ts';
import { DEFAULT_CACHE_BYTES, KEY_WORDS, type CachedRow, type CacheSize, type Keys, type ScoreCache } from './types.ts';

const nameOf = (keys: Keys, index: number): string => keys.subarray(index * KEY_WORDS, (index + 1) * KEY_WORDS).join();

const rowBytes = ({ logits }: CachedRow): number => KEY_WORDS * 4 + logits.byteLength + 1;

/** Keeps rows for as long as the page is open, the least recently used going first where they pass the budget. */
export class MemoryCache implements ScoreCache {
  readonly #salt = randomSalt();
  /** In the order of their last use. */
  readonly #rows = new Map<string, CachedRow>();
  readonly #budget: number;
  #bytes = 0;

  constructor(budget: number = DEFAULT_CACHE_BYTES) {
    this.#budget = budget;
  }

  async salt(): Promise<string> {
    return this.#salt;
  }

  async getMany(keys: Keys): Promise<(CachedRow | undefined)[]> {
    return Array.from({ length: keys.length / KEY_WORDS }, (_, index) => {
      const name = nameOf(keys, index);
      const row = this.#rows.get(name);
      if (row) {
        this.#rows.delete(name);
        this.#rows.set(name, row);
      }
      return row;
    });
  }

  async putMany(keys: Keys, rows: readonly CachedRow[]): Promise<void> {
    for (const [index, row] of rows.entries()) {
      const name = nameOf(keys, index);
      this.#drop(name);
      this.#rows.set(name, row);
      this.#bytes += rowBytes(row);
    }
    for (const name of this.#rows.keys()) {
      if (this.#bytes <= this.#budget) break;
      this.#drop(name);
    }
  }

  #drop(name: string): void {
    const row = this.#rows.get(name);
    if (!row) return;
    this.#rows.delete(name);
    this.#bytes -= rowBytes(row);
  }

  async size(): Promise<CacheSize> {
    return { sentences: this.#rows.size, bytes: this.#bytes };
  }

  async clear(): Promise<void> {
    this.#rows.clear();
    this.#bytes = 0;
  }

  async close(): Promise<void> {
    this.#rows.clear();
    this.#bytes = 0;
  }
}

/** Keeps nothing, not even until the page is closed. */
export class NoCache implements ScoreCache {
  readonly #salt = randomSalt();

  async salt(): Promise<string> {
    return this.#salt;
  }

  async getMany(keys: Keys): Promise<undefined[]> {
    return Array.from<undefined>({ length: keys.length / KEY_WORDS });
  }

  async putMany(): Promise<void> {}

  async size(): Promise<CacheSize> {
    return { sentences: 0, bytes: 0 };
  }

  async clear(): Promise<void> {}

  async close(): Promise<void> {}
}
