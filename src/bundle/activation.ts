export type Activation = 'sigmoid' | 'softmax';

/** What a model's raw numbers say of the activation that belongs to them. */
export interface ActivationReview {
  readonly suggested: Activation;
  /** Why the choice needs a look; empty where nothing speaks against it. */
  readonly warnings: readonly string[];
  /** True where the graph gives probabilities already, so that any activation would be a second one. */
  readonly activatedAlready: boolean;
}

/** How close to 1 a row of probabilities sums. */
const CLOSE = 1e-3;
/** What 32-bit floats may be beyond 1 for a probability. */
const ROUNDING = 1e-6;

/** What a configuration's `problem_type` says of the activation. */
const STATED: Readonly<Record<string, Activation>> = { multi_label_classification: 'sigmoid', single_label_classification: 'softmax' };
const MEANS: Readonly<Record<Activation, string>> = { sigmoid: 'none, one or several labels', softmax: 'exactly one label' };

/** What the configuration says against a choice; undefined where nothing. */
export function contradiction(choice: Activation, problemType: string | undefined): string | undefined {
  const stated = STATED[problemType ?? ''];
  if (!stated || stated === choice) return undefined;
  return `config.json says that a text has ${MEANS[stated]} (${problemType}), which takes ${stated}; you have chosen ${choice}. With the wrong one all scores are wrong, and nothing looks broken.`;
}

/**
 * Looks at raw rows of several texts and at what the configuration says. A model that was trained with one activation and
 * is read with the other gives numbers that look right and are not.
 */
export function reviewActivation(rows: readonly ArrayLike<number>[], { problemType, labels }: { readonly problemType: string | undefined; readonly labels: readonly string[] }): ActivationReview {
  const numbers = rows.map((row) => Array.from(row));
  const inside = numbers.every((row) => row.every((value) => value >= 0 && value <= 1 + ROUNDING));
  const sums = numbers.map((row) => row.reduce((sum, value) => sum + value, 0));
  const sumToOne = inside && sums.every((sum) => Math.abs(sum - 1) < CLOSE) && labels.length > 1;
  const multi = problemType === 'multi_label_classification';
  const single = problemType === 'single_label_classification' || (problemType === undefined && labels.length === 2 && labels.some((name) => /^(?:no|not|non|absent|other|neither)\b/i.test(name)));
  const suggested: Activation = multi || (!single && labels.length !== 2) ? 'sigmoid' : 'softmax';
  const warnings: string[] = [];
  if (sumToOne) warnings.push('The numbers of each text sum to 1: the graph has applied softmax itself. Read once more they would all be wrong; export the model with logits.');
  else if (inside) warnings.push('All numbers lie between 0 and 1: the graph seems to have applied sigmoid itself. Export the model with logits.');
  if (problemType === undefined && labels.length > 1) warnings.push('config.json does not say how the outputs belong together (problem_type is missing). Value classifiers mostly give several labels at once, which takes sigmoid; where a text has exactly one label, it is softmax.');
  if (problemType === 'single_label_classification' && labels.length > 2) warnings.push('config.json says that a text has exactly one label, but names more than two. That is the default of the software that wrote it and often not meant; look at the model’s card.');
  return { suggested, warnings, activatedAlready: inside };
}
