import type { TaggedSentence } from '../tagging/types.ts';
import type { LabelId } from '../taxonomy/types.ts';
import type { LabelPhrases } from './phrases.ts';

/**
 * Standard deviations over neutral sentences at which a label's score is a half: the convention of “three sigma”. Fitted on
 * nothing.
 */
export const CLEARLY = 3;

/** Labels below which the mean over the set says nothing about a sentence. */
const ENOUGH = 3;

/** What stands for a label: its name, its definition and its phrases. */
export interface Description {
  readonly id: LabelId;
  readonly texts: readonly string[];
}

export function descriptionsOf(labels: readonly LabelPhrases[]): Description[] {
  return labels.map(({ id, name, definition, phrases }) => ({ id, texts: [...new Set([name, definition, ...phrases])] }));
}

/** The same without the text at `place` of each label that has others. */
export const withoutText = (descriptions: readonly Description[], place: number): Description[] =>
  descriptions.map(({ id, texts }) => ({ id, texts: texts.length > 1 ? texts.filter((_, at) => at !== place) : texts }));

/** Labels as directions in the space of a model's vectors, and how near neutral sentences come to each. */
export interface LabelVectors {
  readonly size: number;
  readonly count: number;
  /** Unit vectors, [labels][size]. */
  readonly directions: Float32Array;
  /** Mean over neutral sentences, a label. */
  readonly usual: Float32Array;
  /** Standard deviation over neutral sentences, of all labels together: with one of its own, a label that neutral sentences hardly move would outdo all others. */
  readonly deviation: number;
}

/** Products of numbers that are computed without a pause: a millisecond's worth where the processor is free, and no long task where it is shared. */
export const STEP = 500_000;

/**
 * @param vectors of every text of the descriptions
 * @param reference vectors of neutral sentences
 * @param pause lets the page do other things; there may be thousands of labels
 */
export async function labelVectors(
  descriptions: readonly Description[],
  vectors: ReadonlyMap<string, Float32Array>,
  reference: readonly Float32Array[],
  pause: () => Promise<void> = () => Promise.resolve(),
): Promise<LabelVectors> {
  const size = reference[0]?.length ?? 0;
  const count = descriptions.length;
  const directions = new Float32Array(count * size);
  let products = 0;
  const step = async (more: number): Promise<void> => {
    products += more;
    if (products < STEP) return;
    products = 0;
    await pause();
  };
  for (const [label, { texts }] of descriptions.entries()) {
    await step(4 * size * texts.length);
    const sum = new Float64Array(size);
    for (const text of texts) {
      const vector = vectors.get(text);
      const length = vector ? norm(vector) : 0;
      if (vector && length > 0) for (let k = 0; k < size; k++) sum[k] = (sum[k] ?? 0) + (vector[k] ?? 0) / length;
    }
    const length = norm(sum);
    for (let k = 0; k < size; k++) directions[label * size + k] = length > 0 ? (sum[k] ?? 0) / length : 0;
  }
  const nearness: Float32Array[] = [];
  for (const vector of reference) {
    await step(size * count);
    nearness.push(centredNearness({ size, count, directions }, vector));
  }
  const usual = new Float32Array(count);
  let squares = 0;
  for (let label = 0; label < count; label++) {
    const mean = nearness.reduce((sum, near) => sum + (near[label] ?? 0), 0) / nearness.length;
    usual[label] = mean;
    squares += nearness.reduce((sum, near) => sum + ((near[label] ?? 0) - mean) ** 2, 0) / nearness.length;
  }
  return { size, count, directions, usual, deviation: Math.max(1e-4, Math.sqrt(squares / Math.max(1, count))) };
}

/** Cosine to each label, less the mean over the set: sentences differ in how near they lie to everything. */
function centredNearness({ size, count, directions }: Pick<LabelVectors, 'size' | 'count' | 'directions'>, vector: Float32Array): Float32Array {
  const near = new Float32Array(count);
  const length = norm(vector) || 1;
  let sum = 0;
  for (let label = 0, at = 0; label < count; label++) {
    let product = 0;
    for (let k = 0; k < size; k++, at++) product += (directions[at] ?? 0) * (vector[k] ?? 0);
    near[label] = product / length;
    sum += product / length;
  }
  if (count < ENOUGH) return near;
  for (let label = 0; label < count; label++) near[label] = (near[label] ?? 0) - sum / count;
  return near;
}

/**
 * Reads a sentence's vector: how many standard deviations of neutral sentences its nearness to a label lies (z), and from
 * that a score, 1 / (1 + exp({@link CLEARLY} − z)).
 */
export function readVectors(labels: LabelVectors, head: string): (row: Float32Array) => Pick<TaggedSentence, 'scores'> {
  const { count, usual, deviation } = labels;
  return (row) => {
    const scores = new Float32Array(count);
    if (row[0] === -Infinity) return { scores: { [head]: scores } };
    const near = centredNearness(labels, row);
    for (let label = 0; label < count; label++) {
      const z = ((near[label] ?? 0) - (usual[label] ?? 0)) / deviation;
      scores[label] = 1 / (1 + Math.exp(CLEARLY - z));
    }
    return { scores: { [head]: scores } };
  };
}

function norm(vector: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < vector.length; k++) sum += (vector[k] ?? 0) ** 2;
  return Math.sqrt(sum);
}
