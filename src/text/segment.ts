import { TaggerError } from '../errors.ts';
import { propose, settle } from './boundaries.ts';
import { guessLanguage } from './languages.ts';
import { blocks, type Block } from './layout.ts';
import type { Sentence } from './types.ts';
import { skipBlank, trimBlank } from './white-space.ts';

export interface SegmentOptions {
  /** BCP 47 tag of the text's language, such as `de` or `pt-BR`; guessed from the text where it is left out. */
  readonly language?: string;
}

/** Input, UTF-16 units, that `Intl.Segmenter` sees at once: it is quadratic in some engines (Node 20). */
const WINDOW = 2048;
/** Places this near to a window's end are judged in the next window, where more of what follows can be seen. */
const MARGIN = 128;
/** A "sentence" longer than this is cut at white space: no model reads so far, and one without an end must not be one string. */
const LONGEST = 5000;
/** Input after which a batch is handed over. */
const BATCH = 16_384;
/** Text at the beginning from which the language is guessed. */
const SAMPLE = 4096;

/**
 * The sentences of `text`, with UTF-16 offsets into it. They ascend, never overlap, begin and end with something
 * visible, and together cover every character that is not blank (see white-space.ts); a text of blanks has none.
 * What ends a sentence is written down in layout.ts (lines) and boundaries.ts (punctuation). Time is linear in the length.
 * @throws {TaggerError} `invalid-input` where `language` is not a language tag
 */
export function segment(text: string, options: SegmentOptions = {}): Sentence[] {
  const sentences: Sentence[] = [];
  for (const batch of segmentIncrementally(text, options)) for (const sentence of batch) sentences.push(sentence);
  return sentences;
}

/**
 * The same sentences in batches, each made from some 16 kB of input (64 kB at most), so that a caller can let others work in
 * between. A batch may be empty (a long stretch of blanks).
 * @throws {TaggerError} `invalid-input` where `language` is not a language tag
 */
export function* segmentIncrementally(text: string, options: SegmentOptions = {}): Generator<Sentence[]> {
  const { segmenter, language } = forLanguage(text, options.language);
  let batch: Sentence[] = [];
  let batchStart = 0;
  let index = 0;
  let carried: number | undefined;
  const add = ({ start, end }: Span): void => {
    batch.push({ index: index++, start, end, text: text.slice(start, end) });
  };
  for (const block of blocks(text)) {
    const span = { ...block, start: carried ?? block.start };
    carried = undefined;
    let last: Span | undefined;
    for (const sentence of sentencesOf(text, span, segmenter, language)) {
      if (last !== undefined) add(last);
      last = sentence;
      if (sentence.end - batchStart >= BATCH) {
        yield batch;
        batch = [];
        batchStart = sentence.end;
      }
    }
    if (block.continues) carried = last?.start;
    else if (last !== undefined) add(last);
    if (block.end - batchStart >= BATCH) {
      yield batch;
      batch = [];
      batchStart = block.end;
    }
  }
  if (batch.length > 0) yield batch;
}

type Span = Pick<Sentence, 'start' | 'end'>;

function forLanguage(text: string, language: string | undefined): { segmenter: Intl.Segmenter | undefined; language: string | undefined } {
  const chosen = language ?? guessLanguage(text.slice(0, SAMPLE));
  try {
    // Browsers before 2024 may lack Intl.Segmenter; the pattern in boundaries.ts then proposes alone.
    const segmenter = 'Segmenter' in Intl ? new Intl.Segmenter(chosen, { granularity: 'sentence' }) : undefined;
    return { segmenter, language: chosen === undefined ? undefined : new Intl.Locale(chosen).language };
  } catch (cause) {
    throw new TaggerError(
      'invalid-input',
      `"${String(language)}" is not a language tag.`,
      'Give a BCP 47 tag such as "en", "de" or "pt-BR", or leave the language out.',
      { cause },
    );
  }
}

/** Sentences of one block, in order. */
function* sentencesOf(text: string, block: Block, segmenter: Intl.Segmenter | undefined, language: string | undefined): Generator<Span> {
  const { end } = block;
  let from = skipBlank(text, block.start, end);
  if (isSimple(text, from, end)) {
    yield { start: from, end };
    return;
  }
  let last: Span | undefined;
  // Whether a letter or digit was seen in `[from, seen)`.
  let words = false;
  let seen = from;
  for (let position = from; position < end; ) {
    const limit = beforeSurrogate(text, Math.min(end, position + WINDOW));
    const window = text.slice(position, limit).replace(/[\n\r\v\f\u0085\u2028\u2029]/g, ' ');
    const usable = limit === end ? window.length : window.length - MARGIN;
    let reached = 0;
    for (const place of propose(window, segmenter)) {
      if (place >= usable) break;
      reached = place;
      const next = position + place <= from ? undefined : settle(text, from, position + place, end, language);
      // Marks alone are no sentence: they go with the words after them.
      if (next === undefined) continue;
      words ||= hasWords(text, seen, next);
      seen = next;
      if (!words) continue;
      words = false;
      for (const span of bounded(text, from, next)) {
        if (last !== undefined) yield last;
        last = span;
      }
      from = next;
    }
    position = limit === end ? end : position + (reached > 0 ? reached : lastSpace(window, usable));
    while (position - from > LONGEST) {
      const cut = cutLong(text, from);
      if (last !== undefined) yield last;
      last = { start: from, end: trimBlank(text, from, cut) };
      from = skipBlank(text, cut, end);
      seen = from;
      words = false;
    }
  }
  if (from < end) {
    // At the end they go with the words before them.
    if (last !== undefined && end - from < LONGEST && !hasWords(text, from, end)) last = { start: last.start, end };
    else
      for (const span of bounded(text, from, end)) {
        if (last !== undefined) yield last;
        last = span;
      }
  }
  if (last !== undefined) yield last;
}

/** A short block with no mark in it that could end a sentence before its own end; most lines of chat and verse are so. */
function isSimple(text: string, from: number, end: number): boolean {
  return end > from && end - from <= WINDOW && !/[\p{Sentence_Terminal}…;]/u.test(text.slice(from, end - 1));
}

/** `[from, to)` as one span, or several where it is too long. */
function* bounded(text: string, from: number, to: number): Generator<Span> {
  let start = from;
  while (to - start > LONGEST) {
    const cut = cutLong(text, start);
    yield { start, end: trimBlank(text, start, cut) };
    start = skipBlank(text, cut, to);
  }
  if (start < to) yield { start, end: trimBlank(text, start, to) };
}

/** Where a span that is too long and begins at `from` is cut: at the last white space, else between two characters. */
function cutLong(text: string, from: number): number {
  const window = text.slice(from, from + LONGEST);
  const space = /\s(?=\S*$)/u.exec(window.slice(LONGEST / 2));
  return space === null ? beforeSurrogate(text, from + LONGEST) : from + LONGEST / 2 + space.index;
}

/** `offset`, or one less where it would part a surrogate pair. */
function beforeSurrogate(text: string, offset: number): number {
  const unit = text.charCodeAt(offset);
  return unit >= 0xdc00 && unit <= 0xdfff ? offset - 1 : offset;
}

function lastSpace(window: string, before: number): number {
  const space = window.lastIndexOf(' ', before);
  return space > 0 ? space : beforeSurrogate(window, before);
}

function hasWords(text: string, from: number, to: number): boolean {
  return /[\p{L}\p{N}]/u.test(text.slice(from, to));
}
