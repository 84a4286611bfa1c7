import * as v from 'valibot';
import { TaggerError } from '../../errors.ts';

const addedToken = v.object({ id: v.number(), content: v.string(), special: v.optional(v.boolean(), false) });

const tokenizerSchema = v.object({
  added_tokens: v.optional(v.array(addedToken), []),
  decoder: v.optional(v.unknown()),
  pre_tokenizer: v.optional(v.unknown()),
  model: v.object({ type: v.optional(v.nullable(v.string())), vocab: v.union([v.record(v.string(), v.number()), v.array(v.tuple([v.string(), v.number()]))]) }),
});

export type AddedToken = v.InferOutput<typeof addedToken>;

const utf8 = new TextEncoder();

function read(tokenizer: unknown): v.InferOutput<typeof tokenizerSchema> {
  const result = v.safeParse(tokenizerSchema, tokenizer);
  if (!result.success) throw new TaggerError('tokenizer-failed', `The model's tokenizer is of a kind that cannot be read: ${v.getDotPath(result.issues[0]) ?? ''} ${result.issues[0].message}.`, 'Choose another model.');
  return result.output;
}

/** Tokens outside the model's vocabulary of pieces: marks of turns and the like. */
export const addedTokens = (tokenizer: unknown): readonly AddedToken[] => read(tokenizer).added_tokens;

/** Whether a part of that type is anywhere in a tokenizer's description. */
function has(part: unknown, type: string): boolean {
  if (typeof part !== 'object' || part === null) return false;
  return ('type' in part && part.type === type) || Object.values(part).some((inner) => has(inner, type));
}

/**
 * The bytes that each token stands for, by id; undefined for special tokens, which no text can hold. Of the two kinds
 * there are, byte-level ones spell bytes as letters, and the others characters, with `▁` for a space.
 */
export function tokenBytes(tokenizer: unknown): (Uint8Array | undefined)[] {
  const { model, added_tokens: added, decoder, pre_tokenizer: preTokenizer } = read(tokenizer);
  const pieces: [string, number][] = Array.isArray(model.vocab) ? model.vocab.map(([piece], id) => [piece, id]) : Object.entries(model.vocab);
  const byteLevel = has(decoder, 'ByteLevel') || has(preTokenizer, 'ByteLevel');
  const letters = byteLevel ? byteLetters() : undefined;
  const tokens: (Uint8Array | undefined)[] = [];
  for (const [piece, id] of pieces) tokens[id] = letters ? fromLetters(piece, letters) : fromCharacters(piece);
  for (const { id, content, special } of added) tokens[id] = special ? undefined : utf8.encode(content);
  return Array.from(tokens);
}

function fromCharacters(piece: string): Uint8Array {
  const byte = /^<0x([\dA-F]{2})>$/i.exec(piece)?.[1];
  return byte === undefined ? utf8.encode(piece.replaceAll('▁', ' ')) : Uint8Array.of(Number.parseInt(byte, 16));
}

function fromLetters(piece: string, letters: ReadonlyMap<string, number>): Uint8Array {
  return Uint8Array.from([...piece].flatMap((letter) => letters.get(letter) ?? [...utf8.encode(letter)]));
}

/** GPT-2's letters for bytes: printable ones stand for themselves, the others are counted up from U+0100. */
function byteLetters(): Map<string, number> {
  const printable = (byte: number): boolean => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let extra = 256;
  return new Map(Array.from({ length: 256 }, (_, byte) => [String.fromCharCode(printable(byte) ? byte : extra++), byte]));
}
