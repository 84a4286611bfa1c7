import { describe, expect, it } from 'vitest';
import catalogJson from '../../../models/generators.json';
import { generatorCandidates, generators, parseCatalog, parseEntry } from '../../../src/generator/catalog.ts';
import type { GeneratorEngine } from '../../../src/generator/client.ts';
import { checkCodebook, codebookOf, codebookOfSet } from '../../../src/generator/codebook.ts';
import { measurementOf } from '../../../src/generator/measure.ts';
import { Review } from '../../../src/generator/review.ts';
import { TaskSession } from '../../../src/generator/session.ts';
import { taggerVectors } from '../../../src/generator/tagger-vectors.ts';
import { agglomerate, trigramVectors } from '../../../src/generator/similarity.ts';
import { explainTag, findQuote } from '../../../src/generator/tasks/explain.ts';
import { parseExtraction } from '../../../src/generator/tasks/extract.ts';
import { groupValues, promote } from '../../../src/generator/tasks/group.ts';
import { byHolder, parsePerceptions } from '../../../src/generator/tasks/perceptions.ts';
import { bySpeaker, readSpoken, spokenSentences } from '../../../src/generator/tasks/speakers.ts';
import { ordersOf, tagQuestions, tagSentence } from '../../../src/generator/tasks/tag.ts';
import { readTranscript } from '../../../src/generator/transcript.ts';
import type { Codebook, GeneratorRun } from '../../../src/generator/types.ts';
import { Chooser } from '../../../src/runtime/generator/choose.ts';
import { Vocabulary } from '../../../src/runtime/generator/vocabulary.ts';
import { TOKENIZERS } from './tokenizers.ts';
import { FakeTagger } from '../../browser/components/fake-tagger.ts';
import { LABEL_SET_FORMAT, LABEL_SET_VERSION, type LabelSet } from '../../../src/label-sets/types.ts';
import type { Message } from '../../../src/runtime/generator/protocol.ts';
import type { Probe } from '../../../src/runtime/protocol.ts';

const codebook = codebookOf('mft-6');
const cost = { tokens: 1, promptTokens: 2, reusedTokens: 0, milliseconds: 3 };

/** An engine that writes what it is told to, and notes what it was asked. */
function engineOf(answers: readonly unknown[], score: (questions: readonly string[]) => Float32Array = (questions) => new Float32Array(questions.length)): { engine: GeneratorEngine; asked: Message[][] } {
  const left = [...answers];
  const asked: Message[][] = [];
  return {
    asked,
    engine: {
      async generate({ messages }) {
        asked.push([...messages]);
        return { text: JSON.stringify(left.shift()), ...cost };
      },
      async score({ messages, questions }) {
        asked.push([...messages]);
        return { scores: score(questions), ...cost };
      },
    },
  };
}

describe('tagging', () => {
  it('gives scores in the order of the codebook, whatever the order in which they were asked', async () => {
    const likes = (question: string): number => (question.startsWith('Care') ? 0.9 : question.startsWith('none') ? 0.2 : 0.1);
    const { engine, asked } = engineOf([], (questions) => Float32Array.from(questions, likes));
    const { scores, none } = await tagSentence(new TaskSession(engine, { seed: 5 }), codebook, 'Help them.', { permutations: 3 });
    expect(asked).toHaveLength(3);
    expect(codebook.labels.map(({ name }, index) => [name, (scores[index] ?? 0) > 0.5])).toEqual(codebook.labels.map(({ name }) => [name, name.startsWith('Care')]));
    expect(none).toBeCloseTo(0.2);
  });

  it('asks in random orders that the seed determines, and always whether none applies', () => {
    const [a, b] = ordersOf(codebook, 2, 1);
    expect(ordersOf(codebook, 2, 1)).toEqual([a, b]);
    expect(a).not.toEqual(b);
    expect(ordersOf(codebook, 1, 2)).not.toEqual([a]);
    expect(tagQuestions(a ?? [])[0]).toBe('none of them =');
    expect(new Set(a?.map(({ id }) => id))).toEqual(new Set(codebook.labels.map(({ id }) => id)));
  });

  it('averages what is written over the orders', async () => {
    const [first, second] = codebook.labels.map(({ id }) => id);
    const { engine } = engineOf([{ labels: [first] }, { labels: [first, second] }]);
    const { scores, none } = await tagSentence(new TaskSession(engine, {}), codebook, 'x', { method: 'generate', permutations: 2 });
    expect([...scores].slice(0, 3)).toEqual([1, 0.5, 0]);
    expect(none).toBe(0);
  });

  it('can write ids in any script: the budget counts what the form counts', async () => {
    const labels = ['漢字漢字漢字', 'справедливость', '🕊️🕊️🕊️', 'care'].map((id) => ({ id, name: id, definition: id }));
    const vocabulary = new Vocabulary(TOKENIZERS.find(({ name }) => name === 'awkward')?.json);
    const target = '{"labels": ["справедливость", "漢字漢字漢字", "🕊️🕊️🕊️", "care"]}';
    const { engine } = engineOf([]);
    const writing: GeneratorEngine = {
      ...engine,
      async generate(request) {
        const chooser = new Chooser(vocabulary, request);
        const wanted = new TextEncoder().encode(target);
        const written: number[] = [];
        while (!chooser.done) {
          const logits = Float32Array.from({ length: vocabulary.size }, (_, id) => {
            const bytes = vocabulary.bytesOf(id);
            return bytes.length > 0 && bytes.every((byte, index) => byte === wanted[written.length + index]) ? bytes.length : 0;
          });
          written.push(...vocabulary.bytesOf(chooser.next(logits)));
        }
        return { text: new TextDecoder().decode(Uint8Array.from(written)), ...cost };
      },
    };
    expect([...(await tagSentence(new TaskSession(writing, {}), { id: 'x', name: 'X', labels }, 'x', { method: 'generate' })).scores]).toEqual([1, 1, 1, 1]);
  });

  it('puts the sentence into the prompt as data only', async () => {
    const { engine, asked } = engineOf([]);
    await tagSentence(new TaskSession(engine, {}), codebook, 'SECRET SENTENCE', {});
    const words = asked[0]?.flatMap(({ parts }) => parts.filter((part) => typeof part === 'string')).join('');
    expect(words).not.toContain('SECRET');
    expect(asked[0]?.at(-1)?.parts).toContainEqual({ data: 'SECRET SENTENCE' });
  });

  it('refuses numbers that make no sense before anything is asked, and names them', async () => {
    const { engine, asked } = engineOf([]);
    for (const options of [{ seed: Number.NaN }, { seed: 0.5 }, { temperature: -1 }, { temperature: Infinity }, { maxTokens: 0 }, { maxTokens: Number.NaN }]) {
      const [name = ''] = Object.keys(options);
      expect(() => new TaskSession(engine, options), name).toThrowError(expect.objectContaining({ code: 'invalid-input', message: expect.stringContaining(name) as string }));
    }
    for (const permutations of [0, -1, 1.5, Number.NaN, Infinity]) {
      await expect(tagSentence(new TaskSession(engine, {}), codebook, 'x', { permutations })).rejects.toMatchObject({ code: 'invalid-input', hint: expect.stringContaining('permutations') as string });
    }
    expect(asked).toEqual([]);
  });

  it('takes the labels of a label set, without those that only hold others together, and shows as many examples as it may', () => {
    const set: LabelSet = {
      format: LABEL_SET_FORMAT,
      version: LABEL_SET_VERSION,
      id: 'own',
      name: 'Own',
      language: 'en',
      labels: [
        { id: 'group', name: 'Group' },
        { id: 'a', name: 'A', parent: 'group', definition: 'is a', examples: ['An a.', 'Another.'] },
        { id: 'b', name: 'B', parent: 'group', examples: ['A b.'] },
      ],
    };
    expect(codebookOfSet(set)).toEqual({ id: 'own', name: 'Own', labels: [{ id: 'a', name: 'A', definition: 'is a' }, { id: 'b', name: 'B', definition: 'B' }] });
    expect(codebookOfSet(set, 9).examples).toEqual([{ text: 'An a.', labels: ['a'] }, { text: 'A b.', labels: ['b'] }]);
    expect(codebookOfSet(set, 1).examples).toHaveLength(1);
  });

  it('refuses codebooks that are none', () => {
    const label = { id: 'a', name: 'A', definition: 'a' };
    for (const labels of [[], [label, label], [{ ...label, name: ' ' }]]) expect(() => checkCodebook({ id: 'x', name: 'X', labels })).toThrowError(expect.objectContaining({ code: 'invalid-input' }));
    expect(() => checkCodebook({ id: 'x', name: 'X', labels: [label], examples: [{ text: 't', labels: ['b'] }] })).toThrowError(/"b"/);
  });
});

describe('reasons', () => {
  const sentence = 'We owe it to our “children” to keep the  river clean.';
  const label = codebook.labels[0] ?? { id: '', name: '', definition: '' };

  it('rest on words that stand in the sentence', () => {
    for (const quote of ['keep the river clean', '"our "children""', 'KEEP THE RIVER', ' river clean. ']) {
      const found = findQuote(sentence, quote);
      expect(found && sentence.slice(found.start, found.end)).toBe(found?.text);
      expect(found, quote).toBeDefined();
    }
    for (const quote of ['keep the sea clean', '', '…', 'ildren', 'rive']) expect(findQuote(sentence, quote), quote).toBeUndefined();
  });

  it('have room for words of any script: quotations in them take more tokens', async () => {
    const room: number[] = [];
    const { engine } = engineOf([{ quote: 'x', reason: 'x' }, { quote: 'x', reason: 'x' }]);
    const noting: GeneratorEngine = {
      ...engine,
      generate(request) {
        room.push(request.maxTokens);
        return engine.generate(request);
      },
    };
    for (const text of ['x', 'x 我们应该为孩子保护河流。']) await explainTag(new TaskSession(noting, {}), text, label);
    const [latin = 0, han = 0] = room;
    expect(han - latin).toBe(2 * '我们应该为孩子保护河流。'.length);
  });

  it('are asked for again once where they do not, and then given without a quotation', async () => {
    const wrong = { quote: 'no such words', reason: 'Because.' };
    const right = { quote: 'river clean', reason: 'It speaks of a river. ' };
    const first = engineOf([wrong, right]);
    expect(await explainTag(new TaskSession(first.engine, {}), sentence, label)).toMatchObject({ reason: 'It speaks of a river.', evidence: 'quoted', quote: { text: 'river clean' } });
    expect(first.asked[1]?.length).toBe((first.asked[0]?.length ?? 0) + 2);
    const second = engineOf([wrong, wrong, right]);
    const explanation = await explainTag(new TaskSession(second.engine, {}), sentence, label);
    expect(explanation).toEqual({ reason: 'Because.', evidence: 'unquoted' });
    expect(second.asked).toHaveLength(2);
  });
});

describe('open values', () => {
  const item = { kind: 'value', name: 'freedom', relevance: 0.5, valence: 'support', why: 'x' } as const;

  it('are sorted by relevance, once each, and paired with what stands against them', () => {
    const { items, opposed } = parseExtraction({
      items: [item, { ...item, name: ' Freedom ' }, { ...item, kind: 'duty', name: 'obedience', relevance: 0.9, valence: 'oppose' }, { ...item, name: '--' }, { ...item, name: 'truth', relevance: 0.7 }],
    });
    expect(items.map(({ name }) => name)).toEqual(['obedience', 'truth', 'freedom']);
    expect(opposed.map(({ support, oppose }) => [support.name, oppose.name])).toEqual([['truth', 'obedience']]);
  });

  it('are grouped the same way every time, and named where there are several', async () => {
    const values = ['freedom of speech', 'honesty', 'freedom of the press', 'honest dealing', 'rain'].map((name) => ({ name }));
    const { engine, asked } = engineOf([{ name: 'Freedom', definition: 'being free' }, { name: 'Honesty', definition: 'telling the truth' }]);
    const groups = await groupValues(new TaskSession(engine, {}), values, { nearest: 0.3 });
    expect(groups.map(({ members }) => members.map(({ name }) => name))).toEqual([['freedom of speech', 'freedom of the press'], ['honesty', 'honest dealing'], ['rain']]);
    expect(groups.map(({ name }) => name)).toEqual(['Freedom', 'Honesty', 'rain']);
    expect(asked).toHaveLength(2);
    const labels = promote([...groups, ...groups.slice(0, 1)], { id: 'mine', name: 'Mine' });
    expect(labels.labels.map(({ id }) => id)).toEqual(['freedom', 'honesty', 'rain', 'freedom-2']);
    expect(() => checkCodebook(labels)).not.toThrow();
    expect(JSON.parse(JSON.stringify(labels))).toEqual(labels);
    expect(promote([{ members: [], name: '자유 é', definition: 'x' }], { id: 'mine', name: 'Mine' }).labels[0]?.id).toBe('자유-e');
  });

  it('are grouped by vectors that are given', () => {
    expect(agglomerate([Float32Array.of(1, 0), Float32Array.of(0, 1), Float32Array.of(0.9, 0.1)], 0.8)).toEqual([[0, 2], [1]]);
    expect(agglomerate(trigramVectors([]), 0.5)).toEqual([]);
  });

  it('are grouped by what a tagger finds in them, if it is given', async () => {
    const tagger = new FakeTagger();
    const [a, b] = await taggerVectors(tagger)(['freedom', 'freedom']);
    expect(a).toEqual(b);
    expect(a).toHaveLength((await tagger.ready()).heads.reduce((sum, { labels }) => sum + labels.length, 0));
  });
});

describe('perceptions', () => {
  it('are taken together by who holds them, with the number that supports each label', () => {
    const parsed = parsePerceptions({ perceptions: [{ holder: '', text: 'Tea is good.' }, { holder: 'Anna', text: 'Coffee is better.' }, { holder: 'anna', text: 'Coffee is better.' }, { holder: 'x', text: '...' }] });
    expect(parsed).toEqual([{ holder: 'the speaker', text: 'Tea is good.' }, { holder: 'Anna', text: 'Coffee is better.' }]);
    const scores = (a: number, b: number): Float32Array => Float32Array.of(a, b);
    const holders = byHolder([{ holder: 'Anna', text: 'a', scores: scores(0.75, 0.25), none: 0 }, { holder: 'anna', text: 'b', scores: scores(0.25, 0.25), none: 0 }, { holder: 'Ben', text: 'c', scores: scores(0, 1), none: 0 }], 2);
    expect(holders.map(({ holder, perceptions, mean, supporting }) => [holder, perceptions, [...mean], supporting])).toEqual([['Anna', 2, [0.5, 0.25], [1, 0]], ['Ben', 1, [0, 1], [0, 1]]]);
  });
});

describe('transcripts', () => {
  it('are read from lines with names, and from two columns', () => {
    const lines = readTranscript('Anna: I think so.\nAnd more.\n\nDR. LEE: No: never.\nAnna: Well.\n');
    expect(lines.map(({ speaker, text }) => [speaker, text])).toEqual([['Anna', 'I think so.\nAnd more.'], ['DR. LEE', 'No: never.'], ['Anna', 'Well.']]);
    const columns = readTranscript('speaker\ttext\nAnna\tI think: so.\nBen\tNo.\nBen\tNever.');
    expect(columns.map(({ speaker, text }) => [speaker, text])).toEqual([['Anna', 'I think: so.'], ['Ben', 'No.\nNever.']]);
    for (const { text, start, end } of columns) expect('speaker\ttext\nAnna\tI think: so.\nBen\tNo.\nBen\tNever.'.slice(start, end)).toContain(text.split('\n')[0]);
    expect(() => readTranscript('Only a text. Without names.')).toThrowError(expect.objectContaining({ code: 'invalid-input' }));
  });

  it('give what each speaker said, with the strongest sentences as evidence, which readers confirm or contest', async () => {
    const text = 'Anna: Help them. Be kind.\nBen: It rains.';
    expect(spokenSentences(text).map(({ speaker, index, text: sentence }) => [speaker, index, sentence])).toEqual([['Anna', 0, 'Help them.'], ['Anna', 1, 'Be kind.'], ['Ben', 2, 'It rains.']]);
    const marks = [0.6, 0.9, 0.1];
    let at = 0;
    const { engine } = engineOf([], (questions) => Float32Array.from(questions, (question) => (question.startsWith('Care') ? (marks[at] ?? 0) : 0)));
    const sentences = await readSpoken(new TaskSession(engine, {}), codebook, text, {}, () => at++);
    const speakers = bySpeaker(sentences, codebook);
    expect(speakers.map(({ speaker, labels }) => [speaker, labels.map(({ label }) => label)])).toEqual([['Anna', ['care']], ['Ben', []]]);
    expect(speakers[0]?.labels[0]?.evidence.map(({ text: sentence }) => sentence)).toEqual(['Be kind.', 'Help them.']);
    const review = new Review({ task: 'speakers' } as GeneratorRun);
    review.judge('Anna', 'care', 'confirmed');
    review.judge('Anna', 'care', 'contested', 'She was joking.');
    expect(JSON.parse(JSON.stringify(review))).toMatchObject({ format: 'value-tagger-review', run: { task: 'speakers' }, entries: [{ speaker: 'Anna', label: 'care', judgement: 'contested', comment: 'She was joking.' }] });
    review.withdraw('Anna', 'care');
    expect(review.entries).toEqual([]);
  });
});

describe('measuring', () => {
  it('compares with labelled sentences, and says where they are few', () => {
    const two: Codebook = { id: 'two', name: 'Two', labels: [{ id: 'a', name: 'A', definition: 'a' }, { id: 'b', name: 'B', definition: 'b' }] };
    const measured = measurementOf([Float32Array.of(0.9, 0.1), Float32Array.of(0.8, 0.7)], [{ text: 'x', labels: ['a'] }, { text: 'y', labels: ['b'] }], two);
    expect(measured.evaluation.labels['a']).toMatchObject({ precision: 0.5, recall: 1, support: 1 });
    expect(measured.evaluation.macroF1).toBeCloseTo((2 / 3 + 1) / 2);
    expect(measured.few).toBe(true);
    expect(() => measurementOf([Float32Array.of(0, 0)], [{ text: 'x', labels: ['c'] }], two)).toThrowError(/"c"/);
  });
});

describe('the catalog', () => {
  const probe = (webgpu: Partial<Probe['webgpu']>): Probe => ({ webgpu: { available: false, software: false, shaderF16: false, description: '', ...webgpu }, jspi: true, crossOriginIsolated: true, cores: 4, memory: 8 });

  it('is valid, and says of every size whether it was measured', () => {
    expect(generators().length).toBeGreaterThanOrEqual(7);
    for (const { id, dtypes } of generators()) for (const [form, { bytes, basis }] of Object.entries(dtypes)) expect(bytes === undefined, `${id} ${form}`).toBe(basis === undefined);
    expect(() => parseCatalog({ ...catalogJson, models: [...catalogJson.models, catalogJson.models[0]] })).toThrowError(/stands twice/);
    expect(() => parseEntry({ ...catalogJson.models[0], id: '../secret' })).toThrowError(expect.objectContaining({ code: 'manifest-invalid' }));
  });

  it('takes 16-bit floats only where the GPU has them, and 8 bits on the processor', () => {
    const [entry] = generators();
    if (!entry) throw new Error('no model');
    const preference = { device: 'auto', allowSoftwareAdapter: false } as const;
    expect(generatorCandidates(probe({ available: true, shaderF16: true }), entry, preference)).toEqual([{ device: 'webgpu', dtype: 'q4f16' }, { device: 'wasm', dtype: 'q8' }]);
    expect(generatorCandidates(probe({ available: true }), entry, preference)[0]).toEqual({ device: 'webgpu', dtype: 'q4' });
    expect(generatorCandidates(probe({ available: true, software: true }), entry, preference)).toEqual([{ device: 'wasm', dtype: 'q8' }]);
    expect(generatorCandidates(probe({}), { dtypes: { q4: {} } }, preference)).toEqual([{ device: 'wasm', dtype: 'q4' }]);
    expect(generatorCandidates(probe({ available: true }), entry, { ...preference, dtype: 'q4f16', device: 'webgpu' })).toEqual([]);
  });
});
