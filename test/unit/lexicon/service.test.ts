import { describe, expect, it } from 'vitest';
import { LexiconService, type LexiconReport, type LexiconRequest } from '../../../src/lexicon/lexicon-service.ts';
import { knownTarget, matchCategories, poleOf, targetOfSet } from '../../../src/lexicon/targets.ts';
import type { LabelSet } from '../../../src/label-sets/types.ts';
import type { RowBatch } from '../../../src/tagging/row-source.ts';

async function load(service: LexiconService, request: Partial<LexiconRequest> & { files?: Record<string, string> }): Promise<LexiconReport> {
  const { files = {}, ...rest } = request;
  const lexicon = Object.entries(files).map(([name, text]) => ({ name, blob: new Blob([text]) }));
  const result = await service.load({ lexicon, name: 'mine', match: {}, ...rest }, () => undefined);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

async function encode(service: LexiconService, texts: string[]): Promise<RowBatch[]> {
  const batches: RowBatch[] = [];
  const result = await service.encode({ id: 1, texts }, async (batch) => void batches.push(batch));
  expect(result.ok).toBe(true);
  return batches;
}

const set: LabelSet = {
  format: 'value-tagger/label-set',
  version: 1,
  id: 'mine',
  name: 'Mine',
  language: 'en',
  labels: [
    { id: 'kindness', name: 'Kindness', aliases: ['Love & care'], definition: 'Being kind.' },
    { id: 'rule', name: 'Law and order' },
    { id: 'silent', name: 'Silent' },
  ],
};

describe('the inside of the lexicon worker', () => {
  it('matches categories to the labels of a set by id, name or other name, and says what is left over', async () => {
    const service = new LexiconService();
    const report = await load(service, { files: { 'a.json': '{"love-care": ["hug"], "LAW AND ORDER": ["police"], "weather": ["rain"]}' }, labelSet: set, licence: 'CC0' });
    expect(report.info.heads).toEqual([{ id: 'mine', taxonomy: 'mine', trainingDomain: '', labels: [{ id: 'kindness', threshold: expect.any(Number) as number }, { id: 'rule', threshold: expect.any(Number) as number }] }]);
    expect(report.notices.map(({ message }) => message)).toEqual(['This category has no label and is left out: weather.']);
    expect(report.info).toMatchObject({ title: 'mine', licence: 'CC0', files: [{ name: 'a.json', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string }] });
    const [batch] = await encode(service, ['Hug the police.', 'It rains.']);
    expect(batch && [...batch.logits].map((score) => Number(score.toFixed(3)))).toEqual([0.632, 0.632, 0, 0]);
    expect(batch?.evidence?.[0]).toEqual([
      { column: 0, span: { start: 0, end: 3, weight: 1 } },
      { column: 1, span: { start: 8, end: 14, weight: 1 } },
    ]);
  });

  it('finds the taxonomy that fits the categories', () => {
    expect(knownTarget(['Power', 'Self-Direction', 'Universalism'])?.taxonomy.id).toBe('schwartz-10');
    expect(knownTarget(['care', 'fairness', 'loyalty', 'authority', 'purity'])?.taxonomy.id).toBe('mft-5');
    expect(knownTarget(['HarmVirtue', 'HarmVice', 'FairnessVirtue', 'FairnessVice', 'IngroupVirtue', 'IngroupVice', 'PurityVice', 'AuthorityVirtue', 'MoralityGeneral'])?.taxonomy.id).toBe('mft-5');
    expect(knownTarget(['posemo', 'negemo'])).toBeUndefined();
  });

  it('takes the side of a foundation from the name of the category', () => {
    expect(poleOf('care.vice')).toEqual({ name: 'care', direction: -1 });
    expect(poleOf('virtue')).toEqual({ name: 'virtue' });
    const target = knownTarget(['care', 'fairness', 'loyalty', 'authority', 'purity']);
    expect(target && matchCategories(['harm', 'HarmVirtue', 'sanctity_vice', 'ingroup', 'constructor'], target)).toEqual([
      { label: 'care', direction: -1 },
      { label: 'care', direction: 1 },
      { label: 'sanctity', direction: -1 },
      { label: 'loyalty' },
      undefined,
    ]);
  });

  it('shows categories that fit nothing as labels of their own', async () => {
    const { info } = await load(new LexiconService(), { files: { 'a.json': '{"Joy of words": ["pun"], "numbers": ["one"]}' } });
    expect(info.taxonomies?.[0]?.labels.map(({ name }) => name)).toEqual(['Joy of words', 'numbers']);
  });

  it('lets a word of the eMFD count for its largest foundation alone', async () => {
    const service = new LexiconService();
    await load(service, { files: { 'emfd.csv': 'word,care_p,fairness_p,care_sent,fairness_sent\nmercy,0.4,0.1,0.6,0\nfraud,0.05,0.3,-0.2,-0.5\n' } });
    const [batch] = await encode(service, ['mercy', 'fraud']);
    expect(batch && [...batch.logits].map((score) => score > 0)).toEqual([true, false, false, true]);
  });

  it('refuses a lexicon without any label of the set', async () => {
    await expect(load(new LexiconService(), { files: { 'a.json': '{"weather": ["rain"]}' }, labelSet: set })).rejects.toThrow(/No category of the lexicon \(weather\) has the id, name or other name of a label of “Mine”/);
  });

  it('has another digest for other words, other labels and other ways to compare', async () => {
    const digest = async (request: Parameters<typeof load>[1]): Promise<string> => (await load(new LexiconService(), request)).info.digest;
    const files = { 'a.json': '{"kindness": ["hug"]}' };
    const digests = [
      await digest({ files, labelSet: set }),
      await digest({ files: { 'a.json': '{"kindness": ["kiss"]}' }, labelSet: set }),
      await digest({ files, labelSet: { ...set, id: 'other' } }),
      await digest({ files, labelSet: set, match: { ignoreMarks: true } }),
    ];
    expect(new Set(digests).size).toBe(4);
    expect(await digest({ files, labelSet: set })).toBe(digests[0]);
  });

  it('gives a few texts first and stops when it is told to', async () => {
    const service = new LexiconService();
    await load(service, { files: { 'a.json': '{"kindness": ["hug"]}' }, labelSet: set });
    const sizes: number[] = [];
    await service.encode({ id: 7, texts: Array.from({ length: 5000 }, () => 'a hug') }, async ({ indices }) => {
      sizes.push(indices.length);
      if (sizes.length === 2) service.cancel(7);
    });
    expect(sizes).toHaveLength(2);
    expect(sizes[0]).toBe(8);
  });

  it('knows labels by their place in a tree of any depth', () => {
    const deep: LabelSet = { ...set, labels: [{ id: 'a', name: 'A' }, { id: 'b', name: 'B', parent: 'a' }, { id: 'c', name: 'C', parent: 'b' }] };
    const { taxonomy } = targetOfSet(deep);
    expect(taxonomy.labels.map(({ id, group }) => [id, group])).toEqual([['c', 'a']]);
    expect(taxonomy.groupNames).toEqual({ a: 'A' });
  });
});
