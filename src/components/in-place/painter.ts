import type { LabelId, Taxonomy } from '../../taxonomy/types.ts';

/** What is to be drawn on a stretch of the page. */
export interface Stroke {
  readonly range: Range;
  /** Labels, strongest first; each has a line beneath the one before. */
  readonly labels: readonly LabelId[];
}

/** Draws on text that stands elsewhere in the page, without touching it. */
export interface Painter {
  /** Colours and patterns to draw with from now on; what is drawn is drawn anew by the caller. */
  setTaxonomy(taxonomy: Taxonomy): void;
  /** Draws a sentence, in place of what was drawn on it. */
  paint(index: number, stroke: Stroke | undefined): void;
  /** Brings out some stretches, such as the chosen sentence. */
  emphasize(ranges: readonly Range[]): void;
  /** Forgets which sentence is which, but leaves what is drawn until {@link sweep}. */
  age(): void;
  /** Takes away what was drawn before {@link age}. */
  sweep(): void;
  /** Takes everything away. */
  stop(): void;
}

/** Lines that are drawn on a sentence at most. */
export const MOST_LINES = 3;

/** Distance of each line from the letters, in em. */
export const OFFSETS = [0.16, 0.34, 0.52] as const;
