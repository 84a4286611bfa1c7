import { describe, expect, it } from 'vitest';
import { wilsonInterval } from '../../../src/analysis/interval.ts';
import { profile, type Profile } from '../../../src/analysis/profile.ts';
import { schwartz4 } from '../../../src/taxonomy/schwartz-basic.ts';

const tag = (label: string, confidence: number) => ({ label, score: confidence, confidence });
const of = ({ labels }: Profile, id: string) => labels.find(({ label }) => label === id);

describe('wilsonInterval', () => {
  it('ends where the share would lie 1.96 standard errors off', () => {
    for (const [count, total] of [[8, 10], [1, 29], [0, 5], [5, 5], [300, 1000]] as const) {
      const { low, high } = wilsonInterval(count, total);
      for (const end of [low, high]) {
        const off = Math.abs(count / total - end);
        expect(off === 0 ? 0 : off / Math.sqrt((end * (1 - end)) / total)).toBeCloseTo(off === 0 ? 0 : 1.96, 4);
      }
    }
    expect(wilsonInterval(8, 10)).toEqual({ low: expect.closeTo(0.4902, 4), high: expect.closeTo(0.9433, 4) });
  });

  it('stays within 0 and 1, holds the share, and narrows as sentences are added', () => {
    for (const total of [1, 3, 10, 1000]) {
      for (let count = 0; count <= total; count++) {
        const { low, high } = wilsonInterval(count, total);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(count / total);
        expect(high).toBeGreaterThanOrEqual(count / total);
      }
    }
    const width = (total: number) => wilsonInterval(total / 2, total).high - wilsonInterval(total / 2, total).low;
    expect(width(400)).toBeLessThan(width(100));
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });
});

describe('profile', () => {
  const result = profile(
    [[tag('conservation', 0.6), tag('openness-to-change', 0.9)], [], [tag('conservation', 0.8)], [tag('conservation', 0.8), tag('stranger', 1)]],
    schwartz4,
  );

  it('counts sentences, not tags', () => {
    expect(result).toMatchObject({ sentences: 4, tagged: 3 });
    expect(result.labels.map(({ label, count }) => [label, count])).toEqual([
      ['openness-to-change', 1],
      ['self-enhancement', 0],
      ['conservation', 3],
      ['self-transcendence', 0],
    ]);
    expect(of(profile([[tag('conservation', 0.6), tag('conservation', 0.7)]], schwartz4), 'conservation')).toMatchObject({ count: 1, meanConfidence: 0.7 });
  });

  it('gives share, interval, mean confidence and the strongest sentences', () => {
    expect(of(result, 'conservation')).toEqual({
      label: 'conservation',
      count: 3,
      share: 0.75,
      interval: wilsonInterval(3, 4),
      meanConfidence: expect.closeTo(0.7333333),
      strongest: [2, 3, 0],
    });
    expect(of(result, 'self-enhancement')).toMatchObject({ share: 0, meanConfidence: undefined, strongest: [] });
  });

  it('names no more sentences than asked', () => {
    const many = Array.from({ length: 20 }, (_, index) => [tag('conservation', 0.5 + index / 100)]);
    expect(of(profile(many, schwartz4), 'conservation')?.strongest).toEqual([19, 18, 17, 16, 15]);
    expect(of(profile(many, schwartz4, 2), 'conservation')?.strongest).toEqual([19, 18]);
  });

  it('does not count sentences that have labels of another taxonomy only', () => {
    expect(profile([[tag('care', 0.9)]], schwartz4).tagged).toBe(0);
  });

  it('says of an empty text that nothing is known', () => {
    expect(of(profile([], schwartz4), 'conservation')).toMatchObject({ count: 0, share: 0, interval: { low: 0, high: 1 } });
  });
});
