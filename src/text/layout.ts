import { abbreviationAt } from './abbreviations.ts';
import { skipBlank, trimBlank } from './white-space.ts';

/*
 * Where lines end sentences.
 *
 * A blank line always ends one. A list marker, a heading mark and a deeper indent begin a new one. For any other line
 * break the question is why the line was broken: because it was full (hard-wrapped prose: the sentence goes on) or
 * because its unit was over (verse, chat, headlines, one sentence a line). A line is *full* when the first word of the
 * next line would not have fitted into the width of its text. A paragraph is taken for wrapped prose when
 *   - its width is at least MIN_WIDTH columns (verse and chat are narrower),
 *   - three in four of its lines are full, not counting a short first line (a headline), and
 *   - of its lines that do not end like a sentence, at least a third go on in lower case or in a script without case
 *     (verse begins its lines with capitals, a list of sentences ends its lines with full stops), or its width is the
 *     one to which other paragraphs at the beginning of the text are wrapped.
 * In wrapped prose a break after a full line joins, and so does one before a lower-case word; elsewhere every line break
 * ends a sentence.
 */

/** A stretch of text, UTF-16 offsets, in which sentences are sought; line breaks inside mean no more than a space. */
export interface Block {
  readonly start: number;
  readonly end: number;
  /** True where the next block goes on with the same sentence: this one was cut only to keep the work in small steps. */
  readonly continues: boolean;
}

interface Line {
  readonly start: number;
  /** End without trailing white space. */
  readonly end: number;
  /** Offset of the first character that is not white space. */
  readonly text: number;
}

const MIN_WIDTH = 45;
/** A line counts as full if less than this share of the width would have stayed free after the next word. */
const SLACK = 0.08;
const FULL_SHARE = 0.75;
const GOING_ON_SHARE = 1 / 3;
/** Text at the beginning from which the width of wrapped paragraphs is taken. */
const SAMPLE = 65_536;
/** A paragraph is analysed in parts of this many UTF-16 units or lines. */
const PART = 32_768;
const PART_LINES = 400;
/** As much of a line as is looked at to tell how it begins or ends. */
const EDGE = 64;

const newline = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;
const bullet = /^(?:[-*+•‣◦▪▫●○■□–—·⁃∙➤►▶✓✔☐☑]|\((?:\d{1,3}|\p{L}|[ivx]{1,4})\)|(?:\d{1,3}|\p{L}|[ivx]{1,4})\))(?=\s|$)/u;
const numbered = /^(?:\d{1,3}(?:\.\d{1,3})*\.|\p{Ll}\.|[ivx]{2,5}\.|[IVX]{2,5}\.)(?=\s|$)/u;
const heading = /^(?:#{1,6}\s|[=\-_*~#]{3,}$)/u;
/** Matches a string that is a list marker and nothing else. */
export const listMarker = new RegExp(`(?:${bullet.source}|${numbered.source})\\s*$`, 'u');
const finished = /(?:\p{Sentence_Terminal}|[…:])[\p{Pe}\p{Pf}\p{Pi}"'*_]*$/u;
const opening = /^[\p{Ps}\p{Pi}\p{Pf}"'*_>\s¿¡]*/u;

/**
 * Cuts a text into blocks that no sentence crosses, in order; together they hold everything but white space.
 * Works in steps of at most some tens of kilobytes; an empty block (`start === end`) says only how far the work is.
 */
export function* blocks(text: string): Generator<Block> {
  const width = wrapWidth(text);
  let part: Line[] = [];
  let held: Block | undefined;
  let ticked = 0;
  const release = function* (found: readonly Block[]): Generator<Block> {
    for (const block of found) {
      if (held !== undefined) {
        if (held.continues || isMarker(text, held)) held = { ...block, start: held.start };
        else {
          yield held;
          held = block;
        }
      } else held = block;
      // A long sentence-less block is passed on in pieces, so that neither memory nor time grows with it.
      if (held.continues && held.end - held.start >= PART) {
        yield held;
        held = undefined;
      }
    }
  };
  for (const line of lines(text)) {
    if (line.text === line.end) {
      yield* release(toBlocks(text, part, width, undefined));
      part = [];
      if (line.end - ticked > PART) {
        ticked = line.end;
        yield { start: ticked, end: ticked, continues: false };
      }
      continue;
    }
    const first = part[0];
    if (first !== undefined && (part.length >= PART_LINES || line.start - first.start >= PART)) {
      yield* release(toBlocks(text, part, width, line));
      part = [];
    }
    part.push(line);
  }
  yield* release(toBlocks(text, part, width, undefined));
  if (held !== undefined) yield { ...held, continues: false };
}

/** The lines of a text, without their ends. Blank lines in a row are given as one, and so is a long stretch of blanks. */
function* lines(text: string): Generator<Line> {
  const breaks = new RegExp(newline);
  for (let start = 0; start < text.length; ) {
    const first = skipBlank(text, start, Math.min(text.length, start + PART));
    const lineStart = first === start + PART || first === text.length ? first : afterLastBreak(text, start, first);
    if (lineStart > start) {
      yield { start, end: lineStart, text: lineStart };
      start = lineStart;
      continue;
    }
    breaks.lastIndex = first;
    const limit = breaks.exec(text)?.index ?? text.length;
    yield { start, end: trimBlank(text, first, limit), text: first };
    start = limit === text.length ? limit : breaks.lastIndex;
  }
}

/** Offset after the last line break in `[start, end)`; `start` where there is none. */
function afterLastBreak(text: string, start: number, end: number): number {
  for (let offset = end; offset > start; offset--) if (isBreak(text.charCodeAt(offset - 1))) return offset;
  return start;
}

function isBreak(unit: number): boolean {
  return (unit >= 0x0a && unit <= 0x0d) || unit === 0x85 || unit === 0x2028 || unit === 0x2029;
}

function isMarker(text: string, { start, end }: Block): boolean {
  return end - start < 8 && listMarker.test(text.slice(start, end));
}

/** Blocks of consecutive lines without a blank one; `next` is the line after them where the paragraph was cut. */
function toBlocks(text: string, part: readonly Line[], width: number | undefined, next: Line | undefined): Block[] {
  const paragraph = next === undefined ? part : [...part, next];
  const joins = joinedBreaks(text, paragraph, width);
  const result: Block[] = [];
  let start: number | undefined;
  part.forEach((line, index) => {
    start ??= line.text;
    const joined = joins[index] ?? false;
    if (joined && index + 1 < part.length) return;
    result.push({ start, end: line.end, continues: joined });
    start = undefined;
  });
  return result;
}

/** For each line break of a paragraph, whether the sentence may go on across it. */
function joinedBreaks(text: string, paragraph: readonly Line[], width: number | undefined): boolean[] {
  if (paragraph.length < 2) return [];
  const longest = Math.max(...paragraph.map(({ start, end }) => end - start));
  const known = width !== undefined && longest <= width;
  const breaks = paragraph.slice(0, -1).map((line, index) => describeBreak(text, line, paragraph[index + 1] ?? line, known ? width : longest));
  const headline = breaks[0] !== undefined && !breaks[0].full && !breaks[0].goesOn;
  const wrapped = longest >= MIN_WIDTH && isWrapped(headline ? breaks.slice(1) : breaks, known);
  // Indent of the list item that the current line belongs to.
  let item: number | undefined;
  return breaks.map((found, index) => {
    const line = paragraph[index];
    const next = paragraph[index + 1];
    if (line === undefined || next === undefined) return false;
    if (startsItem(text, line, breaks[index - 1], wrapped, item !== undefined)) item = indentOf(line);
    else if (item !== undefined && indentOf(line) <= item) item = undefined;
    if (found.markerOnly) return true;
    if (found.heading || startsItem(text, next, found, wrapped, item !== undefined)) return false;
    if (item !== undefined && indentOf(next) > item) return true;
    if (item === undefined && indentOf(next) - indentOf(line) >= 2 && !found.goesOn) return false;
    return wrapped && (found.full || found.goesOn);
  });
}

function indentOf({ start, text }: Line): number {
  return text - start;
}

interface Break {
  /** The next word would not have fitted. */
  readonly full: boolean;
  /** The line before ends like a sentence. */
  readonly finished: boolean;
  /** The line after begins in lower case or in a script without case. */
  readonly goesOn: boolean;
  /** One of the two lines is a heading or a rule. */
  readonly heading: boolean;
  /** The line before is a list marker and nothing else. */
  readonly markerOnly: boolean;
}

function describeBreak(text: string, line: Line, next: Line, width: number): Break {
  const head = text.slice(line.text, Math.min(line.end, line.text + EDGE));
  const tail = text.slice(Math.max(line.text, line.end - EDGE), line.end);
  const nextHead = text.slice(next.text, Math.min(next.end, next.text + EDGE)).replace(opening, '');
  const firstWord = /^\S*/u.exec(nextHead)?.[0] ?? '';
  // In scripts without spaces a line is broken after any character.
  const needed = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(firstWord) ? 1 : firstWord.length + 1;
  const letter = /^\P{L}{0,3}(\p{L})/u.exec(nextHead)?.[1] ?? '';
  return {
    full: line.end - line.start + needed > width * (1 - SLACK),
    finished: finished.test(tail) && !(tail.endsWith('.') && abbreviationAt(tail) !== undefined),
    goesOn: /[\p{Ll}\p{Lo}]/u.test(letter),
    heading: heading.test(head) || heading.test(text.slice(next.text, Math.min(next.end, next.text + EDGE))),
    markerOnly: line.end - line.text < 8 && listMarker.test(head),
  };
}

function isWrapped(breaks: readonly Break[], known: boolean): boolean {
  if (breaks.length === 0) return false;
  if (breaks.filter(({ full }) => full).length < breaks.length * FULL_SHARE) return false;
  const unfinished = breaks.filter((found) => !found.finished);
  if (known) return true;
  return unfinished.length > 0 && unfinished.filter(({ goesOn }) => goesOn).length >= unfinished.length * GOING_ON_SHARE;
}

/** Whether `line` begins a list item. A number with a full stop does not where wrapping has brought it to the line's start. */
function startsItem(text: string, line: Line, before: Break | undefined, wrapped: boolean, inList: boolean): boolean {
  const head = text.slice(line.text, Math.min(line.end, line.text + EDGE));
  if (bullet.test(head)) return true;
  if (!numbered.test(head)) return false;
  return before === undefined || inList || before.finished || !(wrapped && before.full);
}

/** Width to which the paragraphs at the beginning of a text are wrapped; undefined where none of four lines or more is. */
function wrapWidth(text: string): number | undefined {
  let width: number | undefined;
  let paragraph: Line[] = [];
  const measure = (): void => {
    if (paragraph.length >= 4) {
      const longest = Math.max(...paragraph.map(({ start, end }) => end - start));
      const breaks = paragraph.slice(0, -1).map((line, index) => describeBreak(text, line, paragraph[index + 1] ?? line, longest));
      const plausible = longest >= MIN_WIDTH && longest <= 120;
      if (plausible && isWrapped(breaks, false) && (width === undefined || longest > width)) width = longest;
    }
    paragraph = [];
  };
  for (const line of lines(text)) {
    if (line.start > SAMPLE) break;
    if (line.text === line.end || line.end > SAMPLE) measure();
    else paragraph.push(line);
  }
  measure();
  return width;
}
