import { afterEach, describe, expect, it } from 'vitest';
import { createLexiconTagger } from '../../../src/lexicon/create-lexicon-tagger.ts';
import { createTagger, type TaggerOptions } from '../../../src/tagging/create-tagger.ts';
import { readSentence, resolveView } from '../../../src/tagging/decide.ts';
import type { Tagger } from '../../../src/tagging/types.ts';
import { MODEL_URL } from '../support/samples.ts';

const open: Tagger[] = [];

function tagger(options: TaggerOptions = {}): ReturnType<typeof createTagger> {
  const made = createTagger({ modelUrl: MODEL_URL, device: 'wasm', cache: 'memory', ...options });
  open.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((made) => made.dispose()));
});

const SENTENCE = 'We must protect the forest and its animals from those who would burn it for money.';

describe('the words that carry a label', () => {
  it('are those without which the model gives it a lower score, as far as it falls', async () => {
    const made = tagger();
    const { sentences, model } = await made.tag(SENTENCE);
    const [sentence] = sentences;
    if (!sentence) throw new Error('no sentence');
    const words = await made.explain(sentence, 'universalism-nature', { taxonomy: 'schwartz-20' });
    const named = words.map(({ start, end }) => SENTENCE.slice(start, end));
    expect(['protect', 'forest', 'animals', 'burn']).toContain(named[0]);
    expect(words.map(({ drop }) => drop)).toEqual([...words].map(({ drop }) => drop).sort((a, b) => b - a));
    expect(words[0]?.weight).toBe(1);
    const view = resolveView(model, 'schwartz-20');
    const first = words[0];
    if (!view || !first) throw new Error('no view');
    const { sentences: left } = await made.tag(`${SENTENCE.slice(0, first.start)}${SENTENCE.slice(first.end)}`.replace(/\s+/g, ' '));
    const scoreOf = (own: typeof sentence): number => readSentence(own, view).find(({ label }) => label === 'universalism-nature')?.score ?? 0;
    expect(first.drop).toBeCloseTo(scoreOf(sentence) - scoreOf(left[0] ?? sentence), 2);
  });

  it('are asked of the model once, also for another label or a taxonomy that is rolled up', async () => {
    const made = tagger();
    const { sentences } = await made.tag(SENTENCE);
    const [sentence] = sentences;
    if (!sentence) throw new Error('no sentence');
    await made.explain(sentence, 'universalism-nature', { taxonomy: 'schwartz-20' });
    const kept = (await made.storage()).sentences;
    expect(await made.explain(sentence, 'universalism', { taxonomy: 'schwartz-10' })).not.toEqual([]);
    expect((await made.storage()).sentences).toBe(kept);
  });

  it('come while a long text is still tagged', async () => {
    const made = tagger();
    const text = Array.from({ length: 3000 }, (_, index) => `Number ${index} is asked whether freedom or order should come first.`).join(' ');
    let done = 0;
    const stop = new AbortController();
    const running = made.tag(text, { signal: stop.signal, onSentences: (sentences) => (done += sentences.length) });
    running.catch(() => undefined);
    await expect.poll(() => done, { timeout: 30_000, interval: 5 }).toBeGreaterThan(0);
    await made.explain({ text: SENTENCE }, 'universalism-nature', { taxonomy: 'schwartz-20' });
    expect(done).toBeLessThan(3000);
    stop.abort();
  });

  it('can be given up, and are none of a taxonomy that the model has not', async () => {
    const made = tagger();
    const stop = new AbortController();
    stop.abort();
    await expect(made.explain({ text: SENTENCE }, 'care', { taxonomy: 'mft-6', signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
    await expect(made.explain({ text: SENTENCE }, 'x', { taxonomy: 'rokeach' })).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('are those of its list where a list is what tags', async () => {
    const made = createLexiconTagger({ lexicon: new Blob(['word,category\nforest,nature\nanimals,nature\n'], { type: 'text/csv' }) });
    open.push(made);
    const { sentences, model } = await made.tag(SENTENCE);
    const [sentence] = sentences;
    const taxonomy = model.heads[0]?.taxonomy ?? '';
    const words = sentence ? await made.explain(sentence, model.heads[0]?.labels[0]?.id ?? '', { taxonomy }) : [];
    expect(words.map(({ start, end }) => SENTENCE.slice(start, end))).toEqual(['forest', 'animals']);
  });
});
