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
  /** Mean and standard deviation over neutral sentences, a label. */
  readonly usual: Float32Array;
  readonly deviation: Float32Array;
}

/**
 * @param vectors of every text of the descriptions
 * @param reference vectors of neutral sentences
 */
export function labelVectors(descriptions: readonly Description[], vectors: ReadonlyMap<string, Float32Array>, reference: readonly Float32Array[]): LabelVectors {
  const size = reference[0]?.length ?? 0;
  const count = descriptions.length;
  const directions = new Float32Array(count * size);
  for (const [label, { texts }] of descriptions.entries()) {
    const sum = new Float64Array(size);
    for (const text of texts) {
      const vector = vectors.get(text);
      const length = vector ? norm(vector) : 0;
      if (vector && length > 0) for (let k = 0; k < size; k++) sum[k] = (sum[k] ?? 0) + (vector[k] ?? 0) / length;
    }
    const length = norm(sum);
    for (let k = 0; k < size; k++) directions[label * size + k] = length > 0 ? (sum[k] ?? 0) / length : 0;
  }
  const nearness = reference.map((vector) => centredNearness({ size, count, directions }, vector));
  const usual = new Float32Array(count);
  const deviation = new Float32Array(count);
  for (let label = 0; label < count; label++) {
    const mean = nearness.reduce((sum, near) => sum + (near[label] ?? 0), 0) / nearness.length;
    usual[label] = mean;
    deviation[label] = Math.max(1e-4, Math.sqrt(nearness.reduce((sum, near) => sum + ((near[label] ?? 0) - mean) ** 2, 0) / nearness.length));
  }
  return { size, count, directions, usual, deviation };
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
 * Reads a sentence's vector: how many standard deviations over neutral sentences its nearness to a label lies (z), and from
 * that a score, 1 / (1 + exp({@link CLEARLY} − z)).
 */
export function readVectors(labels: LabelVectors, head: string): (row: Float32Array) => Pick<TaggedSentence, 'scores'> {
  const { count, usual, deviation } = labels;
  return (row) => {
    const scores = new Float32Array(count);
    if (row[0] === -Infinity) return { scores: { [head]: scores } };
    const near = centredNearness(labels, row);
    for (let label = 0; label < count; label++) {
      const z = ((near[label] ?? 0) - (usual[label] ?? 0)) / (deviation[label] ?? 1);
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
