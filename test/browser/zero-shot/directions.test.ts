import { afterEach, expect, it } from 'vitest';
import { decide, resolveView } from '../../../src/tagging/decide.ts';
import { createTagger } from '../../../src/tagging/create-tagger.ts';
import { createEnsemble } from '../../../src/tagging/ensemble.ts';
import { fitWeights } from '../../../src/tagging/fit-weights.ts';
import type { Tagger } from '../../../src/tagging/types.ts';
import { shippedSets } from '../../../src/label-sets/shipped/index.ts';
import { createLexiconTagger } from '../../../src/lexicon/create-lexicon-tagger.ts';
import { checkStability } from '../../../src/zero-shot/check-stability.ts';
import { createNliTagger } from '../../../src/zero-shot/create-nli-tagger.ts';
import { createSimilarityTagger } from '../../../src/zero-shot/create-similarity-tagger.ts';
import { withDirections } from '../../../src/zero-shot/with-directions.ts';
import { listen, oddWorker } from '../support/odd-worker.ts';
import { MODEL_URL } from '../support/samples.ts';
import { address, setOf } from './nli-fixtures.ts';

const open: Tagger[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((made) => made.dispose()));
});
const kept = <T extends Tagger>(made: T): T => (open.push(made), made);

const NLI = { modelUrl: address('nli-bert'), device: 'wasm', cache: 'memory', workers: 1, workerFactory: () => oddWorker('ordinary') } as const;
const SET = setOf([['One.', 'One again.'], ['Two.'], ['Three.']]);
const TEXT = 'Everybody should help the weak. The mayor resigned after the fraud was found out. Nobody may be punished without a fair trial.';

it('asks about the labels that a sentence has, and about no others', async () => {
  const plain = await kept(createNliTagger({ ...NLI, labelSet: SET })).tag(TEXT);
  const directed = kept(withDirections(createNliTagger({ ...NLI, labelSet: SET }), { labelSet: SET }));
  const given: number[] = [];
  const { sentences, model } = await directed.tag(TEXT, { onSentences: (some) => given.push(...some.map(({ index }) => index)) });
  expect(given.toSorted()).toEqual([0, 1, 2]);
  const view = resolveView(model, SET.id);
  if (!view) throw new Error('no view');
  for (const [index, sentence] of sentences.entries()) {
    expect(sentence.scores).toEqual(plain.sentences[index]?.scores);
    const tags = decide(sentence, view);
    expect(Object.keys(sentence.directions ?? {}).toSorted()).toEqual(tags.map(({ label }) => label).toSorted());
    for (const { directionScores, direction } of tags) {
      const { supports = Number.NaN, opposes = Number.NaN } = directionScores ?? {};
      expect(direction).toBe(supports >= 0.5 ? (opposes >= 0.5 ? 'ambivalent' : 'supports') : opposes >= 0.5 ? 'opposes' : undefined);
    }
  }
  expect(sentences.some(({ directions }) => Object.keys(directions ?? {}).length > 0)).toBe(true);
  expect(model.directionFrom?.title).toBe('Tiny nli-bert with random weights');
  const runs = listen('batch');
  expect((await directed.tag(TEXT)).sentences.map(({ directions }) => directions)).toEqual(sentences.map(({ directions }) => directions));
  expect(runs).toEqual([]);
});

it('tells the direction of what another tagger has found, and stops when it is told to', async () => {
  const trained = createTagger({ modelUrl: MODEL_URL, device: 'wasm', cache: 'none' });
  const labelSet = await shippedSets.find(({ id }) => id === 'schwartz-20')?.load();
  if (!labelSet) throw new Error('no set');
  const directed = kept(withDirections(trained, { ...NLI, labelSet }));
  const { sentences, model } = await directed.tag('We must protect the forests and rivers for those who come after us.');
  expect(Object.keys(sentences[0]?.directions ?? {})).toContain('universalism-nature');
  expect(model).toMatchObject({ title: 'MiniLM values and moral foundations (English)', directionFrom: { title: 'Tiny nli-bert with random weights' } });
  const stop = new AbortController();
  const long = Array.from({ length: 60 }, (_, index) => `Everybody should help the weak in year ${index}.`).join('\n\n');
  await expect(directed.tag(long, { signal: stop.signal, onSentences: () => stop.abort() })).rejects.toMatchObject({ name: 'AbortError' });
});

it('tells it of labels that a crosswalk leads to, and which words carry a tag as the tagger itself does', async () => {
  const labelSet = await shippedSets.find(({ id }) => id === 'mft-5')?.load();
  if (!labelSet) throw new Error('no set');
  const directed = kept(withDirections(createTagger({ modelUrl: MODEL_URL, device: 'wasm', cache: 'none' }), { ...NLI, labelSet }));
  const { sentences, model } = await directed.tag('It is unfair that the poor pay more taxes than the rich.');
  const [sentence] = sentences;
  const view = resolveView(model, 'mft-5');
  if (!sentence || !view) throw new Error('no view');
  expect(view.crosswalk).toBeDefined();
  const tags = decide(sentence, view);
  expect(tags.map(({ label }) => label)).toContain('fairness');
  for (const { directionScores } of tags) expect(directionScores?.supports).toBeGreaterThanOrEqual(0);
  const words = await directed.explain?.(sentence, 'fairness', { taxonomy: 'mft-5' });
  expect(words?.length).toBeGreaterThan(0);
});

it('refuses a model that cannot tell it', async () => {
  const tagger = kept(withDirections(createNliTagger({ ...NLI, labelSet: SET }), { ...NLI, modelUrl: address('bert'), labelSet: SET }));
  await expect(tagger.tag(TEXT)).rejects.toMatchObject({ code: 'bundle-refused' });
});

it('checks how stable tags by entailment are', async () => {
  const stability = await checkStability(kept(createNliTagger({ ...NLI, labelSet: SET })), TEXT);
  expect(stability.retaggings.map(({ name }) => name)).toEqual(['without paraphrase 1', 'without paraphrase 2', 'labels in another order']);
  expect(stability.retaggings[2]?.share ?? 1).toBe(1);
});

it('lets a trained head, a word list, similarity and entailment vote over one label set, with weights from a gold sample', async () => {
  const labelSet = await shippedSets.find(({ id }) => id === 'mft-5')?.load();
  if (!labelSet) throw new Error('no set');
  const members = [
    createTagger({ modelUrl: MODEL_URL, device: 'wasm', cache: 'memory', cacheName: 'a' }),
    createLexiconTagger({ lexicon: new Blob(['word,category\nmercy,care\nhelp*,care\nunfair,fairness\nobey,authority\nholy,sanctity\nbetray*,loyalty\n']), labelSet }),
    createSimilarityTagger({ modelUrl: MODEL_URL, device: 'wasm', cache: 'memory', labelSet }),
    createNliTagger({ ...NLI, labelSet }),
  ];
  const ensemble = kept(createEnsemble(members, { taxonomy: 'mft-5' }));
  const { sentences, model } = await ensemble.tag('They help the weak. It is unfair that the poor pay more.');
  const head = model.heads.find(({ taxonomy }) => taxonomy === 'mft-5');
  expect(head?.labels.map(({ id }) => id).toSorted()).toEqual(['authority', 'care', 'fairness', 'loyalty', 'sanctity']);
  const view = resolveView(model, 'mft-5');
  expect(view && sentences[1] && decide(sentences[1], view, 0)[0]?.label).toBe('fairness');
  expect(Math.max(...(sentences[0]?.disagreement?.[head?.id ?? ''] ?? []))).toBeGreaterThan(0.2);
  const items = ['They help the weak.', 'Obey the law.', 'It is unfair.', 'The bus is late.', 'A holy day.', 'He betrayed his friends.'].flatMap((text, index) => [
    { text, labels: [['care'], ['authority'], ['fairness'], [], ['sanctity'], ['loyalty']][index] ?? [] },
    { text: `${text} It rained.`, labels: [['care'], ['authority'], ['fairness'], [], ['sanctity'], ['loyalty']][index] ?? [] },
  ]);
  const fitted = await fitWeights({ taxonomy: 'mft-5', items }, members, { folds: 3 });
  expect(fitted.labels).toHaveLength(5);
  expect(fitted.figures.chosen).toBeGreaterThanOrEqual(Math.max(...Object.values(fitted.figures.singles)));
  expect(fitted.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
});
