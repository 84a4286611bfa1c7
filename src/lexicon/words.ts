import { TaggerError } from '../errors.ts';
import type { MatchOptions } from './types.ts';

/** A word of a text, in the form in which words are compared. */
export interface Word {
  /** Offsets in UTF-16 units into the text as it was given. */
  readonly start: number;
  readonly end: number;
  readonly folded: string;
}

/**
 * What counts as a word: letters with their marks, and digits. Hyphens and apostrophes part words, so that
 * `l’amour`, `women's` and `peace-loving` hold amour, women and peace, and an entry `self-respect` is a phrase of two words
 * that `self respect` matches as well. English `n't` alone stays with its word: `won't` is not about having won.
 */
const WORD = /[\p{L}\p{M}]+n['’]t(?![\p{L}\p{M}\p{N}])|[\p{L}\p{M}\p{N}]+/giu;
/** Scripts that are written without spaces between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const PLAIN = /^[a-z0-9]+$/;
/** What may stand between the words of a phrase. */
const JOINT = /^[\s'’\-‐‑]{0,4}$/u;

/** True where the words on both sides of this stretch can belong to one phrase. */
export function joins(between: string): boolean {
  return JOINT.test(between);
}

/** Finds words and brings them into the form in which they are compared. Remembers what it has folded. */
export class WordReader {
  readonly #locale: string | undefined;
  readonly #ignoreMarks: boolean;
  readonly #folded = new Map<string, string>();
  #segmenter: Intl.Segmenter | undefined;

  /** @throws {TaggerError} `invalid-input` where the locale is no language tag */
  constructor({ locale, ignoreMarks = false }: MatchOptions = {}) {
    try {
      this.#locale = locale === undefined ? undefined : Intl.getCanonicalLocales(locale)[0];
    } catch (cause) {
      throw new TaggerError('invalid-input', `"${locale ?? ''}" is not a language tag.`, 'Write one such as de or pt-BR.', { cause });
    }
    this.#ignoreMarks = ignoreMarks;
  }

  words(text: string): Word[] {
    const words: Word[] = [];
    for (const { 0: word, index } of text.matchAll(WORD)) {
      if (UNSPACED.test(word)) {
        for (const part of this.#split(word)) words.push(this.#word(part.segment, index + part.index));
      } else {
        words.push(this.#word(word, index));
      }
    }
    return words;
  }

  #word(word: string, start: number): Word {
    return { start, end: start + word.length, folded: this.fold(word) };
  }

  #split(text: string): Iterable<Intl.SegmentData> {
    this.#segmenter ??= new Intl.Segmenter(this.#locale, { granularity: 'word' });
    return this.#segmenter.segment(text);
  }

  /** Lower case by the locale's rules, one form for letters with marks, one kind of apostrophe. */
  fold(word: string): string {
    if (PLAIN.test(word)) return word;
    let folded = this.#folded.get(word);
    if (folded === undefined) {
      folded = (this.#locale === undefined ? word.toLowerCase() : word.toLocaleLowerCase(this.#locale)).replaceAll('’', "'");
      folded = this.#ignoreMarks ? folded.normalize('NFD').replace(/\p{M}/gu, '') : folded.normalize('NFC');
      if (this.#folded.size < 50_000) this.#folded.set(word, folded);
    }
    return folded;
  }
}
