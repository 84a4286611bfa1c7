import type { LabelId } from './types.ts';

/** Two labels of `schwartz-20` that are often taken for each other. */
export interface ConfusablePair {
  readonly labels: readonly [LabelId, LabelId];
  /** The question whose answer tells them apart, the first label's answer first. */
  readonly question: string;
}

/** Pairs that annotators and models mix up, with the question that decides (collected from annotation guidelines). */
export const confusablePairs: readonly ConfusablePair[] = [
  {
    labels: ['security-personal', 'security-societal'],
    question: 'Is it the safety of oneself and of close people, or that of the country and its institutions?',
  },
  {
    labels: ['benevolence-caring', 'universalism-concern'],
    question: 'Is it the good of one’s own people, or of anybody at all?',
  },
  {
    labels: ['security-societal', 'universalism-concern'],
    question: 'Is disorder to be prevented, or is it about justice and compassion?',
  },
  {
    labels: ['power-resources', 'achievement'],
    question: 'Is it about having control of means, or about performing well? That money is mentioned decides nothing.',
  },
  {
    labels: ['conformity-rules', 'conformity-interpersonal'],
    question: 'Would a rule be broken, or would somebody’s feelings be hurt?',
  },
  {
    labels: ['stimulation', 'hedonism'],
    question: 'Is it the new and risky that attracts, or the pleasure?',
  },
  {
    labels: ['self-direction-thought', 'self-direction-action'],
    question: 'Is it about one’s own ideas and judgement, or about one’s own choices and deeds?',
  },
  {
    labels: ['tradition', 'conformity-rules'],
    question: 'Is it a custom that was handed down, or an obligation that holds now?',
  },
];

/** Pairs that `label` is part of. */
export function confusableWith(label: LabelId): readonly ConfusablePair[] {
  return confusablePairs.filter(({ labels }) => labels.includes(label));
}
