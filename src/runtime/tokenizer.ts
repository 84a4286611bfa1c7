import { Tokenizer } from '@huggingface/tokenizers';
import { TaggerError } from '../errors.ts';
import { takeCharacterMap, type NormalizerStep } from './character-map.ts';

/** A text as the model reads it. */
export interface Encoding {
  readonly ids: Int32Array;
  /** Which segment each token belongs to, 0 or 1; absent where the text is the only one. */
  readonly types?: Int32Array;
  /** True where the text was longer and its end was left out. */
  readonly truncated: boolean;
}

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

  /** @throws {TaggerError} `tokenizer-failed` */
  constructor(tokenizerJson: string, configJson: string, maxTokens: number) {
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
   * Ids equal to the Python tokenizer's, cut to the model's limit with the end mark kept.
   * @param second the other segment, for models that read two
   */
  encode(text: string, second?: string): Encoding {
    // A word piece takes at least one character, so what lies beyond this many characters, white space
    // included, can matter only in texts that are mostly white space; those are read on from the whole text.
    const bound = this.#maxTokens * 32;
    let read = this.#read(text.length > bound ? text.slice(0, bound) : text, second);
    if (text.length > bound && read.ids.length <= this.#maxTokens) read = this.#read(text, second);
    const truncated = read.ids.length > this.#maxTokens;
    const ids = Int32Array.from(read.ids.slice(0, this.#maxTokens));
    if (truncated) ids[this.#maxTokens - 1] = this.#endId;
    if (second === undefined) return { ids, truncated };
    const types = Int32Array.from(ids, (_, place) => read.types[truncated && place === ids.length - 1 ? read.types.length - 1 : place] ?? 0);
    return { ids, types, truncated };
  }

  #read(text: string, second: string | undefined): { ids: number[]; types: number[] } {
    if (second === undefined) return { ids: this.#tokenizer.encode(this.#prepare(text)).ids, types: [] };
    const { ids, token_type_ids: types } = this.#tokenizer.encode(this.#prepare(text), { text_pair: this.#prepare(second), return_token_type_ids: true });
    return { ids, types: types ?? [] };
  }
}
