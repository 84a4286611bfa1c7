import type { LabelId } from '../taxonomy/types.ts';

/** Which side of a label a word is on: 1 for what it praises (virtue), -1 for its breach (vice). */
export type Direction = 1 | -1;

/** A word or a phrase, and what it says of one category. */
export interface LexiconEntry {
  /** As the file has it; a star at the end of a word stands for any ending. */
  readonly pattern: string;
  /** Index into {@link Lexicon.categories}. */
  readonly category: number;
  /** How strongly it speaks for the category: over 0, at most 1. */
  readonly weight: number;
  readonly direction?: Direction;
}

/** Words by category, as files give them; nothing is known of labels yet. */
export interface Lexicon {
  readonly categories: readonly string[];
  readonly entries: readonly LexiconEntry[];
  /**
   * `all`: a word counts for every category that it has a weight for. `largest`: for the one with its largest weight
   * alone. That is for tables in which every word has a weight for every category: with `all` any word of them would
   * speak for all categories (Hopp et al. 2021 score the eMFD in both ways).
   */
  readonly assign: 'all' | 'largest';
  /** What was passed over or put together, for people. */
  readonly notes: readonly string[];
}

/** A file of the user's. */
export interface LexiconFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** How words are compared. */
export interface MatchOptions {
  /** BCP 47 tag that upper and lower case, and the words of languages without spaces, follow; default: that of the root locale. */
  readonly locale?: string;
  /** Compare letters without their marks, so that `cafe` is `café`. Default: false. */
  readonly ignoreMarks?: boolean;
}

/** Words of a sentence that speak for a label. */
export interface WordMatch {
  readonly label: LabelId;
  /** Offsets in UTF-16 units into the sentence. */
  readonly start: number;
  readonly end: number;
  readonly weight: number;
  readonly direction?: Direction;
}
