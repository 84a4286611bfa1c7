/** Words, and UTF-16 units, in a line of a list, at most. */
const MOST_WORDS = 12;
const LONGEST_LINE = 150;
/** An enumeration in one line has so many parts at least, of so many words in the mean at most. */
const FEWEST_PARTS = 6;
const LONGEST_PART = 3.5;

const bullet = /^\s*(?:[-*+•·–—☐☑✓]|\[[ x]?\]|\(?(?:\d{1,3}|[a-z])[.)])\s+/iu;
const ended = /[.!?…]["”’')\]]*\s*$/u;
/** Where sentences end, well enough to count them. */
const ends = /[.!?…]["”’')\]]*(?=\s|$)|[。！？]/gu;
/** What makes an English line a clause: a subject pronoun, a verb that is an auxiliary, or one that is contracted. */
const clause =
  /\b(?:i|he|she|they|we|you|it|this|that|who|there|is|are|was|were|am|be|been|has|have|had|do|does|did|can|could|will|would|shall|should|may|might|must|need|needs|means?|makes?|let|said|says)\b|\w['’](?:m|re|ve|ll|d|t)\b/iu;

/**
 * Share of a text's items among its items and sentences, 0 to 1, and the number of items. An item is a short line without a
 * clause and without a full stop, or a part of an enumeration that fills a line.
 */
export function listShare(lines: readonly string[]): { readonly share: number; readonly items: number } {
  let items = 0;
  let others = 0;
  for (const line of lines) {
    if (!/[\p{L}\p{N}]/u.test(line)) continue;
    const found = itemsIn(line);
    if (found > 0) items += found;
    else others += Math.max(1, line.match(ends)?.length ?? 0);
  }
  return { share: items > 0 ? items / (items + others) : 0, items };
}

function itemsIn(line: string): number {
  if (line.length > 2000 || clause.test(line)) return 0;
  const item = line.replace(bullet, '');
  const parts = item.split(/[,;]\s+/);
  const words = item.match(/\p{L}+/gu)?.length ?? 0;
  if (parts.length >= FEWEST_PARTS && words / parts.length <= LONGEST_PART) return parts.length;
  return words <= MOST_WORDS && item.length <= LONGEST_LINE && !ended.test(item) ? 1 : 0;
}
