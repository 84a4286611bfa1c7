/** A text up to this length, in UTF-16 units, is looked at as a whole: some 200 sentences. */
const WHOLE = 20_000;
/** Excerpts that stand for a longer text, and the length of each. */
const EXCERPTS = 20;
const LENGTH = 1000;
/** How far a line's beginning is looked for. */
const SEARCH = 300;

/**
 * Parts of `text` that stand for all of it: the text itself where it is short, else 20 excerpts of 1,000 UTF-16 units at
 * even distances. An excerpt begins with a line where one begins nearby, else after a blank. The work does not grow with the text.
 */
export function excerpts(text: string): string[] {
  if (text.length <= WHOLE) return [text];
  return Array.from({ length: EXCERPTS }, (_, index) => {
    const start = index === 0 ? 0 : beginning(text, Math.floor((index * (text.length - LENGTH)) / (EXCERPTS - 1)));
    const end = start + LENGTH;
    const blank = /\s\S*$/u.exec(text.slice(end - SEARCH, end));
    return text.slice(start, end >= text.length || !blank ? end : end - SEARCH + blank.index);
  });
}

function beginning(text: string, from: number): number {
  const ahead = text.slice(from, from + SEARCH);
  const line = ahead.indexOf('\n');
  if (line >= 0) return from + line + 1;
  const blank = ahead.search(/\s/u);
  return blank >= 0 ? from + blank + 1 : from;
}
