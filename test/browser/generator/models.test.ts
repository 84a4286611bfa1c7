import { describe, expect, it } from 'vitest';
import { codebookOf } from '../../../src/generator/codebook.ts';
import { TINY, listen, tinyGenerator } from '../support/odd-generator.ts';

const TEXT = 'We owe it to our children to keep the river clean. Obey the law of the land.';
const codebook = codebookOf('mft-6');

describe.each([...TINY])('%s', (id) => {
  it.each(['wasm', 'webgpu'] as const)('loads from the hub-like server and does every task on %s', { timeout: 240_000 }, async (device) => {
    const made = listen('tensors');
    const { generator } = tinyGenerator({ id, device, allowSoftwareAdapter: true });
    const progress: number[] = [];
    const report = await generator.load({ onProgress: (step) => step.phase === 'download' && progress.push(step.allLoaded / step.allTotal) });
    expect(report.device).toBe(device);
    expect(report.dtype).toBe(device === 'wasm' ? 'q8' : 'q4');
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);

    const tagged = await generator.tag(TEXT, codebook, { permutations: 2 });
    expect(tagged.sentences).toHaveLength(2);
    for (const { result } of tagged.sentences) {
      expect(result.scores).toHaveLength(codebook.labels.length);
      expect(Math.min(...result.scores)).toBeGreaterThan(0);
      expect(Math.max(...result.scores)).toBeLessThan(1);
    }
    // The scores come from the text, not from the form alone.
    expect(tagged.sentences[0]?.result.scores).not.toEqual(tagged.sentences[1]?.result.scores);
    expect(tagged.run).toMatchObject({ task: 'tag', model: id, device, seed: 1, parameters: { permutations: 2, codebook: 'mft-6' } });

    const written = await generator.tag(TEXT, codebook, { method: 'generate' });
    for (const { result } of written.sentences) expect([...result.scores].every((score) => score === 0 || score === 1)).toBe(true);

    let streamed = '';
    const [label] = codebook.labels;
    if (!label) throw new Error('no label');
    const explanation = await generator.explain('We owe it to our children.', label, { onText: (text) => (streamed += text) });
    expect(explanation.reason).toBeTypeOf('string');
    expect(streamed).toContain('"reason": ');
    expect(explanation.evidence === 'quoted').toBe(explanation.quote !== undefined);

    const [found] = (await generator.extract('Everybody should be free to say what they think.')).sentences;
    for (const item of found?.result.items ?? []) {
      expect(['value', 'right', 'duty']).toContain(item.kind);
      expect(item.relevance).toBeLessThanOrEqual(1);
    }
    const split = await generator.perceptions('I like tea, and Anna says that coffee is better.', codebook);
    expect(split.holders.reduce((sum, { perceptions }) => sum + perceptions, 0)).toBe(split.sentences[0]?.result.length);
    const groups = await generator.group([{ name: 'freedom' }, { name: 'freedom of speech' }, { name: 'honesty' }], { nearest: 0.3 });
    expect(groups.groups.map(({ members }) => members.length)).toEqual([2, 1]);
    const said = await generator.speakers('Anna: I think that every child deserves a good school.\nBen: Everybody should be free.', codebook);
    expect(said.speakers.map(({ speaker }) => speaker)).toEqual(['Anna', 'Ben']);
    if (device === 'webgpu') {
      expect(made.at(-1)?.made).toBeGreaterThan(100);
    }
  });
});

describe('results', () => {
  it('are the same on both devices up to the weights\' rounding, and the same in every run', { timeout: 120_000 }, async () => {
    const once = async (device: 'wasm' | 'webgpu'): Promise<number[]> => {
      const { generator } = tinyGenerator({ device, dtype: 'q4', allowSoftwareAdapter: true });
      await generator.load();
      const scores = (await generator.tag(TEXT, codebook)).sentences.flatMap(({ result }) => [...result.scores]);
      generator.dispose();
      return scores;
    };
    const [first, again, gpu] = [await once('wasm'), await once('wasm'), await once('webgpu')];
    expect(again).toEqual(first);
    for (const [index, score] of first.entries()) expect(Math.abs(score - (gpu[index] ?? 0))).toBeLessThan(1e-3);
  });

  it('come sentence by sentence, and leaving the loop stops the run', async () => {
    const { generator } = tinyGenerator();
    await generator.load();
    const seen: string[] = [];
    for await (const { sentence } of generator.stream.tag(TEXT, codebook)) {
      seen.push(sentence.text);
      break;
    }
    expect(seen).toEqual(['We owe it to our children to keep the river clean.']);
    expect((await generator.tag('Still there?', codebook)).sentences).toHaveLength(1);
  });

  it('do not depend on what was read before: the kept beginning of a prompt gives the same scores', async () => {
    const { generator } = tinyGenerator();
    await generator.load();
    const fresh = await generator.tag('Obey the law of the land.', codebook);
    generator.release();
    await generator.tag('We owe it to our children. Keep the river clean.', codebook);
    const later = await generator.tag('Obey the law of the land.', codebook);
    for (const [index, score] of [...(fresh.sentences[0]?.result.scores ?? [])].entries()) expect(Math.abs(score - (later.sentences[0]?.result.scores[index] ?? 0))).toBeLessThan(0.05);
    expect(later.run.promptTokens).toBe(fresh.run.promptTokens);
  });
});
