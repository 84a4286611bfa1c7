import { describe, expect, it } from 'vitest';
import { searchWeights, type Member } from '../../../src/analysis/ensemble-weights.ts';
import { random } from '../../../src/shuffle.ts';

/** Truth of 120 sentences and 4 labels, and members that know each cell with some certainty. */
function sample(certainties: readonly (readonly number[])[]): { members: Member[]; truth: number[][] } {
  const next = random(7);
  const truth = Array.from({ length: 120 }, () => Array.from({ length: 4 }, () => (next() < 0.3 ? 1 : 0)));
  const members = certainties.map((own, index) => ({
    name: `m${index}`,
    thresholds: [0.5, 0.5, 0.5, 0.5],
    scores: truth.map((row) => row.map((value, label) => (next() < (own[label] ?? 0.5) ? value : 1 - value) * 0.8 + 0.1)),
  }));
  return { members, truth };
}

describe('weights of an ensemble', () => {
  it.each(['macro-f1', 'log-loss'] as const)('are never worse than the best member alone, on the folds that are reported (%s)', (metric) => {
    for (const certainties of [[[0.9, 0.9, 0.9, 0.9], [0.5, 0.5, 0.5, 0.5]], [[0.9, 0.9, 0.6, 0.6], [0.6, 0.6, 0.9, 0.9]], [[0.7, 0.7, 0.7, 0.7], [0.7, 0.7, 0.7, 0.7], [0.7, 0.7, 0.7, 0.7]]]) {
      const { members, truth } = sample(certainties);
      const { weights, figures } = searchWeights(members, truth, { metric });
      const singles = Object.values(figures.singles);
      if (metric === 'macro-f1') expect(figures.chosen).toBeGreaterThanOrEqual(Math.max(...singles));
      else expect(figures.chosen).toBeLessThanOrEqual(Math.min(...singles));
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
      expect(weights.every((weight) => weight >= 0)).toBe(true);
    }
  });

  it('follow the member that is right, and give three that err apart each a say', () => {
    const good = sample([[0.95, 0.95, 0.95, 0.95], [0.3, 0.3, 0.3, 0.3]]);
    expect(searchWeights(good.members, good.truth).weights[0]).toBeGreaterThan(0.5);
    const apart = sample([[0.75, 0.75, 0.75, 0.75], [0.75, 0.75, 0.75, 0.75], [0.75, 0.75, 0.75, 0.75]]);
    const { weights, figures, chosen } = searchWeights(apart.members, apart.truth, { metric: 'log-loss' });
    expect(chosen).toBe('ensemble');
    expect(Math.min(...weights)).toBeGreaterThan(0.1);
    expect(figures.fitted).toBeLessThan(Math.min(...Object.values(figures.singles)));
  });

  it('are the same for the same sample, and say what they rest on', () => {
    const { members, truth } = sample([[0.8, 0.8, 0.6, 0.6], [0.6, 0.6, 0.8, 0.8]]);
    expect(searchWeights(members, truth)).toEqual(searchWeights(members, truth));
    expect(searchWeights(members, truth)).toMatchObject({ metric: 'macro-f1', folds: 5, sentences: 120 });
  });

  it('are refused where there is too little to fit on', () => {
    const { members, truth } = sample([[0.8], [0.8]]);
    expect(() => searchWeights(members.slice(0, 1), truth)).toThrowError(/two members/);
    expect(() => searchWeights(members.map((member) => ({ ...member, scores: member.scores.slice(0, 4) })), truth.slice(0, 4))).toThrowError(/4 sentences for 5 parts/);
  });
});
