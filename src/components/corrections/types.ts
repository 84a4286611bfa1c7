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

/** Where judgements are kept. */
export interface CorrectionStore {
  /** All that is kept, by key, and the salt that keys are made with. */
  load(): Promise<{ readonly salt: string; readonly kept: ReadonlyMap<string, KeptCorrection> }>;
  put(key: string, correction: KeptCorrection): Promise<void>;
  delete(key: string): Promise<void>;
  clear(): Promise<void>;
}
