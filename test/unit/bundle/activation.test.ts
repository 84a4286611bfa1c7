import { describe, expect, it } from 'vitest';
import { contradiction, reviewActivation } from '../../../src/bundle/activation.ts';

const logits = [[1.2, -3, 0.4], [-0.7, 2.2, -5]];
const labels = ['a', 'b', 'c'];

describe('reviewActivation', () => {
  it('has nothing against logits of a model that says what it is', () => {
    expect(reviewActivation(logits, { problemType: 'multi_label_classification', labels })).toEqual({ suggested: 'sigmoid', warnings: [], activatedAlready: false });
    expect(reviewActivation([[1, -1], [-2, 2]], { problemType: 'single_label_classification', labels: ['no', 'yes'] })).toEqual({ suggested: 'softmax', warnings: [], activatedAlready: false });
  });

  it('warns where the type is missing, or is the default that nobody has set', () => {
    expect(reviewActivation(logits, { problemType: undefined, labels })).toMatchObject({ suggested: 'sigmoid', warnings: [expect.stringMatching(/problem_type is missing/)] });
    expect(reviewActivation(logits, { problemType: 'single_label_classification', labels })).toMatchObject({ suggested: 'softmax', warnings: [expect.stringMatching(/exactly one label/)] });
  });

  it('warns of two labels as well where the type is missing: they may exclude each other or not', () => {
    const two = [[1, -1], [-2, 2]];
    expect(reviewActivation(two, { problemType: undefined, labels: ['care', 'fairness'] })).toMatchObject({ suggested: 'softmax', warnings: [expect.stringMatching(/problem_type is missing/)] });
    expect(reviewActivation(two, { problemType: undefined, labels: ['not care', 'care'] })).toMatchObject({ suggested: 'softmax', warnings: [expect.stringMatching(/problem_type is missing/)] });
    expect(reviewActivation([[1], [-2]], { problemType: undefined, labels: ['care'] }).warnings).toEqual([]);
  });

  it('takes probabilities that floats round beyond 1 for probabilities, and large logits for logits', () => {
    const rounded = [[1.000_000_1, 0], [0.5, 0.5]];
    expect(reviewActivation(rounded, { problemType: 'single_label_classification', labels: ['a', 'b'] })).toMatchObject({ activatedAlready: true, warnings: [expect.stringMatching(/sum to 1/)] });
    expect(reviewActivation([[20.5, 18], [30, 0.2]], { problemType: 'multi_label_classification', labels: ['a', 'b'] }).activatedAlready).toBe(false);
    expect(reviewActivation([[1.01, 0.2], [0.4, 0.2]], { problemType: 'multi_label_classification', labels: ['a', 'b'] }).activatedAlready).toBe(false);
  });

  it('sees numbers that are probabilities already', () => {
    expect(reviewActivation([[0.2, 0.5, 0.3], [0.9, 0.05, 0.05]], { problemType: 'multi_label_classification', labels })).toMatchObject({ activatedAlready: true, warnings: [expect.stringMatching(/sum to 1/)] });
    expect(reviewActivation([[0.9, 0.8, 0.3], [0.9, 0.05, 0.05]], { problemType: 'multi_label_classification', labels })).toMatchObject({ activatedAlready: true, warnings: [expect.stringMatching(/between 0 and 1/)] });
  });
});

describe('contradiction', () => {
  it('says what the configuration says against a choice, and nothing where it agrees or is silent', () => {
    expect(contradiction('softmax', 'multi_label_classification')).toMatch(/none, one or several labels \(multi_label_classification\), which takes sigmoid; you have chosen softmax/);
    expect(contradiction('sigmoid', 'single_label_classification')).toMatch(/exactly one label.*takes softmax; you have chosen sigmoid/);
    expect([contradiction('sigmoid', 'multi_label_classification'), contradiction('softmax', 'single_label_classification'), contradiction('softmax', undefined), contradiction('softmax', 'regression')]).toEqual([undefined, undefined, undefined, undefined]);
  });
});
