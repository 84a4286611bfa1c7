import { describe, expect, it } from 'vitest';
import { profile } from '../../../src/analysis/profile.ts';
import { Reading, STEPS } from '../../../src/components/value-tagger/reading.ts';
import { decide, resolveView, type View } from '../../../src/tagging/decide.ts';
import type { TaggedSentence } from '../../../src/tagging/types.ts';
import { fakeModel, hashed } from './fake-tagger.ts';

function viewOf(taxonomy: string): View {
  const view = resolveView(fakeModel, taxonomy);
  if (!view) throw new Error(taxonomy);
  return view;
}

const sentences = Array.from({ length: 300 }, (_, index): TaggedSentence => {
  const text = `Sentence number ${index}.`;
  return { index, start: 0, end: 0, text, truncated: false, cached: false, scores: Object.fromEntries(fakeModel.heads.map((head) => [head.id, hashed(text, head)])) };
});

describe.each(['schwartz-20', 'schwartz-4', 'mft-6'])('a text read in %s', (taxonomy) => {
  const view = viewOf(taxonomy);
  const reading = new Reading(view);
  for (const sentence of sentences) reading.add(sentence);

  it.each([0.05, 0.29, 0.5, 0.57, 0.95])('has the tags, counts and profile that deciding each sentence gives, at %f', (confidence) => {
    const decided = sentences.map((sentence) => decide(sentence, view, confidence));
    for (const [index, sentence] of sentences.entries()) {
      expect(reading.tags(sentence, confidence)).toEqual(decided[index]?.map(({ label, confidence: own }) => ({ label, confidence: own })));
    }
    const expected = profile(decided, view.taxonomy, 3);
    const own = reading.profile(confidence, 3);
    expect(own.tagged).toBe(expected.tagged);
    expect(own.labels.map(({ meanConfidence, ...label }) => ({ ...label, mean: meanConfidence?.toFixed(9) }))).toEqual(
      expected.labels.map(({ meanConfidence, ...label }) => ({ ...label, mean: meanConfidence?.toFixed(9) })),
    );
    expect(reading.counts(confidence)).toEqual(new Map(expected.labels.map(({ label, count }) => [label, count])));
    expect(reading.distribution()[Math.round(confidence * STEPS)]).toBe(decided.flat().length);
  });
});

describe('a reading', () => {
  it('counts a sentence once', () => {
    const reading = new Reading(viewOf('schwartz-20'));
    const [first] = sentences;
    if (!first) throw new Error('no sentence');
    reading.add(first);
    reading.add(first);
    expect(reading.size).toBe(1);
    expect(reading.tagged(0)).toBe(1);
  });
});
