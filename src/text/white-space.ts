/**
 * White space at the edge of a sentence: everything that JavaScript's `\s` means (line breaks, no-break spaces, the
 * byte order mark) and the characters that take no room and mean nothing there: next line, Mongolian vowel separator,
 * soft hyphen, zero-width space, word joiner. Joiners and direction marks belong to the text and are kept.
 */
export function isBlank(unit: number): boolean {
  if (unit <= 0x20) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
  if (unit < 0x85) return false;
  return unit < 0x1680 ? unit === 0x85 || unit === 0xa0 || unit === 0xad : isRareBlank(unit);
}

function isRareBlank(unit: number): boolean {
  return (
    unit === 0x1680 ||
    unit === 0x180e ||
    (unit >= 0x2000 && unit <= 0x200b) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x2060 ||
    unit === 0x3000 ||
    unit === 0xfeff
  );
}

/** First offset in `[start, end)` that is not blank; `end` where all are. */
export function skipBlank(text: string, start: number, end: number): number {
  let offset = start;
  while (offset < end && isBlank(text.charCodeAt(offset))) offset++;
  return offset;
}

/** Offset after the last character of `[start, end)` that is not blank; `start` where all are. */
export function trimBlank(text: string, start: number, end: number): number {
  let offset = end;
  while (offset > start && isBlank(text.charCodeAt(offset - 1))) offset--;
  return offset;
}
