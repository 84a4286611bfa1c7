import { abbreviationAt, begins, type Abbreviation } from './abbreviations.ts';
import { listMarker } from './layout.ts';
import { skipBlank } from './white-space.ts';

/*
 * Where sentences end inside a block. `Intl.Segmenter` (UAX #29) and a pattern propose places; the rules below decide,
 * since the standard ends sentences after `Dr.` and `J.`, inside `. »` and `?q=`, and does not after `…` or `. —`.
 */

/** Marks that close a sentence together with its full stop: quotes of all kinds, brackets, markdown emphasis. */
const CLOSERS = '[\\p{Pe}\\p{Pf}\\p{Pi}"\'*_~`]';
const NOTES = '(?:\\[\\p{N}{1,3}\\]|[⁰¹²³⁴⁵⁶⁷⁸⁹])';
const END = '(?:\\p{Sentence_Terminal}|…)';

const proposal = new RegExp(
  [
    `[.!?…]${CLOSERS}*${NOTES}*\\p{Cf}*\\s+`,
    `[!?]+${CLOSERS}*(?=\\p{Lu})`,
    `[.!?…]${CLOSERS}*(?=[\\p{Extended_Pictographic}\\p{Regional_Indicator}]|(?:--|[–—])\\s?\\p{Lu})`,
    `(?:(?![.!?…])${END})+${CLOSERS}*`,
  ].join('|'),
  'gu',
);
const ending = new RegExp(`(${END}+)(${CLOSERS}*)${NOTES}*(?:\\s|\\p{Cf})*$`, 'u');
/** An emoji; these few signs count as such in Unicode and are plain text. */
const PICTURE = '(?:(?![©®™‼⁉])\\p{Extended_Pictographic}|\\p{Regional_Indicator})';
/** What still belongs to the sentence before although a space stands between: emoji, emoticons, notes, closing brackets. */
const trailing = new RegExp(
  [
    `${PICTURE}(?:${PICTURE}|\\p{Emoji_Modifier}|\\p{Variation_Selector}|\\p{Join_Control}|\\p{Me}|\\s)*`,
    "(?:[:;=8]['’-]?[)(DPpOo/\\\\|3*]+|<3|[xX]D)(?!\\S)",
    '\\[\\p{N}{1,3}\\]',
    '[)\\]]',
  ]
    .map((kind) => `^(?:${kind})`)
    .join('|'),
  'u',
);
const openers = /^(?:[\p{Ps}\p{Pi}\p{Pf}"'*_~`¿¡\s]|[-–—]{1,3}(?=\s|\p{L}|[¿¡"«“]))+/u;
const nextWord = /^[\p{L}\p{M}]+/u;
const germanOrdinal =
  /^(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jahrhundert|Jahrtausend|Jh|Weltkrieg)/u;
/** Languages that write ordinals as a number with a full stop. */
const ordinalLanguages = new Set(['bs', 'cs', 'da', 'de', 'et', 'fi', 'fo', 'hr', 'hu', 'is', 'lv', 'nb', 'nn', 'no', 'pl', 'sk', 'sl', 'sr', 'tr']);

/** Characters before and after a place that the rules look at. */
const CONTEXT = 80;

/**
 * Offsets into `window` at which a sentence might begin, ascending, without 0.
 * `window` is a part of a block with its line breaks turned into spaces.
 */
export function propose(window: string, segmenter: Intl.Segmenter | undefined): number[] {
  const places = new Set<number>();
  if (segmenter !== undefined) for (const { index } of segmenter.segment(window)) places.add(index);
  for (const match of window.matchAll(proposal)) places.add(match.index + match[0].length);
  places.delete(0);
  places.delete(window.length);
  return [...places].sort((a, b) => a - b);
}

/**
 * Where the next sentence begins if the one that began at `from` ends at the proposed place `at`; undefined where it
 * goes on. `language` is the base language, such as `de`, or undefined.
 */
export function settle(text: string, from: number, at: number, end: number, language: string | undefined): number | undefined {
  const found = ending.exec(text.slice(Math.max(from, at - CONTEXT), at));
  if (found === null) return undefined;
  const [tail, marks = '', attached = ''] = found;
  const stop = at - tail.length + marks.length;
  const start = skipTrailing(text, from, skipBlank(text, at, end), end);
  const closers = attached + (/(?:^|\s)[»)\]]/.exec(text.slice(at, start))?.[0] ?? '');
  if (start >= end || isListMarker(text, from, start)) return undefined;

  const rest = text.slice(start, Math.min(end, start + CONTEXT));
  const head = rest.replace(openers, '');
  const next: Next = { text: head, word: nextWord.exec(head)?.[0] ?? '', quoted: head !== rest };
  if (/^[,;:]/.test(rest)) return undefined;
  // Older print sets a dash close to the full stop: "the future.--Such has been".
  const parted = /[\s\u200B]/u.test(text.slice(stop, start)) || /^(?:--|[–—])\s?\p{Lu}/u.test(rest);
  if (!parted) return unspaced(text, from, stop, marks, closers, rest) ? start : undefined;
  if (/^\p{Ll}/u.test(head)) return endsBeforeLowerCase(text, from, stop, marks, closers, rest) ? start : undefined;
  if (/[[(]$/.test(text.slice(from, stop - marks.length).slice(-1)) && /^[.…]+$/.test(marks)) return undefined;
  if (/^(?:\.{2,}|…+)$/.test(marks) && closers === '' && /^\p{N}/u.test(head)) return undefined;
  if (marks === '.' && closers === '' && !endsAfterFullStop(text, from, stop, next, language)) return undefined;
  return start;
}

interface Next {
  /** The text after the place without opening marks. */
  readonly text: string;
  /** Its first word; empty where it begins with something else. */
  readonly word: string;
  /** Whether there were opening marks. */
  readonly quoted: boolean;
}

function isListMarker(text: string, from: number, to: number): boolean {
  return to - from < 12 && (listMarker.test(text.slice(from, to)) || /^(?:[IVXLC]{1,5}|\p{Lu})\.\s*$/u.test(text.slice(from, to)));
}

/** Offset of the next sentence's first character after everything that trails the sentence before. */
function skipTrailing(text: string, from: number, at: number, end: number): number {
  let offset = at;
  for (;;) {
    const rest = text.slice(offset, Math.min(end, offset + CONTEXT));
    const match = trailing.exec(rest)?.[0] ?? (rest.startsWith('»') && isClosing(text, from, offset) ? '»' : '');
    if (match === '') return offset;
    offset = skipBlank(text, offset + match.length, end);
  }
}

/** Whether the guillemet » at `at` closes a quotation: the last guillemet before it in the sentence is an opening «. */
function isClosing(text: string, from: number, at: number): boolean {
  const sentence = text.slice(Math.max(from, at - 500), at);
  return sentence.lastIndexOf('«') > sentence.lastIndexOf('»');
}

/** A sentence ends without a space after it: in scripts that use none, and in `What?No!` but not in an address. */
function unspaced(text: string, from: number, stop: number, marks: string, closers: string, rest: string): boolean {
  if (!/[.!?…]$/.test(marks)) return !(/[」』]$/.test(closers) && /^(?:と|って|など)/.test(rest));
  const token = /\S*$/.exec(text.slice(Math.max(from, stop - CONTEXT), stop))?.[0] ?? '';
  return /[!?]$/.test(marks) && /^["“«]?\p{Lu}/u.test(rest) && !/[/:@=&\\]/.test(token);
}

/**
 * Before a lower-case word a sentence goes on after a full stop, an ellipsis, a quotation (`"Why?" she asked`) and a
 * dash of speech; it ends after a plain `?` or `!`, and after a full stop where the writer uses no capitals at all.
 */
function endsBeforeLowerCase(text: string, from: number, stop: number, marks: string, closers: string, rest: string): boolean {
  if (closers !== '' || /^[-–—]/.test(rest)) return false;
  if (/[!?]$/.test(marks)) return true;
  if (marks !== '.') return !/[.…]/.test(marks);
  const before = text.slice(Math.max(from, stop - CONTEXT), stop);
  const first = text.slice(from, Math.min(stop, from + CONTEXT)).replace(/^\P{L}+/u, '');
  return /^\p{Ll}/u.test(first) && /\p{L}{2}\.$/u.test(before) && abbreviationAt(before) === undefined;
}

/** After a single full stop: abbreviations, initials, ordinals. */
function endsAfterFullStop(text: string, from: number, stop: number, next: Next, language: string | undefined): boolean {
  const before = text.slice(Math.max(from, stop - CONTEXT), stop);
  const digits = /(?:^|[^\p{L}\p{N}.,])(\p{Nd}{1,3})\.$/u.exec(before)?.[1];
  if (digits !== undefined && !next.quoted) return !isOrdinal(digits, next, language);
  const kind = abbreviationAt(before);
  return kind === undefined || endsAfter(kind, next);
}

function endsAfter(kind: Abbreviation, next: Next): boolean {
  if (kind === 'open') return false;
  if (kind === 'counted') return !/^(?:\p{N}|[IVXLCM]+\b)/u.test(next.text);
  if (next.word === '') return next.quoted && !/^\p{N}/u.test(next.text);
  return /^\p{Lo}/u.test(next.word) || begins(next.word, kind);
}

function isOrdinal(digits: string, next: Next, language: string | undefined): boolean {
  if (germanOrdinal.test(next.text)) return true;
  if (language === undefined || !ordinalLanguages.has(language) || digits.length > 2) return false;
  return next.word === '' ? /^\p{N}/u.test(next.text) : !begins(next.word, 'final');
}
