import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { ContextForm, InputForm } from '../../../src/model.ts';
import { TextEncoding } from '../../../src/runtime/tokenizer.ts';
import { tinyTokenizer, tinyTokenizerConfig } from '../../support/tiny-model.ts';
import pairs from '../../fixtures/tokenizer-pairs.json';

const previous: ContextForm = { kind: 'previous', sentences: 2, separator: ' | ', place: 'first' };
const form = (change: Partial<InputForm> = {}): InputForm => ({ segments: 2, template: '{text}', context: previous, ...change });
const encoding = (maxTokens: number, input?: InputForm): TextEncoding => new TextEncoding(tinyTokenizer, tinyTokenizerConfig, maxTokens, input);
const ids = (text: string): number[] => [...encoding(1000).encode(text).ids];

describe('a sentence with its context', () => {
  it('is encoded as Python encodes a pair, segments told apart', async () => {
    const read = (name: string): Promise<string> => readFile(`models/embedded/${name}`, 'utf8');
    const made = new TextEncoding(await read('tokenizer.json'), await read('tokenizer_config.json'), 512, form());
    for (const { first, second, ids: expected, types } of pairs) {
      const given = made.encode({ context: first, sentence: second });
      expect([...given.ids], `${first} / ${second}`).toEqual(expected);
      expect([...(given.types ?? [])]).toEqual(types);
    }
  });

  it('stands where the model wants it', () => {
    const text = { sentence: 'cd', context: 'ab' };
    const inner = (word: string): number[] => ids(word).slice(1, -1);
    expect([...encoding(100, form()).encode(text).ids]).toEqual([2, ...inner('ab'), 3, ...inner('cd'), 3]);
    expect([...encoding(100, form({ context: { ...previous, place: 'second' } })).encode(text).ids]).toEqual([2, ...inner('cd'), 3, ...inner('ab'), 3]);
    expect([...encoding(100, form({ segments: 1 })).encode(text).ids]).toEqual(ids('ab | cd'));
    expect([...encoding(100, form({ segments: 1, template: 'x {text} y' })).encode(text).ids]).toEqual(ids('ab | x cd y'));
    expect([...encoding(100, form({ template: 'x {text} y' })).encode({ sentence: 'cd', context: '' }).ids]).toEqual(ids('x cd y'));
  });

  it('stays whole where both are too long: the context is cut, farthest words first', () => {
    const text = { sentence: 'keep all of me', context: 'one two three four five six' };
    const whole = encoding(1000, form()).encode(text).ids.length;
    const { ids: cut, truncated } = encoding(whole - 1, form()).encode(text);
    expect(truncated).toBe(false);
    expect([...cut]).toEqual([2, ...ids('two three four five six').slice(1, -1), 3, ...ids('keep all of me').slice(1)]);
    const document = form({ context: { kind: 'document', maxCharacters: 1000, separator: ' ', place: 'first' } });
    expect([...encoding(whole - 1, document).encode(text).ids]).toEqual([2, ...ids('one two three four five').slice(1, -1), 3, ...ids('keep all of me').slice(1)]);
  });

  it('is all that is left where there is no room for context, and is cut itself only where it alone is too long', () => {
    const sentence = 'keep all of me';
    const alone = ids(sentence);
    expect(encoding(alone.length, form()).encode({ sentence, context: 'one two' })).toMatchObject({ truncated: false, ids: Int32Array.from(alone) });
    expect(encoding(8, form()).encode({ sentence, context: 'one two' })).toMatchObject({ truncated: true });
  });

  it('keeps as much as there is room for of a context without spaces, from the side that is wanted', async () => {
    const read = (name: string): Promise<string> => readFile(`models/embedded/${name}`, 'utf8');
    const [tokenizer, config] = [await read('tokenizer.json'), await read('tokenizer_config.json')];
    const room = 60;
    const encode = (text: Parameters<TextEncoding['encode']>[0], input: InputForm): number[] => [...new TextEncoding(tokenizer, config, room, input).encode(text).ids];
    const sentence = 'Keep it.';
    const [keep] = [new TextEncoding(tokenizer, config, room).encode(sentence).ids.length - 2];
    // An ideograph is a token of this tokenizer.
    const text = '山水人日月火木金土中'.repeat(30);
    const kept = room - keep - 2;
    const document = form({ segments: 1, context: { kind: 'document', maxCharacters: 10_000, separator: ' ', place: 'first' } });
    expect(encode({ sentence, context: text }, document)).toEqual(encode(`${text.slice(0, kept)} ${sentence}`, document));
    expect(encode({ sentence, context: text }, document)).toHaveLength(room);
    const before = form({ segments: 1, context: { ...previous, separator: ' ' } });
    expect(encode({ sentence, context: text }, before)).toEqual(encode(`${text.slice(-kept)} ${sentence}`, before));
    expect(encode({ sentence, context: `${text} water` }, before)).toEqual(encode(`${text.slice(-(kept - 1))} water ${sentence}`, before));
  });
});
