import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parsePairs, type TextPair } from '../../../models/evaluation/pairs.ts';
import { compareByKind } from '../../../models/evaluation/robustness.ts';
import type { LoadedModel } from '../../../models/evaluation/encode-in-browser.ts';

const HEADER = 'kind\toriginal\tchanged\n';

const model = {
  slices: [{ id: 'two', offset: 1, size: 2, activation: 'sigmoid' }],
  info: { heads: [{ id: 'two', labels: [{ id: 'care', threshold: 0.5 }, { id: 'face', threshold: 0.3 }] }] },
} as unknown as Pick<LoadedModel, 'slices' | 'info'>;

const logit = (p: number): number => Math.log(p / (1 - p));

/** Logits behind one column that belongs to no head. */
const rows = new Map(Object.entries({
  both: [0.9, 0.4], first: [0.88, 0.28], second: [0.2, 0.8], none: [0.1, 0.1],
}).map(([text, scores]) => [text, [7, ...scores.map(logit)]]));

const pair = (original: string, changed: string, kind = 'swap'): TextPair => ({ kind, original, changed });

describe('robustness', () => {
  it('counts lost, gained and kept tags, and clear changes apart from those at the edge', () => {
    const found = compareByKind(model, [pair('both', 'second'), pair('none', 'first'), pair('none', 'none'), pair('both', 'both')], rows)['swap']?.['two'];
    expect(found).toMatchObject({ pairs: 4, tags: 1, changed: 0.5, changedClearly: 0.5, lost: 0.25, gained: 0.25 });
    expect(found?.kept).toBeCloseTo((1 / 2 + 0 + 1) / 3, 6);
    expect(found?.meanChange).toBeCloseTo((0.7 + 0.4 + 0.78 + 0.18) / 8, 5);
    expect(found?.largestShift.label).toBe('face');
    expect(found?.largestShift.difference).toBeCloseTo((0.4 + 0.18) / 4, 5);
  });

  it('takes a tag that moved across its threshold by little for changed, but not clearly', () => {
    const edge = new Map([['a', [0, logit(0.52), -9]], ['b', [0, logit(0.48), -9]]]);
    expect(compareByKind(model, [pair('a', 'b')], edge)['swap']?.['two']).toMatchObject({ changed: 1, changedClearly: 0, kept: 0 });
  });

  it('keeps kinds apart, and has no share of kept tags where there are none', () => {
    const found = compareByKind(model, [pair('none', 'none', 'a'), pair('both', 'both', 'b')], rows);
    expect(Object.keys(found)).toEqual(['a', 'b']);
    expect(found['a']?.['two']?.kept).toBeNull();
    expect(found['b']?.['two']?.kept).toBe(1);
  });
});

describe('a table of pairs', () => {
  it('is read with quotes as text, whatever ends its lines', () => {
    expect(parsePairs('\uFEFFkind\toriginal\tchanged\r\ncase\t"We" help.\t"WE" HELP.\r\n\r\n', 'p.tsv')).toEqual([pair('"We" help.', '"WE" HELP.', 'case')]);
  });

  it('is there for every kind in the committed file', async () => {
    const file = 'models/evaluation/robustness/pairs.tsv';
    const pairs = parsePairs(await readFile(file, 'utf8'), file);
    expect(new Set(pairs.map(({ kind }) => kind)).size).toBe(9);
  });

  it.each([
    ['another header', 'kind\tbefore\tafter\n', /p\.tsv, line 1: the columns are not kind, original, changed/],
    ['a field too many', `${HEADER}a\tb\tc\td\n`, /line 2: there are 4 columns instead of 3/],
    ['an empty field', `${HEADER}a\tb\tc\n\tb\tc\n`, /line 3: "kind" is empty/],
    ['texts that do not differ', `${HEADER}a\tb\tb \n`, /line 2: both texts are the same/],
    ['no pair', HEADER, /line 2: there is no pair/],
    ['nothing at all', '', /line 1: the columns/],
  ])('is refused with %s', (_, text, message) => {
    expect(() => parsePairs(text, 'p.tsv')).toThrow(message);
  });
});
