/** A stretch of the text that is laid out on its own: whole paragraphs where their length allows it. */
export interface Block {
  readonly start: number;
  readonly end: number;
}

/** Characters after which a block ends at the next paragraph: some 40 sentences. */
const TARGET = 4_000;
/** Characters after which a block ends at any line break, and then at any space: only texts without paragraphs get there. */
const PATIENCE = 8_000;

const BLANK_LINE = /\n(?:[^\S\n]*\n)+/;

/** Cuts a text into blocks that follow one another without gaps; together they are the whole text. */
export function cutIntoBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let start = 0;
  while (start < text.length) {
    const end = blockEnd(text, start);
    blocks.push({ start, end });
    start = end;
  }
  return blocks;
}

function blockEnd(text: string, start: number): number {
  const target = start + TARGET;
  if (target >= text.length) return text.length;
  const ahead = text.slice(target, target + PATIENCE);
  const blank = BLANK_LINE.exec(ahead);
  if (blank) return target + blank.index + blank[0].length;
  if (target + PATIENCE >= text.length) return text.length;
  const line = ahead.lastIndexOf('\n');
  if (line >= 0) return target + line + 1;
  const space = ahead.search(/\s\S*$/);
  if (space >= 0) return target + space + 1;
  const end = target + PATIENCE;
  return isLowSurrogate(text, end) ? end + 1 : end;
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** The paragraphs of a block with the blank lines that follow them; each may be written in a direction of its own. */
export function paragraphsOf(text: string, { start, end }: Block): Block[] {
  const paragraphs: Block[] = [];
  let from = start;
  for (const gap of text.slice(start, end).matchAll(/\n(?:[^\S\n]*\n)+/g)) {
    const to = start + gap.index + gap[0].length;
    paragraphs.push({ start: from, end: to });
    from = to;
  }
  if (from < end) paragraphs.push({ start: from, end });
  return paragraphs;
}

/** Lines that a block will take, roughly, so that the scroll bar is right before the block was ever laid out. */
export function estimateLines(text: string, { start, end }: Block, charactersPerLine = 72): number {
  let lines = 0;
  for (const line of text.slice(start, end).replace(/\n$/, '').split('\n')) {
    lines += Math.max(1, Math.ceil(line.length / charactersPerLine));
  }
  return lines;
}

/** Index of the block that holds the character at `offset`, or of the last one. */
export function blockAt(blocks: readonly Block[], offset: number): number {
  let low = 0;
  let high = blocks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((blocks[middle]?.start ?? Infinity) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
