import type { LabelId, TaxonomyId } from '../../taxonomy/types.ts';

/** What a reader says of a label of a sentence: that the tag is right, that it is wrong, or that it is missing. */
export type Verdict = 'agree' | 'reject' | 'add';

/** One judgement of a reader. */
export interface Correction {
  /** The sentence itself; it is never kept. */
  readonly text: string;
  readonly taxonomy: TaxonomyId;
  readonly label: LabelId;
  readonly verdict: Verdict;
  /** When it was said, in milliseconds since 1970. */
  readonly at: number;
}

/** A judgement as it is kept: under a key from which nobody reads the sentence. */
export interface KeptCorrection {
  readonly verdict: Verdict;
  readonly at: number;
}

/** All that is kept: judgements by key, and the salt that keys are made with. */
export interface KeptCorrections {
  readonly salt: string;
  readonly kept: ReadonlyMap<string, KeptCorrection>;
}

/** Where judgements are kept. */
export interface CorrectionStore {
  /** What is kept; undefined where nothing was ever kept, or all of it was deleted. Makes nothing. */
  load(): Promise<KeptCorrections | undefined>;
  /** What is kept; where there is nothing yet, a place for it is made, and keys in it are made with this salt. */
  begin(salt: string): Promise<KeptCorrections>;
  put(key: string, correction: KeptCorrection): Promise<void>;
  delete(key: string): Promise<void>;
  /** Deletes everything, and the place itself. */
  clear(): Promise<void>;
}

/** Keeps judgements: what reads and writes them, and what makes their keys. */
export interface CorrectionKeeper {
  readonly store: CorrectionStore;
  /** Key of a sentence, from which nobody reads it. White space makes no other sentence of it. */
  keyOf(salt: string, text: string): string;
  randomSalt(): string;
}

/** What becomes of judgements when the page is closed: they are kept; they go, since the reader wants so; or since the browser does. */
export type Keeping = 'kept' | 'unwanted' | 'refused';
