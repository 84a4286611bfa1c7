import { describe, expect, it } from 'vitest';
import { effects, without, wordsOf } from '../../../src/tagging/occlusion.ts';
import { resolveView } from '../../../src/tagging/decide.ts';

const view = resolveView({ heads: [{ id: 'h', taxonomy: 'mft-5', trainingDomain: '', labels: ['care', 'fairness', 'loyalty', 'authority', 'sanctity'].map((id) => ({ id, threshold: 0.5 })) }] }, 'mft-5');
const scored = (care: number): { scores: Record<string, Float32Array> } => ({ scores: { h: Float32Array.of(care, 0, 0, 0, 0) } });

describe('the words of a sentence', () => {
  it('are letters and figures, with what ties them together', () => {
    const text = 'Don’t touch — the well-known No. 7, naïve 人 и мир!';
    expect(wordsOf(text).map(({ start, end }) => text.slice(start, end))).toEqual(['Don’t', 'touch', 'the', 'well-known', 'No', '7', 'naïve', '人', 'и', 'мир']);
    expect(wordsOf('… — !')).toEqual([]);
  });

  it('of a long sentence are left out several at once, and none is forgotten', () => {
    const text = Array.from({ length: 500 }, (_, index) => `w${index}`).join(' ');
    const stretches = wordsOf(text);
    expect(stretches.length).toBeLessThanOrEqual(64);
    expect(stretches.map(({ start, end }) => text.slice(start, end)).join(' ')).toBe(text);
  });

  it('are left out with the space around them', () => {
    expect(without('One two three.', { start: 4, end: 7 })).toBe('One three.');
    expect(without('One.', { start: 0, end: 3 })).toBe('.');
  });
});

describe('the effect of a word', () => {
  it('is the fall of the score without it, strongest first; rises and what engines differ by are none', () => {
    if (!view) throw new Error('no view');
    const words = [0, 1, 2, 3].map((start) => ({ start, end: start + 1 }));
    const found = effects(view, 'care', scored(0.8), words, [scored(0.7), scored(0.3), scored(0.795), scored(0.9)]);
    expect(found.map(({ start }) => start)).toEqual([1, 0]);
    expect(found[0]?.drop).toBeCloseTo(0.5);
    expect(found.map(({ weight }) => Math.round(weight * 100))).toEqual([100, 20]);
  });
});
