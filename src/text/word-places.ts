/** Where a word stands in a text, as offsets in UTF-16 units. */
export interface WordPlace {
  readonly start: number;
  /** Offset after its last unit. */
  readonly end: number;
  /** True for a character of a script without spaces: it may be a part of a longer word. */
  readonly shared: boolean;
}

/** Scripts that set no spaces between words, and two signs that Unicode counts to no script. */
const SPACELESS = `${['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar'].map((script) => `\\p{Script=${script}}`).join('')}ー〆`;

/** A character of such a script with the marks that belong to it, or what stands between spaces and such characters. */
const WORD = new RegExp(`([${SPACELESS}]\\p{M}*)|[^ ${SPACELESS}]+`, 'gu');

/** Places where a text with single spaces can be cut: words, and in scripts without spaces their characters. */
export function wordPlaces(text: string): WordPlace[] {
  return Array.from(text.matchAll(WORD), ({ index, 0: word, 1: character }) => ({ start: index, end: index + word.length, shared: character !== undefined }));
}
