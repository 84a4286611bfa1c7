import type { Tokenizer } from '@huggingface/tokenizers';
import { TaggerError } from '../errors.ts';

/** What a tokenizer puts around two texts: `[CLS] a [SEP] b [SEP]`, `<s> a </s></s> b </s>`, or others. */
export interface PairMarks {
  readonly before: readonly number[];
  readonly between: readonly number[];
  readonly after: readonly number[];
  /** Segments of the marks and of the second text; all before is segment 0. */
  readonly types: { readonly between: readonly number[]; readonly second: number; readonly after: readonly number[] };
}

/** Any two short words, of which no tokenizer makes marks. */
const [FIRST, SECOND] = ['a', 'b'];

/**
 * Learns the marks from the tokenizer itself, so that joined ids are those that it would give.
 * @throws {TaggerError} `tokenizer-failed` where it does not put two texts side by side
 */
export function pairMarks(tokenizer: Tokenizer): PairMarks {
  const alone = (text: string): number[] => tokenizer.encode(text, { add_special_tokens: false }).ids;
  const { ids, token_type_ids: types } = tokenizer.encode(FIRST, { text_pair: SECOND, return_token_type_ids: true });
  const [first, second] = [alone(FIRST), alone(SECOND)];
  const start = find(ids, first, 0);
  const next = start === -1 ? -1 : find(ids, second, start + first.length);
  if (start === -1 || next === -1) {
    throw new TaggerError('tokenizer-failed', 'The model\'s tokenizer does not put two texts side by side.', 'Choose a model that was trained on pairs of sentences.');
  }
  const [between, after] = [start + first.length, next + second.length];
  return {
    before: ids.slice(0, start),
    between: ids.slice(between, next),
    after: ids.slice(after),
    types: { between: types.slice(between, next), second: types[next] ?? 0, after: types.slice(after) },
  };
}

/** Where `part` stands in `ids` for the first time, at `from` or later; -1 where it does not. */
function find(ids: readonly number[], part: readonly number[], from: number): number {
  for (let at = from; part.length > 0 && at + part.length <= ids.length; at++) if (part.every((id, place) => ids[at + place] === id)) return at;
  return -1;
}
