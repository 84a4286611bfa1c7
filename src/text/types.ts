/** A sentence of a text. Offsets are UTF-16 units into the original text, which is never changed. */
export interface Sentence {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  /** `original.slice(start, end)`, without surrounding white space. */
  readonly text: string;
}
