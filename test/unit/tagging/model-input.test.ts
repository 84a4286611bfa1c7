import { describe, expect, it } from 'vitest';
import type { ContextForm, Head, InputForm } from '../../../src/model.ts';
import { inputMaker, type ModelInput } from '../../../src/tagging/model-input.ts';
import { schwartz20 } from '../../../src/taxonomy/index.ts';
import { segment } from '../../../src/text/segment.ts';
import { WordIndex } from '../../../src/text/word-index.ts';

const TEXT = 'One thing.\nAnother  thing. A third thing. Another thing.';
const heads: Head[] = [{ id: 'h', taxonomy: 'schwartz-20', trainingDomain: '', labels: schwartz20.labels.map(({ id }) => ({ id, threshold: 0.5 })) }];

function inputs(context?: ContextForm, text = TEXT): ModelInput[] {
  const input: InputForm | undefined = context && { segments: 2, template: '{text}', context };
  const sentences = segment(text);
  return sentences.map(inputMaker(input ? { input, heads } : { heads }, text, sentences));
}
const contextOf = ({ text }: ModelInput): string | undefined => (typeof text === 'string' ? undefined : text.context);

describe('what a model reads', () => {
  it('is the bare sentence where the model asks for nothing else, and so is its key', () => {
    const [, second, , fourth] = inputs();
    expect(second).toEqual({ text: 'Another thing.', key: 'Another thing.' });
    expect(fourth).toEqual(second);
  });

  it('is the sentence with those before it, as many as there are', () => {
    const made = inputs({ kind: 'previous', sentences: 2, separator: ' ', place: 'first' });
    expect(made.map(contextOf)).toEqual(['', 'One thing.', 'One thing. Another thing.', 'Another thing. A third thing.']);
  });

  it('is the sentence with the whole text, cut at a word', () => {
    expect(inputs({ kind: 'document', separator: ' ', place: 'first', maxCharacters: 1000 }).map(contextOf)).toEqual(Array.from({ length: 4 }, () => 'One thing. Another thing. A third thing. Another thing.'));
    expect(contextOf(inputs({ kind: 'document', separator: ' ', place: 'first', maxCharacters: 15 })[0] ?? { text: '', key: '' })).toBe('One thing.');
  });

  it('is the sentence with the definitions that are nearest to it, the same every time', () => {
    const form: ContextForm = { kind: 'definitions', top: 2, separator: ' [SEP] ', place: 'second' };
    const [first] = inputs(form, 'We must protect nature and the environment.');
    expect(contextOf(first ?? { text: '', key: '' })).toMatch(/^Universalism: nature: .* \[SEP\] /);
    expect(inputs(form, 'We must protect nature and the environment.')).toEqual([first]);
  });

  it('has another key in another context, and the same one in the same', () => {
    const made = inputs({ kind: 'previous', sentences: 1, separator: ' ', place: 'first' });
    expect(made[1]?.key).not.toBe(made[3]?.key);
    const twice = inputs({ kind: 'previous', sentences: 1, separator: ' ', place: 'first' }, 'A b. C d. A b. C d.');
    expect(twice[1]?.key).toBe(twice[3]?.key);
  });
});

describe('a long text as context', () => {
  const form: ContextForm = { kind: 'document', separator: ' ', place: 'first', maxCharacters: 20_000 };
  const document = (word: string): string => `${Array.from({ length: 400 }, (_, index) => `Sentence ${index} says ${word}.`).join(' ')} The end.`;

  it('stands in no key, which has less than a kilobyte, and still makes another key of the same sentence', () => {
    const [made, again, other] = ['yes', 'yes', 'no'].map((word) => inputs(form, document(word)));
    const keys = made?.map(({ key }) => key) ?? [];
    expect(keys).toHaveLength(401);
    expect(Math.max(...keys.map(({ length }) => length))).toBeLessThan(1000);
    expect(new Set(keys).size).toBe(401);
    expect(again?.map(({ key }) => key)).toEqual(keys);
    expect(other?.at(-1)?.text).toMatchObject({ sentence: 'The end.' });
    expect(other?.at(-1)?.key).not.toBe(keys.at(-1));
  });

  it('is never mistaken for a text that reads like its name', () => {
    const [{ key = '' } = {}] = inputs(form, document('yes'));
    const name = (JSON.parse(key) as [string, unknown])[1];
    expect(typeof name).toBe('object');
  });

  it('is cut at a character where a script has no spaces', () => {
    const cut = (text: string, maxCharacters: number): string | undefined => contextOf(inputs({ ...form, maxCharacters }, text)[0] ?? { text: '', key: '' });
    expect(cut('第一 我们必须保护森林和河流。', 9)).toBe('第一 我们必须保护');
    expect(cut('เราต้องน้ำใจ', 8)).toBe('เราต้อง');
    expect(cut('a𠮷𠮷𠮷', 4)).toBe('a𠮷');
    expect(cut('Unbreakable', 5)).toBe('Unbre');
  });
});

describe('WordIndex', () => {
  const index = new WordIndex(['cats and dogs', 'the protection of dogs', 'protecting trees, trees and trees', '']);
  it('finds the texts that share the rarest words, and keeps to the order among equals', () => {
    expect(index.nearest('They protect a tree', 1)).toEqual([2]);
    expect(index.nearest('cats', 2)).toEqual([0, 1]);
    expect(index.nearest('nothing in common', 3)).toEqual([0, 1, 2]);
    expect(index.nearest('dogs', 10)).toHaveLength(4);
  });
});
