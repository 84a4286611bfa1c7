import { afterEach, describe, expect, it } from 'vitest';
import { shippedSets } from '../../../src/label-sets/shipped/index.ts';
import type { LabelSet } from '../../../src/label-sets/types.ts';
import { decide, resolveView } from '../../../src/tagging/decide.ts';
import { checkStability } from '../../../src/zero-shot/check-stability.ts';
import { createSimilarityTagger, type SimilarityTaggerOptions } from '../../../src/zero-shot/create-similarity-tagger.ts';
import type { ZeroShotTagger } from '../../../src/zero-shot/zero-shot-tagger.ts';
import { listen, oddWorker } from '../support/odd-worker.ts';
import { encoderPool } from '../support/pool.ts';
import { MODEL_URL } from '../support/samples.ts';
import { address, setOf } from './nli-fixtures.ts';

const open: { dispose(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((made) => made.dispose()));
});

function tagger(labelSet: LabelSet, options: Omit<SimilarityTaggerOptions, 'labelSet'> = {}): ZeroShotTagger {
  const made = createSimilarityTagger({ modelUrl: MODEL_URL, device: 'wasm', cache: 'none', workers: 1, workerFactory: () => oddWorker('ordinary'), labelSet, ...options });
  open.push(made);
  return made;
}

async function shipped(id: string): Promise<LabelSet> {
  const found = shippedSets.find((set) => set.id === id);
  if (!found) throw new Error(`no set ${id}`);
  return await found.load();
}

const TEXT = 'We must protect the forests and rivers for those who come after us. Honour your parents and keep the customs of the village. The bus leaves at nine.';

describe('the vector that the heads read', () => {
  it('is the same from our kernel and from ONNX Runtime, but for rounding', async () => {
    const texts = ['We must protect the forests.', 'Rules are there to be followed, and whoever breaks them has to answer for it.', 'a'];
    const vectors = async (builds?: readonly ['plain']): Promise<Float32Array[]> => {
      const pool = encoderPool(builds ? { builds } : {});
      open.push(pool);
      const rows: Float32Array[] = [];
      await pool.encode(texts, ({ indices, logits }) => indices.forEach((index, place) => (rows[index] = logits.slice(place * 384, (place + 1) * 384))), { reading: { kind: 'embedding' } });
      return rows;
    };
    const [own, onnx] = [await vectors(), await vectors(['plain'])];
    for (const [row, vector] of own.entries()) {
      const other = onnx[row] ?? new Float32Array(384);
      const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0);
      expect(dot(vector, other) / Math.sqrt(dot(vector, vector) * dot(other, other))).toBeGreaterThan(0.99);
    }
  });
});

describe('a tagger by similarity', () => {
  it('tags with a set that the model was not asked about, and says where its scores come from', async () => {
    const { sentences, model } = await tagger(await shipped('schwartz-20')).tag(TEXT);
    const view = resolveView(model, 'schwartz-20');
    const strongest = view ? sentences.map((sentence) => decide(sentence, view, 0)[0]?.label) : [];
    expect(strongest.slice(0, 2)).toEqual(['universalism-nature', 'tradition']);
    expect(view && sentences[2] && decide(sentences[2], view)).toEqual([]);
    expect(model).toMatchObject({ licence: 'CC-BY-SA-4.0', heads: [{ id: 'schwartz-20', thresholdSource: 'not fitted' }] });
    expect(model.method).toMatch(/Similarity.*32 neutral sentences/);
  });

  it('reads one set after another from the same kept vectors, and runs no model the second time', async () => {
    const name = `similarity-${crypto.randomUUID()}`;
    const options = { cache: 'indexeddb', cacheName: name } as const;
    const set = setOf([['protect nature'], ['obey the law'], ['earn money']]);
    const first = await tagger(set, options).tag(TEXT);
    const runs = listen('batch');
    const again = await tagger(set, options).tag(TEXT);
    expect(again.sentences.map(({ scores }) => scores)).toEqual(first.sentences.map(({ scores }) => scores));
    expect(again.sentences.every(({ cached }) => cached)).toBe(true);
    expect(runs).toEqual([]);
    const other = await tagger({ ...set, labels: set.labels.toReversed() }, options).tag(TEXT);
    expect(other.sentences.every(({ cached }) => cached)).toBe(true);
    expect(runs).toEqual([]);
  });

  it('refuses a model without a vector', async () => {
    await expect(tagger(setOf([['x']]), { modelUrl: address('bert') }).tag(TEXT)).rejects.toMatchObject({ code: 'bundle-refused', message: expect.stringMatching(/gives no vector/) as string });
  });

  it('stops when it is told to', async () => {
    const own = tagger(setOf([['protect nature'], ['obey the law'], ['earn money']]));
    await own.ready();
    const stop = new AbortController();
    const text = Array.from({ length: 400 }, (_, index) => `Rule ${index} of the house is to keep the door shut.`).join('\n\n');
    await expect(own.tag(text, { signal: stop.signal, onSentences: () => stop.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('scores 453 labels for 20 sentences without a task over 50 ms on the page', { timeout: 240_000 }, async () => {
    const words = ['honesty', 'thrift', 'courage', 'mercy', 'order', 'beauty', 'faith', 'rest', 'fame', 'truth'];
    const set: LabelSet = { ...setOf([]), labels: Array.from({ length: 453 }, (_, index) => ({ id: `l${index}`, name: `${words[index % 10]} ${words[Math.floor(index / 10) % 10]} ${index}`, definition: `How much a person cares for ${words[(index * 7) % 10]} and ${words[(index * 3) % 10]} in matter ${index}.` })) };
    const attempts: number[][] = [];
    // Where other programs have the processor, a task of a few milliseconds takes long by the clock; none of the tagger's own does so every time.
    while (attempts.length < 3 && attempts.at(-1)?.length !== 0) {
      const own = tagger(set);
      const tasks: number[] = [];
      const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)));
      await new Promise((resolve) => setTimeout(resolve, 300));
      observer.observe({ type: 'longtask' });
      const began = performance.now();
      const { sentences, model } = await own.tag(Array.from({ length: 20 }, (_, index) => `Sentence ${index} is about ${words[index % 10]} and nothing else.`).join('\n\n'));
      await new Promise((resolve) => setTimeout(resolve, 100));
      observer.disconnect();
      console.info(`453 labels × 20 sentences by similarity, labels prepared, in ${Math.round(performance.now() - began)} ms; long tasks on the page: ${JSON.stringify(tasks)}`);
      expect(sentences).toHaveLength(20);
      expect(model.heads[0]?.labels).toHaveLength(453);
      expect(sentences[0]?.scores['tiny-set']).toHaveLength(453);
      attempts.push(tasks);
    }
    expect(attempts.at(-1)).toEqual([]);
  });
});

describe('the stability check', () => {
  it('reads again in other words and runs the model for none of them', async () => {
    const own = tagger(await shipped('schwartz-20'), { cache: 'memory' });
    await own.tag(TEXT);
    const runs = listen('batch');
    const seen: number[] = [];
    const stability = await checkStability(own, TEXT, { most: 3, onProgress: (done) => seen.push(done) });
    expect(runs).toEqual([]);
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(stability.retaggings.map(({ name }) => name)).toEqual(['without paraphrase 1', 'without paraphrase 2', 'without paraphrase 3', 'labels in another order']);
    expect(stability.retaggings[3]?.share).toBe(1);
    expect(stability.all.tags).toBeGreaterThan(0);
    expect(stability.all.survived).toBeLessThanOrEqual(stability.all.tags);
    expect(stability.labels['universalism-nature']?.tags).toBe(4);
  });
});
