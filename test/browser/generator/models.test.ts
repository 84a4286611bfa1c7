import { describe, expect, it } from 'vitest';
import { GeneratorTagger } from '../../../src/generator/generator-tagger.ts';
import { resolveView } from '../../../src/tagging/decide.ts';
import { segment } from '../../../src/text/segment.ts';
import type { TextGenerator } from '../../../src/generator/text-generator.ts';
import type { Codebook } from '../../../src/generator/types.ts';
import { TINY, listen, tinyGenerator } from '../support/odd-generator.ts';

const TEXT = 'We owe it to our children to keep the river clean. Obey the law of the land.';

/** Few and short labels: tiny models read letter by letter, and a GPU that is a program takes its time. */
const small: Codebook = {
  id: 'small',
  name: 'Small',
  labels: [
    { id: 'care', name: 'Care', definition: 'helping others' },
    { id: 'order', name: 'Order', definition: 'keeping the law' },
  ],
  examples: [{ text: 'Obey the law.', labels: ['order'] }],
};

async function loads(id: string, device: 'wasm' | 'webgpu'): Promise<TextGenerator> {
  const { generator } = tinyGenerator({ id, device, allowSoftwareAdapter: true });
  const progress: number[] = [];
  const report = await generator.load({ onProgress: (step) => step.phase === 'download' && progress.push(step.allLoaded / step.allTotal) });
  expect(report.device).toBe(device);
  expect(report.dtype).toBe(device === 'wasm' ? 'q8' : 'q4');
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(progress.at(-1)).toBe(1);
  return generator;
}

describe.each([...TINY])('%s', (id) => {
  it('loads from the hub-like server on a (software) GPU, scores and writes', { timeout: 240_000 }, async () => {
    const tensors = listen('tensors');
    const generator = await loads(id, 'webgpu');
    const tagged = await generator.tagOne('Obey the law of the land.', small);
    expect(Math.min(...tagged.scores)).toBeGreaterThan(0);
    expect(Math.max(...tagged.scores)).toBeLessThan(1);
    const groups = await generator.group([{ name: 'freedom' }, { name: 'freedom of speech' }], { nearest: 0.3, maxTokens: 60 });
    expect(groups.groups[0]?.members).toHaveLength(2);
    expect(groups.run.tokens).toBeGreaterThan(10);
    expect(groups.run.tokens).toBeLessThanOrEqual(60);
    await expect.poll(() => tensors.at(-1)?.made ?? 0).toBeGreaterThan(40);
  });

  it('loads on the CPU and does every task', { timeout: 240_000 }, async () => {
    const generator = await loads(id, 'wasm');
    const tagged = await generator.tag(TEXT, small, { permutations: 2 });
    expect(tagged.sentences).toHaveLength(2);
    // The scores come from the text, not from the form alone.
    expect(tagged.sentences[0]?.result.scores).not.toEqual(tagged.sentences[1]?.result.scores);
    expect(tagged.run).toMatchObject({ task: 'tag', model: id, device: 'wasm', dtype: 'q8', seed: 1, parameters: { permutations: 2, codebook: 'small', examples: 1 } });

    const written = await generator.tag(TEXT, small, { method: 'generate' });
    for (const { result } of written.sentences) expect([...result.scores].every((score) => score === 0 || score === 1)).toBe(true);

    let streamed = '';
    const [label] = small.labels;
    if (!label) throw new Error('no label');
    const explanation = await generator.explain('We owe it to our children.', label, { maxTokens: 80, onText: (text) => (streamed += text) });
    expect(explanation.reason).toBeTypeOf('string');
    expect(streamed).toContain('"reason": ');
    expect(explanation.evidence === 'quoted').toBe(explanation.quote !== undefined);

    const [found] = (await generator.extract('Everybody should be free to say what they think.', { maxTokens: 150 })).sentences;
    for (const item of found?.result.items ?? []) {
      expect(['value', 'right', 'duty']).toContain(item.kind);
      expect(item.relevance).toBeLessThanOrEqual(1);
    }
    const split = await generator.perceptions('I like tea, and Anna says that coffee is better.', small, { maxTokens: 100 });
    expect(split.holders.reduce((sum, { perceptions }) => sum + perceptions, 0)).toBe(split.sentences[0]?.result.length);
    const said = await generator.speakers('Anna: I think that every child deserves a good school.\nBen: Everybody should be free.', small);
    expect(said.speakers.map(({ speaker }) => speaker)).toEqual(['Anna', 'Ben']);
    const measured = await generator.measure([{ text: 'Obey the law.', labels: ['order'] }, { text: 'Help your neighbour.', labels: ['care'] }], small);
    expect(measured).toMatchObject({ sentences: 2, few: true });
    expect(measured.evaluation.macroF1).toBeGreaterThanOrEqual(0);
  });
});

describe('results', () => {
  it('are the same on both devices up to the weights\' rounding, and the same in every run', { timeout: 120_000 }, async () => {
    const once = async (device: 'wasm' | 'webgpu'): Promise<number[]> => {
      const { generator } = tinyGenerator({ device, dtype: 'q4', allowSoftwareAdapter: true });
      await generator.load();
      const scores = (await generator.tag(TEXT, small)).sentences.flatMap(({ result }) => [...result.scores]);
      generator.dispose();
      return scores;
    };
    const [first, again, gpu] = [await once('wasm'), await once('wasm'), await once('webgpu')];
    expect(again).toEqual(first);
    for (const [index, score] of first.entries()) expect(Math.abs(score - (gpu[index] ?? 0))).toBeLessThan(1e-3);
  });

  it('of 16-bit weights are near those of 4 bits alone', { timeout: 120_000 }, async () => {
    const scores: number[][] = [];
    for (const dtype of ['q4', 'q4f16'] as const) {
      const { generator } = tinyGenerator({ dtype });
      expect((await generator.load()).dtype).toBe(dtype);
      scores.push([...(await generator.tagOne('Obey the law.', small)).scores]);
    }
    for (const [index, score] of (scores[0] ?? []).entries()) expect(Math.abs(score - (scores[1]?.[index] ?? 0))).toBeLessThan(0.02);
  });

  it('have the form that every tagger gives', { timeout: 120_000 }, async () => {
    const { generator } = tinyGenerator();
    const tagger = new GeneratorTagger(generator, small, { permutations: 2 });
    const info = await tagger.ready();
    expect(info.heads).toEqual([expect.objectContaining({ id: 'small', taxonomy: 'small', labels: [{ id: 'care', threshold: 0.5 }, { id: 'order', threshold: 0.5 }] })]);
    const text = 'First. Second one. 17! Last.';
    const order: number[] = [];
    const tagged = await tagger.tag(text, { inSight: () => ({ start: 7, end: 18 }), onSentences: (sentences) => order.push(...sentences.map(({ index }) => index)) });
    expect(order[0]).toBe(1);
    expect(tagged.sentences.map(({ text: sentence, scores }) => [sentence, scores['small']?.length])).toEqual(segment(text).map((sentence) => [sentence.text, 2]));
    const streamed: number[] = [];
    for await (const { index } of tagger.stream(text)) streamed.push(index);
    expect(streamed).toEqual(order.toSorted((a, b) => a - b));
    expect((await generator.tag('Second one.', small, { permutations: 2 })).sentences[0]?.result.scores).toEqual(tagged.sentences[1]?.scores['small']);
  });

  it('can be shown in any label set, tell how they were made, and leave a generator that others use alone', { timeout: 120_000 }, async () => {
    const { generator } = tinyGenerator();
    const tagger = new GeneratorTagger(generator, small, { keepGenerator: true });
    const info = await tagger.ready();
    expect(resolveView(info, 'small')?.taxonomy.labels.map(({ id, code }) => [id, code])).toEqual([['care', 'Car'], ['order', 'Ord']]);
    expect(info.heads[0]?.thresholdSource).toBe('not fitted');
    expect(tagger.run).toBeUndefined();
    await tagger.tag(TEXT);
    expect(tagger.run).toMatchObject({ task: 'tag', seed: 1, calls: 2, parameters: { codebook: 'small', method: 'score' } });
    await tagger.dispose();
    expect((await generator.tag('Obey.', small)).sentences).toHaveLength(1);
  });

  it('come sentence by sentence, and leaving the loop stops the run', async () => {
    const { generator } = tinyGenerator();
    await generator.load();
    const seen: string[] = [];
    for await (const { sentence } of generator.stream.tag(TEXT, small)) {
      seen.push(sentence.text);
      break;
    }
    expect(seen).toEqual(['We owe it to our children to keep the river clean.']);
    expect((await generator.tag('Still there?', small)).sentences).toHaveLength(1);
  });

  it('do not depend on what was read before: the kept beginning of a prompt gives the same scores', async () => {
    const { generator } = tinyGenerator();
    await generator.load();
    const fresh = await generator.tag('Obey the law of the land.', small);
    generator.release();
    await generator.tag('We owe it to our children. Keep the river clean.', small);
    const later = await generator.tag('Obey the law of the land.', small);
    expect(later.sentences[0]?.result.scores).toEqual(fresh.sentences[0]?.result.scores);
    expect(later.run.promptTokens).toBe(fresh.run.promptTokens);
  });
});
