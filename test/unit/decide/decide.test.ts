import { describe, expect, it } from 'vitest';
import { TaggerError } from '../../../src/errors.ts';
import { availableTaxonomies, confidenceOf, confidencesOf, decide, readSentence, resolveView, scoreAt, type View } from '../../../src/tagging/decide.ts';
import type { Head } from '../../../src/tagging/types.ts';
import { schwartz20 } from '../../../src/taxonomy/schwartz-refined.ts';

const head = (id: string, taxonomy: string, thresholds: Record<string, number>): Head => ({
  id,
  taxonomy,
  labels: Object.entries(thresholds).map(([label, threshold]) => ({ id: label, threshold })),
  trainingDomain: 'English arguments',
});
const scored = (id: string, ...scores: number[]) => ({ scores: { [id]: Float32Array.from(scores) } });

// Not the taxonomy's order, and a label that the taxonomy does not have.
const values = head('values', 'schwartz-20', { 'security-societal': 0.2, stranger: 0.1, hedonism: 0.5, 'security-personal': 0.8 });
const model = { heads: [values, head('foundations', 'mft-6', { care: 0.5 })] };

function view(id: string): View {
  const found = resolveView(model, id);
  if (found === undefined) throw new Error(`no view of ${id}`);
  return found;
}

describe('confidenceOf', () => {
  it('maps 0, the threshold and 1 to 0, a half and 1, with straight lines between', () => {
    expect([0, 0.1, 0.2, 0.6, 1].map((score) => confidenceOf(score, 0.2))).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });

  it('reaches a half exactly where the score reaches the threshold', () => {
    for (let step = 0; step <= 1000; step++) {
      const threshold = step / 1000;
      const below = threshold - threshold * 2 ** -53;
      expect(confidenceOf(threshold, threshold)).toBeGreaterThanOrEqual(0.5);
      if (below < threshold) expect(confidenceOf(below, threshold)).toBeLessThan(0.5);
    }
  });

  it('handles thresholds at the ends', () => {
    expect([0, 0.5, 1].map((score) => confidenceOf(score, 0))).toEqual([0.5, 0.75, 1]);
    expect([0, 0.5, 1].map((score) => confidenceOf(score, 1))).toEqual([0, 0.25, 1]);
  });

  it('stays within 0 and 1 and gives nothing to what is no number', () => {
    expect([confidenceOf(-1, 0.3), confidenceOf(2, 0.3), confidenceOf(-1, 0)]).toEqual([0, 1, 0.5]);
    expect(confidenceOf(Number.NaN, 0.3) >= 0).toBe(false);
  });
});

describe('scoreAt', () => {
  it('is the inverse of confidenceOf', () => {
    for (const threshold of [0.01, 0.2, 0.5, 0.99]) {
      for (let confidence = 0; confidence <= 1; confidence += 0.05) expect(confidenceOf(scoreAt(confidence, threshold), threshold)).toBeCloseTo(confidence, 12);
    }
  });

  it('gives the smallest score that is confident enough where thresholds leave no choice', () => {
    expect([0.2, 0.5, 0.75].map((confidence) => scoreAt(confidence, 0))).toEqual([0, 0, 0.5]);
    expect([0.25, 0.5, 0.75].map((confidence) => scoreAt(confidence, 1))).toEqual([0.5, 1, 1]);
  });
});

describe('resolveView', () => {
  it('prefers a head of the taxonomy to a crosswalk', () => {
    expect(view('schwartz-20')).toEqual({ taxonomy: schwartz20, head: values });
    expect(view('schwartz-10')).toMatchObject({ head: values, crosswalk: { from: 'schwartz-20', to: 'schwartz-10' } });
  });

  it('is undefined for what the model cannot show', () => {
    expect(resolveView(model, 'touche-54')).toBeUndefined();
    expect(resolveView(model, 'hofstede')).toBeUndefined();
  });

  it('lists what the model can show', () => {
    expect(availableTaxonomies(model).map(({ id }) => id)).toEqual(['schwartz-20', 'schwartz-19', 'schwartz-10', 'schwartz-4', 'mft-6', 'mft-5']);
    expect(availableTaxonomies({ heads: [] })).toEqual([]);
  });
});

describe('readSentence', () => {
  it('gives every label that the head has, by id, in the order of the taxonomy', () => {
    expect(readSentence(scored('values', 0.6, 1, 0.25, 0.4), view('schwartz-20'))).toEqual([
      { label: 'hedonism', score: 0.25, confidence: 0.25 },
      { label: 'security-personal', score: expect.closeTo(0.4), confidence: expect.closeTo(0.25) },
      { label: 'security-societal', score: expect.closeTo(0.6), confidence: expect.closeTo(0.75) },
    ]);
  });

  it('rolls up by the largest confidence, not the largest score', () => {
    // 0.7 is below its threshold of 0.8, 0.6 is above its own of 0.2.
    const tags = readSentence(scored('values', 0.6, 0, 0, 0.7), view('schwartz-10'));
    expect(tags.find(({ label }) => label === 'security')).toEqual({ label: 'security', score: expect.closeTo(0.6), confidence: expect.closeTo(0.75) });
  });

  it('refuses a sentence without the scores of the head, and says so', () => {
    for (const sentence of [scored('other', 1), scored('values', 1)]) {
      expect(() => readSentence(sentence, view('schwartz-20'))).toThrowError(TaggerError);
    }
  });
});

describe('decide', () => {
  it('gives the labels that reach their thresholds, strongest first', () => {
    expect(decide(scored('values', 0.3, 1, 0.9, 0.7), view('schwartz-20')).map(({ label }) => label)).toEqual(['hedonism', 'security-societal']);
  });

  it('gives more at a lower confidence and fewer at a higher one', () => {
    const sentence = scored('values', 0.3, 1, 0.9, 0.7);
    expect(decide(sentence, view('schwartz-20'), 0.1)).toHaveLength(3);
    expect(decide(sentence, view('schwartz-20'), 0.8).map(({ label }) => label)).toEqual(['hedonism']);
    expect(decide(sentence, view('schwartz-20'), 1)).toEqual([]);
  });

  it('gives a group exactly when one of its members is given', () => {
    for (let step = 0; step < 200; step++) {
      const sentence = scored('values', (step * 37 % 100) / 100, 0, (step * 61 % 100) / 100, (step * 13 % 100) / 100);
      const members = decide(sentence, view('schwartz-20')).map(({ label }) => label);
      const groups = decide(sentence, view('schwartz-10')).map(({ label }) => label);
      expect(groups.includes('security')).toBe(members.some((label) => label.startsWith('security')));
      expect(groups.includes('hedonism')).toBe(members.includes('hedonism'));
    }
  });
});

describe('confidencesOf', () => {
  it('has the confidence of each label at its place in the taxonomy and 0 where the head has none', () => {
    const sentence = scored('values', 0.6, 1, 0.25, 0.4);
    const row = confidencesOf(sentence, view('schwartz-20'));
    const expected = new Map(readSentence(sentence, view('schwartz-20')).map(({ label, confidence }) => [label, confidence]));
    expect([...row]).toEqual(schwartz20.labels.map(({ id }) => expected.get(id) ?? 0));
  });
});

describe('what else is known of a tag', () => {
  const rolled = { heads: [head('six', 'mft-6', { care: 0.5, equality: 0.5, proportionality: 0.5 })] };
  const five = resolveView(rolled, 'mft-5');
  if (!five) throw new Error('no view');
  const told = (direction: 'supports' | 'opposes') => ({ direction, supports: direction === 'supports' ? 0.9 : 0.1, opposes: direction === 'opposes' ? 0.9 : 0.1 });

  it('is the direction of the label itself where it was asked about, through a crosswalk too, else that of the label that leads to it', () => {
    const asked = { ...scored('six', 0.1, 0.8, 0.2), directions: { fairness: told('opposes') } };
    expect(decide(asked, five)).toMatchObject([{ label: 'fairness', direction: 'opposes', directionScores: { supports: 0.1, opposes: 0.9 } }]);
    const finer = { ...scored('six', 0.1, 0.8, 0.2), directions: { equality: told('supports') } };
    expect(decide(finer, five)).toMatchObject([{ label: 'fairness', direction: 'supports' }]);
  });

  it('is how far paraphrases and taggers lie apart, and nothing where there was but one', () => {
    const known = view('schwartz-20');
    const apart = { ...scored('values', 0.9, 0, 0.9, 0), spread: { values: Float32Array.of(0.25, 0, Number.NaN, 0) }, disagreement: { values: Float32Array.of(Number.NaN, 0, 0.5, 0) } };
    const tags = new Map(decide(apart, known).map((tag) => [tag.label, tag]));
    expect(tags.get('security-societal')).toMatchObject({ spread: 0.25 });
    expect(tags.get('security-societal')).not.toHaveProperty('disagreement');
    expect(tags.get('hedonism')).toMatchObject({ disagreement: 0.5 });
    expect(tags.get('hedonism')).not.toHaveProperty('spread');
  });
});
