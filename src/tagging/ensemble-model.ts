import { sha256HexOfText } from '../hash.ts';
import type { Head, HeadLabel, ModelInfo, TaggedSentence } from './types.ts';

/** Where one tagger speaks of a label, and with which share of the vote. */
interface Voice {
  readonly tagger: number;
  readonly head: string;
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

  /** @param weights one a model, of which at least one is above 0 */
  constructor(models: readonly ModelInfo[], weights: readonly number[]) {
    this.#heads = mergeHeads(models, weights);
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
    for (const { head, voices } of this.#heads) {
      const means = new Float32Array(voices.length);
      const spreads = new Float32Array(voices.length);
      for (const [label, of] of voices.entries()) {
        const said = of.map(({ tagger, head: id, column }) => sentences[tagger]?.scores[id]?.[column] ?? Number.NaN);
        means[label] = of.reduce((sum, { weight }, at) => sum + weight * (said[at] ?? Number.NaN), 0);
        spreads[label] = said.length > 1 ? Math.max(...said) - Math.min(...said) : Number.NaN;
      }
      scores[head.id] = means;
      disagreement[head.id] = spreads;
    }
    return { ...first, scores, disagreement, truncated: sentences.some(({ truncated }) => truncated), cached: sentences.every(({ cached }) => cached) };
  }
}

function mergeHeads(models: readonly ModelInfo[], weights: readonly number[]): MergedHead[] {
  const taxonomies = [...new Set(models.flatMap(({ heads }) => heads.map(({ taxonomy }) => taxonomy)))];
  const taken = new Set<string>();
  return taxonomies.map((taxonomy) => {
    const found = models.flatMap(({ heads }, tagger) => heads.filter((head) => head.taxonomy === taxonomy).slice(0, 1).map((head) => ({ tagger, head })));
    const ids = [...new Set(found.flatMap(({ head }) => head.labels.map(({ id }) => id)))];
    const labels: HeadLabel[] = [];
    const voices = ids.map((id) => {
      const having = found.flatMap(({ tagger, head }) => {
        const column = head.labels.findIndex((label) => label.id === id);
        const label = head.labels[column];
        return label ? [{ tagger, head: head.id, column, label, weight: weights[tagger] ?? 0 }] : [];
      });
      const sum = having.reduce((all, { weight }) => all + weight, 0);
      // A label of which only models of weight 0 speak is left to them.
      const voted = having.map(({ weight, ...voice }) => ({ ...voice, weight: sum > 0 ? weight / sum : 1 / having.length }));
      const { metrics: _single, ...described } = having[0]?.label ?? { id, threshold: 0.5 };
      labels.push({ ...described, threshold: voted.reduce((all, { weight, label }) => all + weight * label.threshold, 0) });
      return voted.map(({ label: _label, ...voice }) => voice);
    });
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
    return { head, voices };
  });
}
