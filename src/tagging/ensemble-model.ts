import { sha256HexOfText } from '../hash.ts';
import { FITTED, confidencesOf, resolveView, type View } from './decide.ts';
import type { Head, HeadLabel, ModelInfo, TaggedSentence } from './types.ts';
import type { TaxonomyId } from '../taxonomy/types.ts';

/** Where one tagger speaks of a label, and with which share of the vote. */
interface Voice {
  readonly tagger: number;
  readonly head: string;
  /** Given where the head's labels are read through a crosswalk: then the column is that of the view's taxonomy. */
  readonly through?: View;
  readonly column: number;
  readonly weight: number;
}

interface MergedHead {
  readonly head: Head;
  /** For each label those who vote; their weights sum to 1. */
  readonly voices: readonly (readonly Voice[])[];
}

/** Several models as one: a head a taxonomy, labels matched by id and never by position. */
export class EnsembleModel {
  readonly info: ModelInfo;
  readonly #heads: readonly MergedHead[];

  /**
   * @param weights one a model, of which at least one is above 0
   * @param taxonomy one in which models without a head of it vote through their crosswalks
   */
  constructor(models: readonly ModelInfo[], weights: readonly number[], taxonomy?: TaxonomyId) {
    this.#heads = mergeHeads(models, weights, taxonomy);
    const heads = this.#heads.map(({ head }) => head);
    const unique = (list: readonly string[]): string[] => [...new Set(list)];
    const [first] = models;
    const shared = first?.languages.filter((language) => models.every(({ languages }) => languages.includes(language))) ?? [];
    this.info = {
      id: models.map(({ id }) => id).join('+'),
      title: models.map(({ title }) => title).join(' + '),
      revision: models.map(({ revision }) => revision).join(' + '),
      digest: sha256HexOfText(JSON.stringify([models.map(({ digest }) => digest), weights])),
      licence: unique(models.map(({ licence }) => licence)).join(' and '),
      credit: unique(models.flatMap(({ credit }) => credit)),
      languages: shared,
      trainingDomain: unique(models.flatMap(({ trainingDomain }) => trainingDomain)),
      heads,
      ...(models.some((model) => model.taxonomies) ? { taxonomies: byId(models.flatMap((model) => model.taxonomies ?? [])) } : {}),
      ...(models.some((model) => model.crosswalks) ? { crosswalks: models.flatMap((model) => model.crosswalks ?? []) } : {}),
      method: `Weighted mean of ${models.map(({ title }, index) => `${title} (${share(weights, index)})`).join(', ')}; nothing is left out by any of them alone.`,
      maxTokens: Math.min(...models.map(({ maxTokens }) => maxTokens)),
      bytes: models.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  /** One sentence from what each tagger said of it: means of probabilities, and how far apart they lie. */
  merge(sentences: readonly TaggedSentence[]): TaggedSentence | undefined {
    const [first] = sentences;
    if (!first) return undefined;
    const scores: Record<string, Float32Array> = {};
    const disagreement: Record<string, Float32Array> = {};
    const rolled = new Map<View, Float64Array>();
    const saidBy = ({ tagger, head, through, column }: Voice): number => {
      const sentence = sentences[tagger];
      if (!through) return sentence?.scores[head]?.[column] ?? Number.NaN;
      let confidences = rolled.get(through);
      if (!confidences && sentence) rolled.set(through, (confidences = confidencesOf(sentence, through)));
      return confidences?.[column] ?? Number.NaN;
    };
    for (const { head, voices } of this.#heads) {
      const means = new Float32Array(voices.length);
      const spreads = new Float32Array(voices.length);
      for (const [label, of] of voices.entries()) {
        const said = of.map(saidBy);
        means[label] = of.reduce((sum, { weight }, at) => sum + weight * (said[at] ?? Number.NaN), 0);
        spreads[label] = said.length > 1 ? Math.max(...said) - Math.min(...said) : Number.NaN;
      }
      scores[head.id] = means;
      disagreement[head.id] = spreads;
    }
    return { ...first, scores, disagreement, truncated: sentences.some(({ truncated }) => truncated), cached: sentences.every(({ cached }) => cached) };
  }
}

const byId = <T extends { readonly id: string }>(items: readonly T[]): T[] => [...new Map(items.map((item) => [item.id, item])).values()];

const share = (weights: readonly number[], index: number): string => ((weights[index] ?? 0) / weights.reduce((sum, weight) => sum + weight, 0)).toFixed(2);

/** What a model says in a taxonomy: by a head of it, or through a crosswalk as a head of confidences. */
function voiceOf(model: ModelInfo, taxonomy: TaxonomyId, mayCross: boolean): { head: Head; through?: View } | undefined {
  const own = model.heads.find((head) => head.taxonomy === taxonomy);
  if (own) return { head: own };
  const view = mayCross ? resolveView(model, taxonomy) : undefined;
  if (!view?.crosswalk) return undefined;
  const { head, crosswalk } = view;
  const spoken = new Set(head.labels.flatMap(({ id }) => crosswalk.map[id] ?? []));
  // Labels that nobody speaks of keep their place, so that columns are those of the taxonomy, and are no label of the head.
  return { head: { ...head, taxonomy, labels: view.taxonomy.labels.map(({ id }) => ({ id: spoken.has(id) ? id : '', threshold: FITTED })) }, through: view };
}

function mergeHeads(models: readonly ModelInfo[], weights: readonly number[], wanted?: TaxonomyId): MergedHead[] {
  const taxonomies = [...new Set([...(wanted === undefined ? [] : [wanted]), ...models.flatMap(({ heads }) => heads.map(({ taxonomy }) => taxonomy))])];
  const taken = new Set<string>();
  return taxonomies.flatMap((taxonomy) => {
    const found = models.flatMap((model, tagger) => {
      const voice = voiceOf(model, taxonomy, taxonomy === wanted);
      return voice ? [{ tagger, ...voice }] : [];
    });
    const ids = [...new Set(found.flatMap(({ head }) => head.labels.map(({ id }) => id)))].filter((id) => id !== '');
    const labels: HeadLabel[] = [];
    const voices = ids.map((id) => {
      const having = found.flatMap(({ tagger, head, through }) => {
        const column = head.labels.findIndex((label) => label.id === id);
        const label = head.labels[column];
        return label ? [{ tagger, head: head.id, column, label, weight: weights[tagger] ?? 0, ...(through ? { through } : {}) }] : [];
      });
      const sum = having.reduce((all, { weight }) => all + weight, 0);
      // A label of which only models of weight 0 speak is left to them.
      const voted = having.map(({ weight, ...voice }) => ({ ...voice, weight: sum > 0 ? weight / sum : 1 / having.length }));
      const { metrics: _single, ...described } = having[0]?.label ?? { id, threshold: 0.5 };
      labels.push({ ...described, threshold: voted.reduce((all, { weight, label }) => all + weight * label.threshold, 0) });
      return voted.map(({ label: _label, ...voice }) => voice);
    });
    if (ids.length === 0) return [];
    const [first] = found;
    let id = first?.head.id ?? taxonomy;
    while (taken.has(id)) id += '-2';
    taken.add(id);
    const head: Head = {
      id,
      taxonomy,
      labels,
      trainingDomain: [...new Set(found.map((one) => one.head.trainingDomain))].join('; '),
      ...(first?.head.crosswalk ? { crosswalk: first.head.crosswalk } : {}),
      ...(found.length > 1 ? { thresholdSource: 'weighted mean of the models’ thresholds, not fitted anew' } : first?.head.thresholdSource === undefined ? {} : { thresholdSource: first.head.thresholdSource }),
    };
    return [{ head, voices }];
  });
}
