import type { TextRow } from '../../src/text/text-rows.ts';

/** A text as the page shows it, and where it came from. */
export interface Source {
  /** Said above the text, and used to name files. */
  readonly title: string;
  readonly text: string;
  /** Rows of the table that it came from. */
  readonly rows?: readonly TextRow[];
  /** What was done to it on the way here. */
  readonly notes?: readonly string[];
}
