import { describe, expect, it } from 'vitest';
import { codebookOf } from '../../../src/generator/codebook.ts';
import { explainGrammar } from '../../../src/generator/tasks/explain.ts';
import { extractGrammar, parseExtraction } from '../../../src/generator/tasks/extract.ts';
import { groupGrammar } from '../../../src/generator/tasks/group.ts';
import { parsePerceptions, perceptionGrammar } from '../../../src/generator/tasks/perceptions.ts';
import { parseTags, tagGrammar } from '../../../src/generator/tasks/tag.ts';
import { randomOf } from '../../../src/random.ts';
import { compile } from '../../../src/runtime/generator/automaton.ts';
import { Chooser } from '../../../src/runtime/generator/choose.ts';
import { list, literal, object, oneOf, someOf, string, type Grammar } from '../../../src/runtime/generator/grammar.ts';
import { Vocabulary } from '../../../src/runtime/generator/vocabulary.ts';
import { TOKENIZERS } from './tokenizers.ts';

const VOCABULARIES = TOKENIZERS.map(({ name, json }) => ({ name, vocabulary: new Vocabulary(json) }));
const schwartz = codebookOf('schwartz-20');

/** The real forms, each with a check that its answer can be read. */
const FORMS: readonly { readonly name: string; readonly grammar: Grammar; readonly read: (answer: unknown) => unknown }[] = [
  { name: 'tag', grammar: tagGrammar(schwartz), read: (answer) => parseTags(answer, schwartz) },
  { name: 'explain', grammar: explainGrammar, read: (answer) => expect(Object.keys(answer as object)).toEqual(['quote', 'reason']) },
  { name: 'extract', grammar: extractGrammar, read: parseExtraction },
  { name: 'perceptions', grammar: perceptionGrammar, read: parsePerceptions },
  { name: 'group', grammar: groupGrammar, read: (answer) => expect(Object.keys(answer as object)).toEqual(['name', 'definition']) },
];

/** Logits as a model without any sense gives them, and now and then one that insists. */
function logitsOf(random: () => number, size: number): Float32Array {
  const logits = new Float32Array(size);
  for (let index = 0; index < size; index++) logits[index] = random() * 20 - 10;
  if (random() < 0.2) logits[Math.floor(random() * size)] = 1e4;
  if (random() < 0.02) logits.fill(Number.NaN);
  return logits;
}

function write(vocabulary: Vocabulary, grammar: Grammar, maxTokens: number, seed: number): { text: string; tokens: number } {
  const random = randomOf(seed);
  const chooser = new Chooser(vocabulary, { grammar, maxTokens, temperature: seed % 2, seed });
  const bytes: number[] = [];
  let tokens = 0;
  // Few different logits: to draw thousands at each step would be most of the test's time.
  const pool = Array.from({ length: 4 }, () => logitsOf(random, vocabulary.size + 5));
  while (!chooser.done) {
    bytes.push(...vocabulary.bytesOf(chooser.next(pool[Math.floor(random() * pool.length)] ?? new Float32Array())));
    tokens++;
    if (tokens > maxTokens) throw new Error('over the budget');
  }
  return { text: new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes)), tokens };
}

describe('writing in a form', () => {
  it('10,000 answers from senseless logits are whole JSON of the form, within the budget', { timeout: 300_000 }, () => {
    const random = randomOf(7);
    let most = 0;
    let closed = 0;
    for (let round = 0; round < 10_000; round++) {
      const form = FORMS[round % FORMS.length];
      const { vocabulary, name } = VOCABULARIES[Math.floor(round / FORMS.length) % VOCABULARIES.length] ?? {};
      if (!form || !vocabulary) throw new Error('no form');
      const least = compile(form.grammar).distance;
      // From what is just enough to what is ample.
      const budget = least + Math.floor(random() ** 4 * 120);
      const { text, tokens } = write(vocabulary, form.grammar, budget, round);
      expect(tokens, `${name} ${form.name} ${round}`).toBeLessThanOrEqual(budget);
      form.read(JSON.parse(text));
      most = Math.max(most, tokens);
      if (tokens === budget) closed++;
    }
    expect(most).toBeGreaterThan(100);
    // Many were cut short by the budget, and closed all the same.
    expect(closed).toBeGreaterThan(1000);
  });

  it('gives only labels of the codebook, and none twice', () => {
    const ids = new Set(schwartz.labels.map(({ id }) => id));
    for (const { vocabulary } of VOCABULARIES) {
      for (let seed = 0; seed < 50; seed++) {
        const { labels } = JSON.parse(write(vocabulary, tagGrammar(schwartz), 400, seed).text) as { labels: string[] };
        expect(labels.every((label) => ids.has(label))).toBe(true);
        expect(new Set(labels).size).toBe(labels.length);
        expect(labels.length).toBeLessThanOrEqual(6);
      }
    }
  });

  it('follows the logits where the form leaves a choice', () => {
    const grammar = object({ label: oneOf(['care', 'fairness', 'loyalty']), fixed: literal('true') });
    for (const { vocabulary } of VOCABULARIES) {
      for (const wanted of ['care', 'fairness', 'loyalty']) {
        const target = `{"label": "${wanted}", "fixed": true}`;
        const chooser = new Chooser(vocabulary, { grammar, maxTokens: 200, temperature: 0, seed: 1 });
        let text = '';
        while (!chooser.done) {
          const logits = new Float32Array(vocabulary.size);
          for (let id = 0; id < vocabulary.size; id++) {
            const piece = new TextDecoder().decode(vocabulary.bytesOf(id));
            if (piece && target.startsWith(text + piece)) logits[id] = piece.length;
          }
          text += new TextDecoder().decode(vocabulary.bytesOf(chooser.next(logits)));
        }
        expect(text).toBe(target);
      }
    }
  });

  it('refuses a budget in which the form has no room, and says how much it needs', () => {
    const [first] = VOCABULARIES;
    if (!first) throw new Error('no tokenizer');
    const grammar = object({ quote: string(10), items: list(string(5), 3, 2) });
    const least = compile(grammar).distance;
    expect(() => new Chooser(first.vocabulary, { grammar, maxTokens: least - 1, temperature: 0, seed: 1 })).toThrowError(expect.objectContaining({ code: 'invalid-input', message: expect.stringContaining(String(least)) as string }));
    expect(JSON.parse(write(first.vocabulary, grammar, least, 3).text)).toEqual({ quote: expect.stringMatching(/^.{1,10}$/su) as string, items: [expect.any(String), expect.any(String)] });
  });

  it('holds texts to their length in characters, counts of items, and sets that must not be empty', () => {
    const grammar = object({ text: string(7, 3), items: list(oneOf(['a', 'b']), 2, 1), set: someOf(['x', 'yy', 'zzz'], 2, 2) });
    for (const { vocabulary } of VOCABULARIES) {
      for (let seed = 0; seed < 60; seed++) {
        const { text, items, set } = JSON.parse(write(vocabulary, grammar, 120, seed).text) as { text: string; items: string[]; set: string[] };
        expect([...text].length).toBeGreaterThanOrEqual(3);
        expect([...text].length).toBeLessThanOrEqual(7);
        expect(items.length === 1 || items.length === 2).toBe(true);
        expect(new Set(set).size).toBe(2);
      }
    }
  });

  it('refuses options of which one begins another', () => {
    expect(() => compile({ kind: 'choice', options: ['ab', 'abc'] })).toThrowError(/beginning of another/);
  });
});
