import { afterEach, describe, expect, it } from 'vitest';
import { EncoderPool } from '../../../src/tagging/encoder-pool.ts';
import { resolveView, decide } from '../../../src/tagging/decide.ts';
import { entailment, entailmentColumns } from '../../../src/zero-shot/entailment.ts';
import { createNliTagger, type NliTaggerOptions } from '../../../src/zero-shot/create-nli-tagger.ts';
import type { ZeroShotTagger } from '../../../src/zero-shot/zero-shot-tagger.ts';
import { TextEncoding } from '../../../src/runtime/tokenizer.ts';
import { listen, oddWorker } from '../support/odd-worker.ts';
import { encoderPool } from '../support/pool.ts';
import { NLI_BUNDLES, address, entailmentOf, readFixture, setOf, type ExpectedPair, type NliManifest } from './nli-fixtures.ts';

const open: { dispose(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((made) => made.dispose()));
});

function pool(bundle: string, options: Parameters<typeof encoderPool>[0] = {}): EncoderPool {
  const made = encoderPool({ modelUrl: address(bundle), ...options });
  open.push(made);
  return made;
}

function tagger(bundle: string, options: Omit<NliTaggerOptions, 'labelSet'> & Partial<Pick<NliTaggerOptions, 'labelSet'>>): ZeroShotTagger {
  const made = createNliTagger({ modelUrl: address(bundle), device: 'wasm', cache: 'none', workers: 1, workerFactory: () => oddWorker('ordinary'), labelSet: setOf([['One.'], ['Two.']]), ...options });
  open.push(made);
  return made;
}

/** Every text beside every hypothesis: probabilities, [texts][hypotheses]. */
async function pairScores(encoders: EncoderPool, texts: readonly string[], hypotheses: readonly string[]): Promise<{ scores: number[][]; truncated: boolean[] }> {
  const { info, slices } = await encoders.ready();
  const scores: number[][] = [];
  const truncated: boolean[] = [];
  await encoders.encode(
    texts,
    (batch) => {
      for (const [place, index] of batch.indices.entries()) {
        expect(scores[index]).toBeUndefined();
        scores[index] = Array.from(batch.logits.subarray(place * hypotheses.length, (place + 1) * hypotheses.length), entailment);
        truncated[index] = batch.truncated[place] === 1;
      }
    },
    { reading: { kind: 'pairs', hypotheses, ...entailmentColumns(info, slices) } },
  );
  return { scores, truncated };
}

async function hold(bundle: string, encoders: EncoderPool, expected: readonly ExpectedPair[]): Promise<void> {
  const manifest = await readFixture<NliManifest>(bundle, 'manifest.json');
  const hypotheses = [...new Set(expected.map(({ second }) => second))];
  const { scores } = await pairScores(encoders, expected.map(({ text }) => text), hypotheses);
  const differences = expected.map((pair, row) => Math.abs((scores[row]?.[hypotheses.indexOf(pair.second)] ?? Number.NaN) - entailmentOf(manifest, pair)));
  console.info(`${bundle}: largest |Δp| to PyTorch ${Math.max(...differences).toFixed(4)} over ${expected.length} pairs, allowed ${manifest.selfTest.tolerance}`);
  expect(Math.max(...differences)).toBeLessThanOrEqual(manifest.selfTest.tolerance);
}

describe.for(NLI_BUNDLES)('the model of entailment %s', (bundle) => {
  it('joins premise and hypothesis to the ids and segments that Python gives, and cuts the premise alone', async () => {
    const expected = await readFixture<ExpectedPair[]>(bundle, 'expected.json');
    const read = async (file: string): Promise<string> => (await fetch(address(bundle) + file)).text();
    const tokenizer = new TextEncoding(await read('tokenizer.json'), await read('tokenizer_config.json'), 64, { segments: 2, template: '{text}' });
    const types = bundle === 'nli-roberta' ? undefined : true;
    for (const { text, second, ...wanted } of expected) {
      const given = tokenizer.pair(tokenizer.segment(text), tokenizer.segment(second));
      expect({ text, ids: [...given.ids] }).toEqual({ text, ids: wanted.ids });
      if (types) expect([...(given.types ?? [])]).toEqual(wanted.types);
    }
    expect(expected.some(({ ids }) => ids.length === 64)).toBe(true);
  });

  it('scores pairs as PyTorch does, within its stated tolerance, in a worker on the CPU', async () => {
    await hold(bundle, pool(bundle), await readFixture<ExpectedPair[]>(bundle, 'expected.json'));
  });
});

describe('on a WebGPU adapter, a model of entailment', () => {
  it('scores pairs as PyTorch does, within its stated tolerance', { timeout: 300_000 }, async () => {
    const expected = await readFixture<ExpectedPair[]>('nli-bert', 'expected.json');
    const gpu = pool('nli-bert', { device: 'webgpu', allowSoftwareAdapter: true, gpuTimeLimit: 120_000, stallLimit: 120_000 });
    expect((await gpu.ready()).candidate.device).toBe('webgpu');
    await hold('nli-bert', gpu, expected.filter(({ text }) => text.length > 10).slice(-4));
  });
});

const TEXT = 'Everybody should help the weak. The mayor resigned after the fraud was found out. Nobody may be punished without a fair trial.';
const PARAPHRASES = ['This text says that it is important to think for yourself.', 'This text says that it is important to protect nature.', 'This text is about money.'];

describe('a tagger by entailment', () => {
  it('gives a label the mean over its paraphrases, and how far they lie apart', async () => {
    const set = setOf([PARAPHRASES.slice(0, 2), [PARAPHRASES[2] ?? '']]);
    const { sentences, model } = await tagger('nli-bert', { labelSet: set }).tag(TEXT);
    const { scores } = await pairScores(pool('nli-bert'), sentences.map(({ text }) => text), PARAPHRASES);
    expect(sentences).toHaveLength(3);
    for (const [index, sentence] of sentences.entries()) {
      const [a = 0, b = 0, c = 0] = scores[index] ?? [];
      expect(sentence.scores['tiny-set']?.[0]).toBeCloseTo((a + b) / 2, 2);
      expect(sentence.scores['tiny-set']?.[1]).toBeCloseTo(c, 2);
      expect(sentence.spread?.['tiny-set']?.[0]).toBeCloseTo(Math.abs(a - b), 2);
      expect(sentence.spread?.['tiny-set']?.[1]).toBeNaN();
    }
    expect(model).toMatchObject({ title: 'Tiny set, by entailment (Tiny nli-bert with random weights)', licence: 'Apache-2.0', heads: [{ id: 'tiny-set', thresholdSource: 'not fitted' }] });
    expect(model.method).toMatch(/3 hypotheses/);
    const view = resolveView(model, 'tiny-set');
    expect(view && sentences[0] && decide(sentences[0], view, 0)).toHaveLength(2);
  });

  it('puts phrases into a template, and names where there is nothing else', async () => {
    const heard = createNliTagger({ modelUrl: address('nli-bert'), labelSet: { ...setOf([['help others'], []]) }, device: 'wasm', cache: 'none', workerFactory: () => oddWorker('ordinary') });
    open.push(heard);
    expect((await heard.ready()).method).toContain('“This text says that it is important to help others.”');
    expect(() => createNliTagger({ modelUrl: 'x', labelSet: setOf([['a']]), template: 'nothing' })).toThrowError(/no place for a phrase/);
  });

  it('runs pairs together and not one by one', async () => {
    const runs = listen('batch');
    const { sentences } = await tagger('nli-bert', { labelSet: setOf(Array.from({ length: 19 }, (_, index) => [`It is number ${index}.`, `It is not number ${index}.`])) }).tag(TEXT);
    expect(sentences).toHaveLength(3);
    // 114 pairs.
    expect(runs.length).toBeLessThan(60);
  });

  it('refuses a model without entailment, and says what its labels are', async () => {
    await expect(tagger('bert', {}).tag(TEXT)).rejects.toMatchObject({ code: 'bundle-refused', message: expect.stringMatching(/none of its labels is called entailment.*self-direction-thought/) as string });
    expect(() => createNliTagger({ labelSet: setOf([['a']]) })).toThrowError(expect.objectContaining({ code: 'invalid-input' }) as Error);
  });

  it('says that a hypothesis is longer than the model reads', async () => {
    await expect(tagger('nli-bert', { labelSet: setOf([['many words '.repeat(60)]]) }).tag(TEXT)).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringMatching(/A hypothesis has \d+ tokens/) as string });
  });

  it('says that a sentence was cut, and cuts no hypothesis', async () => {
    const long = `${'freedom and order '.repeat(60)}.`;
    const { sentences } = await tagger('nli-bert', {}).tag(long);
    expect(sentences[0]?.truncated).toBe(true);
  });

  it('streams in reading order, stops when it is told to, and can go on', async () => {
    const own = tagger('nli-bert', {});
    const text = Array.from({ length: 300 }, (_, index) => `Rule ${index} knows no mercy.`).join('\n\n');
    const seen: number[] = [];
    const stop = new AbortController();
    const run = (async () => {
      for await (const { index } of own.stream(text, { signal: stop.signal })) {
        seen.push(index);
        if (seen.length === 5) stop.abort();
      }
    })();
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen.slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(seen.length).toBeLessThan(300);
    expect((await own.tag('Mercy.')).sentences).toHaveLength(1);
  });

  it('runs no model for what it has read, and keeps nothing of one label set for another', async () => {
    const name = `nli-${crypto.randomUUID()}`;
    const options = { cache: 'indexeddb', cacheName: name } as const;
    const first = await tagger('nli-bert', options).tag(TEXT);
    const runs = listen('batch');
    const again = await tagger('nli-bert', options).tag(TEXT);
    expect(again.sentences.map(({ cached }) => cached)).toEqual([true, true, true]);
    expect(again.sentences.map(({ scores }) => scores)).toEqual(first.sentences.map(({ scores }) => scores));
    expect(runs).toEqual([]);
    const other = await tagger('nli-bert', { ...options, labelSet: setOf([['Three.'], ['Two.']]) }).tag(TEXT);
    expect(other.sentences.map(({ cached }) => cached)).toEqual([false, false, false]);
  });
});
