import { Tokenizer } from '@huggingface/tokenizers';
import { TaggerError } from '../errors.ts';
import type { InputForm } from '../model.ts';
import { wordPlaces, type WordPlace } from '../text/word-places.ts';
import { takeCharacterMap, type NormalizerStep } from './character-map.ts';
import { pairMarks, type PairMarks } from './pair-marks.ts';
import type { ModelText } from './protocol.ts';

/** A text as the model reads it. */
export interface Encoding {
  readonly ids: Int32Array;
  /** Which segment each token belongs to, 0 or 1, where there are two; else all are 0. */
  readonly types?: Int32Array;
  /** True where the text was longer and its end was left out. */
  readonly truncated: boolean;
}

/** Characters of scripts without spaces that one token holds at most. */
const LONGEST_PIECE = 16;

/** CJK ideographs beyond the basic plane, as BERT's reference tokenizer lists them. */
const FAR_CJK = /[\u{20000}-\u{2A6DF}\u{2A700}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/gu;

/**
 * Evens out where the library's BERT normalizer differs from the reference: it looks at UTF-16 units, and so
 * misses ideographs beyond the basic plane, which are to stand alone; and it lowers whole words, and so makes the
 * final sigma where the reference, letter by letter, does not.
 */
function likeReference(tokenizer: { normalizer?: { type?: string; lowercase?: boolean; handle_chinese_chars?: boolean } | null }): (text: string) => string {
  const { normalizer } = tokenizer;
  if (normalizer?.type !== 'BertNormalizer') return (text) => text;
  return (text) => {
    const spaced = normalizer.handle_chinese_chars === false ? text : text.replace(FAR_CJK, ' $& ');
    return normalizer.lowercase === false ? spaced : spaced.replaceAll('Σ', 'σ');
  };
}

/**
 * Wraps the tokenizer library with what it leaves to its callers: truncation, and a bound on the work that a
 * single text can cause.
 */
export class TextEncoding {
  readonly #tokenizer: Tokenizer;
  readonly #prepare: (text: string) => string;
  readonly #maxTokens: number;
  readonly #endId: number;
  readonly #form: InputForm | undefined;
  #marks: PairMarks | undefined;
  #context: { readonly text: string; readonly words: readonly WordPlace[] } | undefined;

  /**
   * @param form how sentence and context are joined; without it there is no context
   * @throws {TaggerError} `tokenizer-failed`
   */
  constructor(tokenizerJson: string, configJson: string, maxTokens: number, form?: InputForm) {
    this.#form = form;
    try {
      const description = JSON.parse(tokenizerJson) as { normalizer?: NormalizerStep | null };
      const { map, rest } = takeCharacterMap(description.normalizer);
      this.#tokenizer = new Tokenizer({ ...description, normalizer: rest }, JSON.parse(configJson));
      this.#prepare = map ? (text) => map.normalize(text) : likeReference(description);
      // The last id of an empty text is the mark that ends every text ([SEP], </s>); truncation keeps it.
      const end = this.#tokenizer.encode('').ids.at(-1);
      if (end === undefined) throw new Error('the tokenizer adds no end mark');
      this.#endId = end;
    } catch (cause) {
      throw new TaggerError('tokenizer-failed', 'The model\'s tokenizer could not be read.', 'The bundle needs the tokenizer.json and tokenizer_config.json that belong to its model.', { cause });
    }
    this.#maxTokens = maxTokens;
  }

  /**
   * Ids equal to the Python tokenizer's, cut to the model's limit with the end mark kept. The sentence stays whole where it can:
   * it is the context that is cut.
   */
  encode(text: ModelText): Encoding {
    if (typeof text === 'string') return this.#alone(this.#template(text));
    const sentence = this.#template(text.sentence);
    // A model that compares two texts has no context: what stands beside the sentence is the other text.
    if (this.#form?.segments === 2 && !this.#form.context && text.context !== '') return this.pair(this.segment(sentence), this.segment(text.context));
    // Without context a model of two segments reads the sentence as it reads a single text.
    if (text.context === '' || !this.#form?.context) return this.#alone(sentence);
    const alone = this.#alone(sentence);
    if (alone.truncated) return alone;
    const { context } = text;
    const words = this.#wordsOf(context);
    // What stands before the sentence is cut at its beginning, so that what is next to it stays; other context at its end.
    const nearest = this.#form.context.kind === 'previous';
    const encode = (count: number): Encoding => this.#beside(sentence, nearest ? context.slice(words.at(-count)?.start ?? 0) : context.slice(0, words[count - 1]?.end ?? 0));
    let most = this.#wordsThatMayFit(nearest ? words.toReversed() : words);
    const whole = encode(most);
    if (whole.ids.length <= this.#maxTokens) return whole;
    let fits = 0;
    let best = alone;
    while (most - fits > 1) {
      const count = (fits + most) >> 1;
      const tried = encode(count);
      if (tried.ids.length > this.#maxTokens) most = count;
      else [fits, best] = [count, tried];
    }
    return best;
  }

  /** Words of a context; a document is that of all its sentences, and is divided once. */
  #wordsOf(context: string): readonly WordPlace[] {
    if (this.#context?.text !== context) this.#context = { text: context, words: wordPlaces(context) };
    return this.#context.words;
  }

  /** How many words of a context, nearest first, can have room at most: a word takes a token or more, but characters that stand for themselves may share one. */
  #wordsThatMayFit(words: readonly WordPlace[]): number {
    let tokens = 0;
    let count = 0;
    for (const { shared } of words) {
      if (tokens >= this.#maxTokens) break;
      tokens += shared ? 1 / LONGEST_PIECE : 1;
      count++;
    }
    return count;
  }

  /** Ids of a text without the marks around it; the end of what no model reads is left out. */
  segment(text: string): Int32Array {
    const bounded = text.length > this.#bound ? text.slice(0, this.#bound) : text;
    return Int32Array.from(this.#tokenizer.encode(this.#prepare(bounded), { add_special_tokens: false }).ids);
  }

  /**
   * Two texts as the tokenizer would join them, from the ids of each ({@link segment}). What is too long is cut off the first.
   * @throws {TaggerError} `invalid-input` where the second alone is too long
   */
  pair(first: Int32Array, second: Int32Array): Encoding {
    const { before, between, after, types } = (this.#marks ??= pairMarks(this.#tokenizer));
    const room = this.#maxTokens - before.length - between.length - after.length - second.length;
    if (room < 1 && first.length > room) {
      throw new TaggerError('invalid-input', `A hypothesis has ${second.length} tokens; the model reads ${this.#maxTokens} with the sentence and the marks.`, 'Make the phrase shorter.');
    }
    const kept = first.length > room ? first.subarray(0, room) : first;
    const beginning = before.length + kept.length;
    const ids = new Int32Array(beginning + between.length + second.length + after.length);
    ids.set(before);
    ids.set(kept, before.length);
    ids.set(between, beginning);
    ids.set(second, beginning + between.length);
    ids.set(after, beginning + between.length + second.length);
    const segments = new Int32Array(ids.length);
    segments.set(types.between, beginning);
    segments.fill(types.second, beginning + between.length, beginning + between.length + second.length);
    segments.set(types.after, beginning + between.length + second.length);
    return { ids, types: segments, truncated: kept.length < first.length };
  }

  /** Characters of a text that can matter: a word piece takes at least one, and white space none. */
  get #bound(): number {
    return this.#maxTokens * 32;
  }

  #template(sentence: string): string {
    return this.#form ? this.#form.template.split('{text}').join(sentence) : sentence;
  }

  #beside(sentence: string, context: string): Encoding {
    const { separator = ' ', place = 'first' } = this.#form?.context ?? {};
    const [first, second] = place === 'first' ? [context, sentence] : [sentence, context];
    if (this.#form?.segments !== 2) return { ids: Int32Array.from(this.#ids(`${first}${separator}${second}`)), truncated: false };
    const { ids, token_type_ids: types } = this.#tokenizer.encode(this.#prepare(first), { text_pair: this.#prepare(second), return_token_type_ids: true });
    return { ids: Int32Array.from(ids), types: Int32Array.from(types), truncated: false };
  }

  #alone(text: string): Encoding {
    // A word piece takes at least one character, so what lies beyond this many characters, white space
    // included, can matter only in texts that are mostly white space; those are read on from the whole text.
    const bound = this.#bound;
    let ids = this.#ids(text.length > bound ? text.slice(0, bound) : text);
    if (text.length > bound && ids.length <= this.#maxTokens) ids = this.#ids(text);
    if (ids.length <= this.#maxTokens) return { ids: Int32Array.from(ids), truncated: false };
    const cut = Int32Array.from(ids.slice(0, this.#maxTokens));
    cut[this.#maxTokens - 1] = this.#endId;
    return { ids: cut, truncated: true };
  }

  #ids(text: string): number[] {
    return this.#tokenizer.encode(this.#prepare(text)).ids;
  }
}
