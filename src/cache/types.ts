/** What is kept of a sentence: the logits of all heads, and no text. */
export interface CachedRow {
  readonly logits: Float32Array;
  readonly truncated: boolean;
}

/** Words of 32 bits in a key. */
export const KEY_WORDS = 4;

/** Keys one after another, {@link KEY_WORDS} words each: salted hashes, as `keys.ts` makes them. */
export type Keys = Uint32Array<ArrayBuffer>;

/** How many different sentences a cache has scores of, and the room that they take. */
export interface CacheSize {
  readonly sentences: number;
  /** Bytes of keys and numbers; what the browser's database adds for itself is not counted. */
  readonly bytes: number;
}

/** Where scores are kept. */
export interface ScoreCache {
  /** Random text of this browser profile, without which a key cannot be made from a known sentence. */
  salt(): Promise<string>;
  /** One row a key, in the keys' order; undefined where there is none. */
  getMany(keys: Keys): Promise<(CachedRow | undefined)[]>;
  /** @throws {TaggerError} `cache-full` where the device has no room, even after half of what was kept has made way for it */
  putMany(keys: Keys, rows: readonly CachedRow[]): Promise<void>;
  size(): Promise<CacheSize>;
  clear(): Promise<void>;
  /** Lets go of what is used, once it is in order; nothing may be asked of it any more. It never rejects. */
  close(): Promise<void>;
}

/** Bytes that are kept where nothing else is asked for: scores of about 180,000 sentences of the embedded model. */
export const DEFAULT_CACHE_BYTES = 64_000_000;
