import { describe, expect, it } from 'vitest';
import { reviewActivation } from '../../../src/bundle/activation.ts';

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

  it('sees numbers that are probabilities already', () => {
    expect(reviewActivation([[0.2, 0.5, 0.3], [0.9, 0.05, 0.05]], { problemType: 'multi_label_classification', labels })).toMatchObject({ activatedAlready: true, warnings: [expect.stringMatching(/sum to 1/)] });
    expect(reviewActivation([[0.9, 0.8, 0.3], [0.9, 0.05, 0.05]], { problemType: 'multi_label_classification', labels })).toMatchObject({ activatedAlready: true, warnings: [expect.stringMatching(/between 0 and 1/)] });
  });
});
