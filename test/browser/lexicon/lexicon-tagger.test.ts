import { afterEach, describe, expect, it } from 'vitest';
import { createLexiconTagger, type LexiconTagger, type LexiconTaggerOptions } from '../../../src/lexicon/create-lexicon-tagger.ts';
import type { LabelSet } from '../../../src/label-sets/types.ts';
import { decide, resolveView } from '../../../src/tagging/decide.ts';
import { FIRST } from '../../../src/tagging/work-queue.ts';

const open: LexiconTagger[] = [];

function tagger(files: Record<string, string>, options: Partial<LexiconTaggerOptions> = {}): LexiconTagger {
  const made = createLexiconTagger({ lexicon: Object.entries(files).map(([name, text]) => new File([text], name)), ...options });
  open.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((made) => made.dispose()));
});

const FOUNDATIONS = { 'care.tsv': 'WORD\tEXPRESSED_MORAL\nmercy\t9\ncruel*\t1\n', 'purity.tsv': 'WORD\tEXPRESSED_MORAL\nholy\t8\n' };

describe('a lexicon tagger', () => {
  it('tags sentences as any tagger does, and shows the words that it goes by', async () => {
    const own = tagger(FOUNDATIONS, { licence: 'LGPL-3.0' });
    const { sentences, model, device } = await own.tag('Show mercy, not  cruelty!  The weather is fine. Oh 😀, a holy day: mercy.');
    expect(sentences.map(({ text }) => text)).toEqual(['Show mercy, not  cruelty!', 'The weather is fine.', 'Oh 😀, a holy day: mercy.']);
    const view = resolveView(model, 'mft-5');
    expect(view && sentences.map((sentence) => decide(sentence, view).map(({ label }) => label))).toEqual([['care'], [], ['care', 'sanctity']]);
    expect(sentences[0]?.evidence).toEqual({ care: [{ start: 5, end: 10, weight: 1, direction: 1 }, { start: 17, end: 24, weight: 1, direction: -1 }] });
    expect(sentences[2]?.evidence?.['care']?.map(({ start, end }) => sentences[2]?.text.slice(start, end))).toEqual(['mercy']);
    expect(sentences[1]?.evidence).toEqual({});
    expect(model).toMatchObject({ licence: 'LGPL-3.0', files: [{ name: 'care.tsv' }, { name: 'purity.tsv' }] });
    expect(device).toBe('wasm');
  });

  it('streams in reading order, and gives the first sentences before the last ones are read', async () => {
    const text = Array.from({ length: 3000 }, (_, index) => `Rule ${index} knows no mercy.`).join('\n\n');
    const seen: number[] = [];
    let first: number | undefined;
    for await (const { index } of tagger(FOUNDATIONS).stream(text, { onSentences: (some) => (first ??= some.length) })) seen.push(index);
    expect(first).toBe(FIRST);
    expect(seen).toEqual(Array.from({ length: 3000 }, (_, index) => index));
  });

  it('reads what is in sight first', async () => {
    const text = Array.from({ length: 2000 }, (_, index) => `Rule ${index} knows no mercy.`).join('\n\n');
    let first: number | undefined;
    await tagger(FOUNDATIONS).tag(text, { inSight: () => ({ start: text.length - 100, end: text.length }), onSentences: ([sentence]) => (first ??= sentence?.index) });
    expect(first).toBeGreaterThan(1900);
  });

  it('stops when it is told to, and can go on', async () => {
    const own = tagger(FOUNDATIONS);
    const text = Array.from({ length: 20_000 }, (_, index) => `Rule ${index} knows no mercy.`).join('\n\n');
    const stop = new AbortController();
    let done = 0;
    const run = own.tag(text, {
      signal: stop.signal,
      onSentences: (some) => {
        done += some.length;
        stop.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(done).toBeLessThan(2000);
    const { sentences } = await own.tag('Mercy.');
    expect(sentences[0]?.evidence?.['care']).toHaveLength(1);
  });

  it('is read through crosswalks, its top level and those of other sets', async () => {
    const base = { format: 'value-tagger/label-set', version: 1, language: 'en' } as const;
    const other: LabelSet = { ...base, id: 'other', name: 'Other', labels: [{ id: 'good', name: 'Good' }] };
    const labelSet: LabelSet = {
      ...base,
      id: 'mine',
      name: 'Mine',
      labels: [{ id: 'top', name: 'Top' }, { id: 'bottom', name: 'Bottom' }, { id: 'care', name: 'Care', parent: 'top' }, { id: 'purity', name: 'Purity', parent: 'bottom' }],
      crosswalks: [
        { to: 'mft-5', rule: 'max', links: [{ from: 'care', to: 'care' }, { from: 'purity', to: 'sanctity', weight: 0.5 }] },
        { to: 'other', rule: 'weighted-mean', links: [{ from: 'care', to: 'good' }, { from: 'purity', to: 'good' }] },
      ],
    };
    const { sentences, model } = await tagger(FOUNDATIONS, { labelSet, otherSets: [other] }).tag('A holy day.');
    const read = (taxonomy: string): string[] => {
      const view = resolveView(model, taxonomy);
      return view && sentences[0] ? decide(sentences[0], view, 0.01).map(({ label, confidence }) => `${label} ${confidence.toFixed(2)}`) : [];
    };
    expect(read('mine')).toEqual(['purity 0.50']);
    expect(read('mine/top')).toEqual(['bottom 0.50']);
    expect(read('mft-5')).toEqual(['sanctity 0.25']);
    expect(read('other')).toEqual(['good 0.25']);
  });

  it('says what is wrong with a file, and where', async () => {
    await expect(tagger({ 'care.csv': 'word,care\nhug,much' }).tag('A hug.')).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringMatching(/^care\.csv, line 2, column "care"/) as string });
  });

  it('rejects open calls when it is disposed of', async () => {
    const own = tagger(FOUNDATIONS);
    await own.ready();
    await own.dispose();
    await expect(own.tag('Mercy.')).rejects.toMatchObject({ code: 'disposed' });
  });

  it('holds 100,000 entries without a long task on the page', async () => {
    const tasks: number[] = [];
    const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)));
    const lines = Array.from({ length: 100_000 }, (_, index) => `w${index.toString(36)}${index % 3 === 0 ? '*' : ''},c${index % 50}`);
    const own = tagger({ 'big.csv': `word,category\n${lines.join('\n')}\n` });
    await new Promise((resolve) => setTimeout(resolve, 200));
    observer.observe({ type: 'longtask' });
    const { info } = await own.ready().then((model) => ({ info: model }));
    observer.disconnect();
    console.info(`100,000 entries read and prepared; longest task on the page ${Math.max(0, ...tasks).toFixed(0)} ms`);
    expect(info.heads[0]?.labels).toHaveLength(50);
    expect(tasks).toEqual([]);
  });
});
