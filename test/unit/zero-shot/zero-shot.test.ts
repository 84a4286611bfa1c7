import { describe, expect, it } from 'vitest';
import { checkLabelSet } from '../../../src/label-sets/check.ts';
import { shippedSets } from '../../../src/label-sets/shipped/index.ts';
import type { HeadSlice } from '../../../src/runtime/protocol.ts';
import type { Head, ModelInfo } from '../../../src/model.ts';
import { decide, resolveView } from '../../../src/tagging/decide.ts';
import { directionOf } from '../../../src/tagging/direction.ts';
import { touche54 } from '../../../src/taxonomy/touche-54.ts';
import { directionHypotheses } from '../../../src/zero-shot/direction-hypotheses.ts';
import { entailment, entailmentColumns } from '../../../src/zero-shot/entailment.ts';
import { hypothesesOf, readHypotheses, withoutPhrase } from '../../../src/zero-shot/hypotheses.ts';
import { MOST_PHRASES, phrasesOf } from '../../../src/zero-shot/phrases.ts';
import { REFERENCE_SENTENCES } from '../../../src/zero-shot/reference-sentences.ts';
import { descriptionsOf, labelVectors, readVectors } from '../../../src/zero-shot/similarity.ts';
import { similarityFigures } from '../../../src/zero-shot/similarity-figures.ts';

const base = { format: 'value-tagger/label-set', version: 1, id: 'mine', name: 'Mine', language: 'en' } as const;

function model(labels: readonly string[], offset = 0): { info: Pick<ModelInfo, 'title' | 'heads'>; slices: readonly HeadSlice[] } {
  const head: Head = { id: 'nli', taxonomy: 'own:nli', trainingDomain: '', labels: labels.map((id) => ({ id, threshold: 0.5 })) };
  return { info: { title: 'Some model', heads: [head] }, slices: [{ id: 'nli', offset, size: labels.length, activation: 'softmax' }] };
}

describe('the class called entailment', () => {
  it.each([
    [['entailment', 'neutral', 'contradiction'], { plus: 0, minus: 2 }],
    [['CONTRADICTION', 'NEUTRAL', 'ENTAILMENT'], { plus: 2, minus: 0 }],
    [['Not_Entailment', 'Entailment'], { plus: 1, minus: 0 }],
    [['not-entailment', 'entailment', 'contradiction'], { plus: 1, minus: 2 }],
  ])('is found by name in %j', (labels, expected) => {
    const { info, slices } = model(labels);
    expect(entailmentColumns(info, slices)).toEqual(expected);
  });

  it('is counted from where its head begins', () => {
    const { info, slices } = model(['entailment', 'not_entailment'], 7);
    expect(entailmentColumns(info, slices)).toEqual({ plus: 7, minus: 8 });
  });

  it.each([[['LABEL_0', 'LABEL_1', 'LABEL_2']], [['entailment', 'neutral']], [['positive', 'negative']]])('is not guessed in %j', (labels) => {
    const { info, slices } = model(labels);
    expect(() => entailmentColumns(info, slices)).toThrowError(expect.objectContaining({ code: 'bundle-refused', message: expect.stringContaining(labels[0] ?? '') as string }) as Error);
  });

  it('is weighed against its opposite alone', () => {
    expect(entailment(0)).toBe(0.5);
    expect(entailment(Math.log(3))).toBeCloseTo(0.75, 9);
    expect(entailment(-Infinity)).toBe(0);
  });
});

describe('hypotheses', () => {
  it('come from the set’s phrases, from the level-1 values of Schwartz’s sets, or from names', async () => {
    const set = checkLabelSet({ ...base, labels: [{ id: 'a', name: 'Thrift', hypotheses: ['Save money', 'The text praises saving.'] }, { id: 'b', name: 'Mercy' }] });
    expect(hypothesesOf(phrasesOf(set)).texts).toEqual(['This text says that it is important to save money.', 'The text praises saving.', 'This text is about Mercy.']);
    const schwartz = await shippedSets.find(({ id }) => id === 'schwartz-20')?.load();
    const phrases = phrasesOf(schwartz ?? set);
    expect(phrases).toHaveLength(20);
    expect(phrases.find(({ id }) => id === 'humility')?.phrases).toEqual(expect.arrayContaining(['be humble', 'have life accepted as is']));
    const all = phrases.flatMap((label) => label.phrases);
    expect(touche54.labels.filter(({ name }) => all.some((phrase) => phrase.toLowerCase() === name.toLowerCase())).length).toBeGreaterThan(40);
    for (const { phrases: own } of phrases) expect(own.length).toBeLessThanOrEqual(MOST_PHRASES);
  });

  it('stand in a template of one’s own, and are asked once where labels share them', () => {
    const set = checkLabelSet({ ...base, labels: [{ id: 'a', name: 'A', hypotheses: ['x', 'y'] }, { id: 'b', name: 'B', hypotheses: ['y'] }] });
    expect(hypothesesOf(phrasesOf(set), 'It is {}.')).toEqual({ texts: ['It is x.', 'It is y.'], labels: [{ id: 'a', columns: [0, 1] }, { id: 'b', columns: [1] }] });
    expect(withoutPhrase(hypothesesOf(phrasesOf(set)), 1).labels).toEqual([{ id: 'a', columns: [0] }, { id: 'b', columns: [1] }]);
  });

  it('give the mean of a label’s paraphrases, and their spread', () => {
    const read = readHypotheses({ texts: ['1', '2', '3'], labels: [{ id: 'a', columns: [0, 1] }, { id: 'b', columns: [2] }] }, 'h');
    const { scores, spread } = read(Float32Array.of(Math.log(3), -Math.log(3), 0));
    expect([...(scores['h'] ?? [])]).toEqual([0.5, 0.5]);
    expect(spread?.['h']?.[0]).toBeCloseTo(0.5, 6);
    expect(spread?.['h']?.[1]).toBeNaN();
    expect([...(read(new Float32Array(3).fill(-Infinity)).scores['h'] ?? [])]).toEqual([0, 0]);
  });
});

describe('similarity', () => {
  const descriptions = descriptionsOf(phrasesOf(checkLabelSet({ ...base, labels: ['a', 'b', 'c'].map((id) => ({ id, name: id, definition: `about ${id}` })) })));
  const axis = (k: number, length = 1): Float32Array => Float32Array.from({ length: 4 }, (_, at) => (at === k ? length : 0));
  const vectors = new Map(descriptions.flatMap(({ texts }, label) => texts.map((text, place) => [text, axis(label, 1 + place)])));
  const neutral = [0.1, 0.2, 0.15].map((lean, place) => Float32Array.of(lean, lean / (place + 1), lean / 2, 1));

  it('scores the label whose direction a sentence lies in, whatever the length of vectors', async () => {
    const read = readVectors(await labelVectors(descriptions, vectors, neutral), 'mine');
    const [a = 0, b = 1, c = 1] = read(axis(0, 5)).scores['mine'] ?? [];
    expect(a).toBeGreaterThan(0.9);
    expect(Math.max(b, c)).toBeLessThan(0.1);
    expect(read(axis(0, 5)).scores).toEqual(read(axis(0, 50)).scores);
  });

  it('gives a neutral sentence no label, and silence none', async () => {
    const read = readVectors(await labelVectors(descriptions, vectors, neutral), 'mine');
    for (const sentence of neutral) expect(Math.max(...(read(sentence).scores['mine'] ?? []))).toBeLessThan(0.5);
    expect([...(read(new Float32Array(4).fill(-Infinity)).scores['mine'] ?? [])]).toEqual([0, 0, 0]);
  });

  it('does not depend on the order of labels', async () => {
    const turned = descriptions.toReversed();
    const [one, two] = await Promise.all([descriptions, turned].map(async (own) => [...(readVectors(await labelVectors(own, vectors, neutral), 'm')(Float32Array.of(0.5, 0.2, 0.1, 0.6)).scores['m'] ?? [])]));
    for (const [index, score] of (one ?? []).entries()) expect(two?.[2 - index]).toBeCloseTo(score, 5);
  });

  it('has reference sentences that stand in no test of neutral text, and a figure that was measured', async () => {
    const { readFile } = await import('node:fs/promises');
    const reserved = new Set((await readFile('models/training/neutral/neutral-test.txt', 'utf8')).split('\n').map((line) => line.trim()));
    expect(REFERENCE_SENTENCES.filter((sentence) => reserved.has(sentence))).toEqual([]);
    expect(similarityFigures('schwartz-20')).toMatchObject({ chosenOn: { dataset: 'touche23-valueeval', split: 'validation' }, unseen: { dataset: 'touche23-valueeval', split: 'validation-zhihu' } });
    expect(similarityFigures('no-such-set')).toBeUndefined();
  });
});

describe('the direction of a label', () => {
  it.each([[0.8, 0.1, 'supports'], [0.2, 0.5, 'opposes'], [0.6, 0.7, 'ambivalent'], [0.4, 0.4, undefined]] as const)('is, for %f and against %f, %s', (supports, opposes, direction) => {
    expect(directionOf(supports, opposes)).toEqual({ direction, supports, opposes });
  });

  it('is asked in several paraphrases on both sides, or in the set’s own words', () => {
    const [own, verb, noun] = phrasesOf(
      checkLabelSet({ ...base, labels: [{ id: 'a', name: 'A', supports: ['The text is for A.'], opposes: ['forget A'] }, { id: 'b', name: 'B', hypotheses: ['be brave'] }, { id: 'c', name: 'Courage' }] }),
    ).map(directionHypotheses);
    expect(own).toEqual({ supports: ['The text is for A.'], opposes: ['This text says that one should forget A.'] });
    expect(verb?.supports).toContain('This text says that one should be brave.');
    expect(verb?.opposes).toContain('This text says that one should not be brave.');
    expect(noun?.opposes).toContain('This text speaks against Courage.');
    expect(verb?.supports.length).toBeGreaterThanOrEqual(3);
  });

  it('comes from heads of attained and constrained values without a second look', () => {
    const head = (id: string): Head => ({ id, taxonomy: 'schwartz-19', trainingDomain: '', labels: [{ id: 'tradition', threshold: 0.5 }, { id: 'face', threshold: 0.5 }] });
    const heads = ['schwartz-19', 'attained', 'constrained'].map(head);
    const view = resolveView({ heads }, 'schwartz-19');
    const scores = { 'schwartz-19': Float32Array.of(0.9, 0.9), attained: Float32Array.of(0.8, 0.1), constrained: Float32Array.of(0.1, 0.8) };
    expect(view && decide({ scores }, view).map(({ label, direction }) => [label, direction])).toEqual(expect.arrayContaining([['tradition', 'supports'], ['face', 'opposes']]));
  });
});
