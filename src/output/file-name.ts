/** Longest part of a title that goes into a name. */
const LONGEST = 40;

/** A name for a file that every system takes: `value-tagger-walden-schwartz-20.csv`. */
export function fileName(title: string, taxonomy: string, ending: string): string {
  const plain = (text: string): string =>
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '');
  const name = plain(title).slice(0, LONGEST).replace(/-+$/, '') || 'text';
  return `value-tagger-${name}-${plain(taxonomy)}${ending}`;
}
