import { TaggerError } from '../errors.ts';
import { findCrosswalk, weightOf } from '../taxonomy/crosswalks.ts';
import { ownCrosswalk, ownTaxonomy } from '../taxonomy/own.ts';
import { getTaxonomy, taxonomies } from '../taxonomy/registry.ts';
import type { Crosswalk, LabelId, Taxonomy, TaxonomyId } from '../taxonomy/types.ts';
import { directionOf } from './direction.ts';
import type { Confidence, DirectionScores, Head, ModelInfo, Tag, TaggedSentence } from './types.ts';

/** A taxonomy as a model can show it: by a head of its own, or by a head whose labels a crosswalk rolls up. */
export interface View {
  readonly taxonomy: Taxonomy;
  readonly head: Head;
  readonly crosswalk?: Crosswalk;
  /** Heads of the same labels that tell whether each is attained or constrained, where the model has them. */
  readonly poles?: { readonly attained: Head; readonly constrained: Head };
}

type Scored = Pick<TaggedSentence, 'scores' | 'directions' | 'spread' | 'disagreement'>;

/** Confidence at which a label's fitted threshold lies. */
export const FITTED: Confidence = 0.5;

/**
 * Confidence of a score: the line from (0, 0) to (threshold, 0.5), then the line from there to (1, 1). It is at least
 * 0.5 exactly when the score reaches the threshold. At a threshold of 0 every score reaches it (0 ↦ 0.5); at a
 * threshold of 1 only 1 does, and has confidence 1. Scores outside 0 to 1 are brought inside.
 */
export function confidenceOf(score: number, threshold: number): Confidence {
  if (score >= 1) return 1;
  if (score < 0) return confidenceOf(0, threshold);
  return score >= threshold ? 0.5 + (0.5 * (score - threshold)) / (1 - threshold) : (0.5 * score) / threshold;
}

/** The smallest score (0 to 1) whose confidence is at least `confidence`, up to rounding: the inverse of {@link confidenceOf}. */
export function scoreAt(confidence: Confidence, threshold: number): number {
  if (confidence <= 0) return 0;
  if (confidence >= 1) return 1;
  return confidence < 0.5 ? 2 * confidence * threshold : threshold + (2 * confidence - 1) * (1 - threshold);
}

/** What a model says of its labels. */
export type ModelLabels = Pick<ModelInfo, 'heads' | 'taxonomies' | 'crosswalks'>;

/**
 * How `model` shows a taxonomy: with the head of that taxonomy, else with its first head that a crosswalk leads from;
 * undefined where it has neither or the toolkit does not know the taxonomy.
 */
export function resolveView(model: ModelLabels, id: TaxonomyId): View | undefined {
  const own = model.heads.find((head) => head.taxonomy === id);
  const taxonomy = model.taxonomies?.find((given) => given.id === id) ?? getTaxonomy(id) ?? (own && ownTaxonomy(own));
  if (taxonomy === undefined) return undefined;
  if (own !== undefined) return { taxonomy, head: own, ...polesOf(model, own) };
  for (const head of model.heads) {
    const crosswalk = ownCrosswalk(head, id) ?? model.crosswalks?.find(({ from, to }) => from === head.taxonomy && to === id) ?? findCrosswalk(head.taxonomy, id);
    if (crosswalk !== undefined) return { taxonomy, head, crosswalk, ...polesOf(model, head) };
  }
  return undefined;
}

/** The heads by whose names a converted model of attained and constrained values tells them; labels must be the head's own. */
function polesOf({ heads }: ModelLabels, head: Head): Pick<View, 'poles'> {
  const like = (id: string): Head | undefined =>
    heads.find((other) => other.id === id && other !== head && other.taxonomy === head.taxonomy && other.labels.length === head.labels.length && other.labels.every((label, column) => label.id === head.labels[column]?.id));
  const [attained, constrained] = [like('attained'), like('constrained')];
  return attained && constrained ? { poles: { attained, constrained } } : {};
}

/** Taxonomies that `model` can show: those that it was made for first, then those of the toolkit, in the order in which it lists them, and then those of its heads alone. */
export function availableTaxonomies(model: ModelLabels): Taxonomy[] {
  const given = model.taxonomies ?? [];
  const own = model.heads.flatMap((head) => ownTaxonomy(head) ?? []);
  const all = new Map([...given, ...taxonomies, ...own].toReversed().map((taxonomy) => [taxonomy.id, taxonomy]));
  return [...all.values()].toReversed().filter(({ id }) => resolveView(model, id) !== undefined);
}

/**
 * Every label of the view's taxonomy that the head can speak of, with its score and confidence, in taxonomy order.
 * A rolled-up label takes both from its child with the largest confidence (not the largest score: thresholds differ),
 * or the means of both, as its crosswalk says.
 * @throws {TaggerError} `invalid-input` where the sentence lacks the head's scores or has another number of them
 */
export function readSentence(sentence: Scored, view: View): Tag[] {
  return collect(sentence, view, -Infinity);
}

/**
 * The labels that the sentence has at `confidence` or above, strongest first, equals in taxonomy order.
 * @throws {TaggerError} as {@link readSentence}
 */
export function decide(sentence: Scored, view: View, confidence: Confidence = FITTED): Tag[] {
  return collect(sentence, view, confidence).sort((a, b) => b.confidence - a.confidence);
}

/**
 * One confidence per label of the view's taxonomy, in its order; 0 for a label that the head cannot speak of.
 * For counting over long texts, where {@link Tag} objects would cost too much. 64-bit, as rounding could lift a
 * confidence over a limit.
 * @throws {TaggerError} as {@link readSentence}
 */
export function confidencesOf(sentence: Pick<TaggedSentence, 'scores'>, view: View): Float64Array {
  const scores = scoresOf(sentence, view);
  const result = new Float64Array(view.taxonomy.labels.length);
  for (const reading of planOf(view)) result[reading.position] = Math.max(0, read(reading, scores).confidence);
  return result;
}

/** A label of the view's taxonomy and the columns of the head that speak of it. */
interface Reading {
  readonly label: string;
  /** Place in the taxonomy. */
  readonly position: number;
  readonly children: readonly { readonly column: number; readonly threshold: number; readonly weight: number }[];
  readonly rule: Crosswalk['rule'];
}

const plans = new WeakMap<View, readonly Reading[]>();

function planOf(view: View): readonly Reading[] {
  let plan = plans.get(view);
  if (plan === undefined) plans.set(view, (plan = makePlan(view)));
  return plan;
}

function makePlan({ taxonomy, head, crosswalk }: View): Reading[] {
  // By target: to look through all pairs would take long with thousands of labels.
  const byTarget = new Map<LabelId, Reading['children'][number][]>();
  for (const [column, { id: child, threshold }] of head.labels.entries()) {
    for (const target of new Set(crosswalk === undefined ? [child] : crosswalk.map[child])) {
      const entry = { column, threshold, weight: crosswalk === undefined ? 1 : weightOf(crosswalk, child, target) };
      const children = byTarget.get(target);
      if (children) children.push(entry);
      else byTarget.set(target, [entry]);
    }
  }
  const rule = crosswalk?.rule ?? 'max';
  return taxonomy.labels.map(({ id }, position) => ({ label: id, position, children: byTarget.get(id) ?? [], rule })).filter(({ children }) => children.length > 0);
}

/** Score and confidence of one label, as `readThrough` defines them; -Infinity where every score is missing. */
function read({ children, rule }: Reading, scores: Float32Array): { score: number; confidence: Confidence; column: number } {
  let best = -Infinity;
  let bestScore = 0;
  let bestColumn = -1;
  let [sum, sumOfScores, total] = [0, 0, 0];
  for (const { column, threshold, weight } of children) {
    const score = scores[column] ?? Number.NaN;
    const confidence = weight * confidenceOf(score, threshold);
    if (confidence > best) {
      best = confidence;
      bestScore = score;
      bestColumn = column;
    }
    sum += confidence;
    sumOfScores += weight * score;
    total += weight;
  }
  return rule === 'max' ? { score: bestScore, confidence: best, column: bestColumn } : { score: sumOfScores / total, confidence: sum / total, column: bestColumn };
}

function scoresOf({ scores }: Pick<TaggedSentence, 'scores'>, { head }: View): Float32Array {
  const own = scores[head.id];
  if (own?.length === head.labels.length) return own;
  throw new TaggerError(
    'invalid-input',
    `The sentence has ${own === undefined ? 'no scores' : `${own.length} scores`} of the head "${head.id}", which has ${head.labels.length} labels.`,
    'Read a sentence with the model that tagged it.',
  );
}

function collect(sentence: Scored, view: View, least: Confidence): Tag[] {
  const scores = scoresOf(sentence, view);
  const tags: Tag[] = [];
  for (const reading of planOf(view)) {
    const { score, confidence, column } = read(reading, scores);
    if (confidence < least || confidence === -Infinity) continue;
    const told = toldOf(sentence, view, reading.label, column);
    tags.push({
      label: reading.label,
      score,
      confidence,
      ...(told?.direction ? { direction: told.direction } : {}),
      ...(told ? { directionScores: { supports: told.supports, opposes: told.opposes } } : {}),
      ...distance('spread', sentence, view, column),
      ...distance('disagreement', sentence, view, column),
    });
  }
  return tags;
}

/** How far several readings of the head's label in a column lie apart, where there are several. */
function distance(kind: 'spread' | 'disagreement', sentence: Scored, { head }: View, column: number): Pick<Tag, 'spread' | 'disagreement'> {
  const far = sentence[kind]?.[head.id]?.[column];
  return far === undefined || Number.isNaN(far) ? {} : { [kind]: far };
}

/**
 * What is known of the direction of a label: by a second look, which may have asked about the view's labels or about the head's, or by heads of
 * the model itself.
 */
function toldOf({ scores, directions }: Scored, { head, poles }: View, label: LabelId, column: number): DirectionScores | undefined {
  const told = directions?.[label] ?? directions?.[head.labels[column]?.id ?? ''];
  if (told || !poles) return told;
  const [supports, opposes] = [scores[poles.attained.id]?.[column], scores[poles.constrained.id]?.[column]];
  const limits = { supports: poles.attained.labels[column]?.threshold ?? FITTED, opposes: poles.constrained.labels[column]?.threshold ?? FITTED };
  return supports === undefined || opposes === undefined ? undefined : directionOf(supports, opposes, limits);
}
