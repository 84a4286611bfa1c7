import { TaggerError } from '../errors.ts';
import type { ModelInfo } from '../model.ts';
import type { HeadSlice } from '../runtime/protocol.ts';

/** Columns of a row of logits. */
export interface EntailmentColumns {
  /** Where the model says that the premise entails the hypothesis. */
  readonly plus: number;
  /** Where it says the opposite: contradiction, or not_entailment in a model of two classes. */
  readonly minus: number;
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '');

/** What the opposite of entailment is called; a contradiction comes before all that is merely no entailment. */
const OPPOSITES = ['contradiction', 'notentailment', 'nonentailment'];

/**
 * Finds the classes by their names, in whatever case, and never by their place: models disagree on the order.
 *
 * The probability of a label is then softmax over these two alone, which is the logistic function of the difference of their
 * logits (Yin, Hay and Roth 2019, “Benchmarking Zero-shot Text Classification”, for entailment as classification; two of three
 * classes as in the zero-shot pipeline of Hugging Face transformers with `multi_label`).
 * @throws {TaggerError} `bundle-refused` where the model has no such classes
 */
export function entailmentColumns({ title, heads }: Pick<ModelInfo, 'title' | 'heads'>, slices: readonly HeadSlice[]): EntailmentColumns {
  for (const head of heads) {
    const offset = slices.find(({ id }) => id === head.id)?.offset ?? 0;
    const find = (wanted: string): number => head.labels.findIndex(({ id, name = id }) => plain(id) === wanted || plain(name) === wanted);
    const plus = find('entailment');
    const minus = OPPOSITES.map(find).find((column) => column !== -1);
    if (plus !== -1 && minus !== undefined) return { plus: offset + plus, minus: offset + minus };
  }
  const names = heads.flatMap(({ labels }) => labels.map(({ id, name = id }) => name));
  throw new TaggerError(
    'bundle-refused',
    `“${title}” is no model of entailment: none of its labels is called entailment, with contradiction or not_entailment beside it (${names.slice(0, 6).join(', ')}${names.length > 6 ? ' …' : ''}).`,
    'Choose a model that was trained on natural language inference, and see that its labels carry their names.',
  );
}

/** Probability from the difference of both logits. */
export const entailment = (difference: number): number => 1 / (1 + Math.exp(-difference));
