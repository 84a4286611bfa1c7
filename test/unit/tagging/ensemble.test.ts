import { describe, expect, it } from 'vitest';
import { TaggerError, abortError } from '../../../src/errors.ts';
import { createEnsemble } from '../../../src/tagging/ensemble.ts';
import type { ModelInfo, TagOptions, TaggedSentence, TaggedText, Tagger, TaggingProgress } from '../../../src/tagging/types.ts';
import { segment } from '../../../src/text/segment.ts';

/** Says the same of every sentence, when it is told to. */
class Voter implements Tagger {
  readonly device = 'wasm';
  readonly notices = [];
  readonly info: ModelInfo;
  readonly scores: Readonly<Record<string, readonly number[]>>;
  /** Awaited before each sentence. */
  gate: (index: number) => Promise<void> = async () => undefined;
  failure: TaggerError | undefined;
  aborted = false;
  disposed = false;

  constructor(id: string, heads: Readonly<Record<string, { taxonomy: string; labels: Readonly<Record<string, readonly [score: number, threshold: number]>> }>>) {
    this.info = {
      id,
      title: id,
      revision: '1',
      digest: id,
      licence: 'CC0-1.0',
      credit: [],
      languages: ['en'],
      trainingDomain: [id],
      heads: Object.entries(heads).map(([head, { taxonomy, labels }]) => ({ id: head, taxonomy, trainingDomain: id, labels: Object.entries(labels).map(([label, [, threshold]]) => ({ id: label, threshold })) })),
      maxTokens: 64,
      bytes: 10,
    };
    this.scores = Object.fromEntries(Object.entries(heads).map(([head, { labels }]) => [head, Object.values(labels).map(([score]) => score)]));
  }

  async ready({ onProgress }: Pick<TagOptions, 'signal' | 'onProgress'> = {}): Promise<ModelInfo> {
    onProgress?.({ phase: 'download', file: 'w', loaded: 5, total: 10, allLoaded: 5, allTotal: 10 });
    return this.info;
  }

  async tag(text: string, { signal, onSentences, onProgress }: TagOptions = {}): Promise<TaggedText> {
    signal?.addEventListener('abort', () => (this.aborted = true));
    const sentences: TaggedSentence[] = [];
    const all = segment(text);
    onProgress?.({ phase: 'tag', done: 0, total: all.length });
    for (const sentence of all) {
      await this.gate(sentence.index);
      if (this.failure) throw this.failure;
      if (signal?.aborted) throw abortError();
      const tagged = { ...sentence, scores: Object.fromEntries(Object.entries(this.scores).map(([head, scores]) => [head, Float32Array.from(scores)])), truncated: false, cached: false };
      sentences.push(tagged);
      onSentences?.([tagged]);
    }
    return { text, sentences, model: this.info, device: 'wasm', notices: [] };
  }

  async *stream(text: string): AsyncGenerator<TaggedSentence> {
    yield* (await this.tag(text)).sentences;
  }

  async dispose(): Promise<void> {
    this.disposed = true;
  }
}

const TEXT = 'One thing. Another thing. A third thing.';
const a = () => new Voter('a', { values: { taxonomy: 'mft-5', labels: { care: [0.8, 0.4], loyalty: [0.2, 0.5] } }, extra: { taxonomy: 'own:a', labels: { x: [0.1, 0.5] } } });
/** The same labels in another order, and one more; its head has the name of another one of `a`. */
const b = () => new Voter('b', { extra: { taxonomy: 'mft-5', labels: { loyalty: [0.6, 0.3], care: [0.4, 0.2], authority: [0.9, 0.7] } } });

describe('createEnsemble', () => {
  it('averages probabilities and thresholds by label id, whatever the order', async () => {
    const { sentences, model } = await createEnsemble([a(), b()]).tag(TEXT);
    expect(sentences).toHaveLength(3);
    expect(model.heads.map(({ id, taxonomy, labels }) => [id, taxonomy, labels.map((label) => label.id)])).toEqual([
      ['values', 'mft-5', ['care', 'loyalty', 'authority']],
      ['extra', 'own:a', ['x']],
    ]);
    const close = (values: ArrayLike<number> | undefined) => Array.from(values ?? [], (value) => Number(value.toFixed(5)));
    expect(close(sentences[1]?.scores['values'])).toEqual([0.6, 0.4, 0.9]);
    expect(close(model.heads[0]?.labels.map(({ threshold }) => threshold))).toEqual([0.3, 0.4, 0.7]);
    expect(model.heads[0]?.thresholdSource).toMatch(/weighted mean/);
    expect(close(sentences[1]?.disagreement?.['values'])).toEqual([0.4, 0.4, Number.NaN]);
    expect(close(sentences[0]?.scores['extra'])).toEqual([0.1]);
  });

  it('weighs its members, in any unit', async () => {
    const { sentences, model } = await createEnsemble([a(), b()], { weights: [30, 10] }).tag(TEXT);
    expect(sentences[0]?.scores['values']?.[0]).toBeCloseTo(0.75 * 0.8 + 0.25 * 0.4);
    expect(model.heads[0]?.labels[0]?.threshold).toBeCloseTo(0.75 * 0.4 + 0.25 * 0.2);
    // Only one knows it: its weight does not count against it.
    expect(sentences[0]?.scores['values']?.[2]).toBeCloseTo(0.9);
  });

  it('gives a sentence when all have read it', async () => {
    const [fast, slow] = [a(), b()];
    const open: (() => void)[] = [];
    const gates = [0, 1, 2].map((index) => new Promise<void>((resolve) => (open[index] = resolve)));
    slow.gate = async (index) => await gates[index];
    const given: number[] = [];
    const steps: TaggingProgress[] = [];
    const run = createEnsemble([fast, slow]).tag(TEXT, { onSentences: (sentences) => given.push(...sentences.map(({ index }) => index)), onProgress: (step) => steps.push(step) });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(given).toEqual([]);
    open[0]?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(given).toEqual([0]);
    open[1]?.();
    open[2]?.();
    await run;
    expect(given).toEqual([0, 1, 2]);
    expect(steps.filter(({ phase }) => phase === 'tag').at(-1)).toEqual({ phase: 'tag', done: 3, total: 3 });
  });

  it('adds up downloads', async () => {
    const steps: TaggingProgress[] = [];
    await createEnsemble([a(), b()]).ready({ onProgress: (step) => steps.push(step) });
    expect(steps.at(-1)).toMatchObject({ phase: 'download', allLoaded: 10, allTotal: 20 });
  });

  it('stops all when one fails, and says why', async () => {
    const [sound, broken] = [a(), b()];
    sound.gate = () => new Promise((resolve) => setTimeout(resolve, 30));
    broken.failure = new TaggerError('engine-failed', 'It broke.', 'Mend it.');
    await expect(createEnsemble([sound, broken]).tag(TEXT)).rejects.toMatchObject({ code: 'engine-failed' });
    expect(sound.aborted).toBe(true);
  });

  it('stops all when the caller stops', async () => {
    const voters = [a(), b()];
    const stop = new AbortController();
    for (const voter of voters) voter.gate = () => new Promise((resolve) => setTimeout(resolve, 20));
    const run = createEnsemble(voters).tag(TEXT, { signal: stop.signal });
    stop.abort();
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(voters.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  it('streams in reading order and disposes of its members', async () => {
    const voters = [a(), b()];
    const ensemble = createEnsemble(voters);
    const seen: number[] = [];
    for await (const { index } of ensemble.stream(TEXT)) seen.push(index);
    expect(seen).toEqual([0, 1, 2]);
    await ensemble.dispose();
    expect(voters.every(({ disposed }) => disposed)).toBe(true);
  });

  it.each([
    [[a()], {}],
    [[a(), b()], { weights: [1] }],
    [[a(), b()], { weights: [0, 0] }],
    [[a(), b()], { weights: [-1, 2] }],
  ])('refuses what is no ensemble (%#)', (taggers, options) => {
    expect(() => createEnsemble(taggers, options)).toThrowError(expect.objectContaining({ code: 'invalid-input' }));
  });
});
