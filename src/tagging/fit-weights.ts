import { searchWeights, type FittedWeights, type Member, type WeightsOptions } from '../analysis/ensemble-weights.ts';
import { TaggerError } from '../errors.ts';
import type { LabelId, TaxonomyId } from '../taxonomy/types.ts';
import { FITTED, confidencesOf, resolveView, type View } from './decide.ts';
import type { TaggedSentence, Tagger } from './types.ts';

/** Texts of which people have said what labels they have. */
export interface GoldSample {
  readonly taxonomy: TaxonomyId;
  readonly items: readonly { readonly text: string; readonly labels: readonly LabelId[] }[];
}

/**
 * Weights for `createEnsemble` that are fitted on a gold sample; see `searchWeights`. An item of several sentences has a label
 * where one of them has it. The items are read one after the other as one text, so a tagger with context sees its neighbours.
 * @returns also the labels that were compared: those of the sample's taxonomy that every tagger knows
 * @throws {TaggerError} `invalid-input` where a tagger cannot be read in the taxonomy, or there is too little to fit on
 */
export async function fitWeights(gold: GoldSample, taggers: readonly Tagger[], options: WeightsOptions & { readonly signal?: AbortSignal } = {}): Promise<FittedWeights & { readonly labels: readonly LabelId[] }> {
  const texts = gold.items.map(({ text }) => text.replace(/\s+/gu, ' ').trim());
  const runs = await Promise.all(taggers.map(async (tagger) => await tagger.tag(texts.join('\n\n'), options.signal ? { signal: options.signal } : {})));
  const views = runs.map(({ model }) => {
    const view = resolveView(model, gold.taxonomy);
    if (!view) throw new TaggerError('invalid-input', `“${model.title}” cannot be read in “${gold.taxonomy}”.`, 'Leave it out, or give the sample’s labels in a taxonomy that all taggers have or have a crosswalk to.');
    return view;
  });
  const known = views.map(labelsOf);
  const labels = [...(known[0] ?? [])].filter((label) => known.every((own) => own.has(label)));
  const ends = endsOf(texts);
  const members = runs.map(({ sentences, model }, index): Member => {
    const view = views[index];
    const read = view && reader(view, labels);
    return { name: `${index + 1}: ${model.title}`, scores: read ? largest(sentences, ends, read.scores, labels.length) : [], thresholds: read?.thresholds ?? [] };
  });
  const truth = gold.items.map(({ labels: given }) => labels.map((label) => (given.includes(label) ? 1 : 0)));
  return { ...searchWeights(members, truth, options), labels };
}

function labelsOf({ head, crosswalk }: View): Set<LabelId> {
  return new Set(head.labels.flatMap(({ id }) => (crosswalk ? (crosswalk.map[id] ?? []) : [id])));
}

/** Scores and thresholds as an ensemble combines them: a head's own, or confidences where a crosswalk leads to the labels. */
function reader(view: View, labels: readonly LabelId[]): { scores: (sentence: TaggedSentence) => number[]; thresholds: number[] } {
  const { head, crosswalk, taxonomy } = view;
  if (crosswalk) {
    const places = labels.map((label) => taxonomy.labels.findIndex(({ id }) => id === label));
    return {
      scores: (sentence) => {
        const confidences = confidencesOf(sentence, view);
        return places.map((place) => confidences[place] ?? 0);
      },
      thresholds: labels.map(() => FITTED),
    };
  }
  const columns = labels.map((label) => head.labels.findIndex(({ id }) => id === label));
  return { scores: ({ scores }) => columns.map((column) => scores[head.id]?.[column] ?? 0), thresholds: columns.map((column) => head.labels[column]?.threshold ?? FITTED) };
}

/** Offsets at which the items end in the joined text. */
function endsOf(texts: readonly string[]): number[] {
  let at = 0;
  return texts.map((text) => {
    at += text.length + 2;
    return at;
  });
}

/** For each item the largest score of its sentences. */
function largest(sentences: readonly TaggedSentence[], ends: readonly number[], scores: (sentence: TaggedSentence) => number[], width: number): number[][] {
  const rows = ends.map(() => Array.from({ length: width }, () => 0));
  let item = 0;
  for (const sentence of sentences) {
    while (item < ends.length - 1 && sentence.start >= (ends[item] ?? Infinity)) item++;
    const row = rows[item];
    if (row) for (const [column, score] of scores(sentence).entries()) row[column] = Math.max(row[column] ?? 0, score);
  }
  return rows;
}
