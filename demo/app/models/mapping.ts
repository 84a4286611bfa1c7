import { activate } from '../../../src/activation.ts';
import { contradiction, reviewActivation, type Activation, type ActivationReview } from '../../../src/bundle/activation.ts';
import { PROBES, type BundleChoices, type LabelChoice, type ProbeRows } from '../../../src/bundle/make-bundle.ts';
import { isPosition, labelNamed, matchLabels, ownIds, readLabelList } from '../../../src/bundle/match-labels.ts';
import type { PlainFolder } from '../../../src/bundle/types.ts';
import { getLabel, getTaxonomy } from '../../../src/taxonomy/index.ts';

/** What an output is; `undefined` where nobody has said so yet. */
export type Chosen = string | undefined;
/** For an output that is no label of the taxonomy. */
export const NONE = '';
/** Choice of a taxonomy: the names in the configuration are the labels. */
export const OWN = 'own';

/** What a person says of a model without a manifest, as it grows. Knows no DOM. */
export class Mapping {
  readonly folder: PlainFolder;
  readonly rows: ProbeRows;
  readonly review: ActivationReview;
  /** Names of the outputs as they count: from the configuration, or from a pasted list. */
  names: string[];
  title: string;
  licence = '';
  taxonomy: string;
  /** For a known taxonomy: which label each output is. */
  chosen: Chosen[];
  activation: Activation;
  /** For labels of its own: taxonomy that they are rolled up into, and the label that each counts for. */
  rollUp: { readonly to: string; readonly parents: readonly (string | undefined)[] } | undefined;

  constructor(folder: PlainFolder, rows: ProbeRows) {
    this.folder = folder;
    this.rows = rows;
    this.names = [...folder.outputLabels];
    this.title = folder.title;
    this.review = reviewActivation(rows, { problemType: folder.problemType, labels: folder.outputLabels });
    this.activation = this.review.suggested;
    this.taxonomy = OWN;
    this.chosen = this.names.map(() => undefined);
    this.#match();
  }

  /** True where the configuration only counts the outputs: then a person must say what they are. */
  get positions(): boolean {
    return this.folder.outputLabels.every(isPosition);
  }

  #match(): void {
    const match = matchLabels(this.names);
    this.rollUp = undefined;
    if (match.kind === 'known') {
      this.taxonomy = match.taxonomy;
      this.chosen = match.labels.map((label) => label ?? NONE);
    } else if (match.kind === 'positions') {
      this.taxonomy = match.taxonomy ?? OWN;
      this.chosen = this.names.map(() => undefined);
    } else {
      this.taxonomy = OWN;
      if (match.kind === 'sides') this.rollUp = { to: match.taxonomy, parents: match.parents };
    }
  }

  /** Takes names from a list, one for each output. @returns what is wrong with it; undefined where it was taken */
  paste(list: string): string | undefined {
    const names = readLabelList(list);
    if (names.length !== this.folder.outputLabels.length) return `The list has ${names.length} names; the model has ${this.folder.outputLabels.length} outputs.`;
    this.names = names;
    this.#match();
    return undefined;
  }

  chooseTaxonomy(id: string): void {
    this.taxonomy = id;
    const taxonomy = getTaxonomy(id);
    // A name that only counts tells no label, whatever the taxonomy.
    this.chosen = this.names.map((name) => (taxonomy && !isPosition(name) ? (labelNamed(taxonomy, name) ?? NONE) : undefined));
  }

  /** Outputs of which nobody has said what they are. */
  get open(): number {
    return this.taxonomy === OWN ? this.names.filter((name) => isPosition(name)).length : this.chosen.filter((label) => label === undefined).length;
  }

  /** Labels that stand for several outputs, by name. */
  get twice(): string[] {
    if (this.taxonomy === OWN) return [];
    const given = this.chosen.filter((label): label is string => label !== undefined && label !== NONE);
    return [...new Set(given.filter((label, index) => given.indexOf(label) !== index))].map((label) => getLabel(this.taxonomy, label)?.name ?? label);
  }

  /** What keeps it from being used; empty where nothing does. */
  get problems(): string[] {
    const problems: string[] = [];
    if (this.review.activatedAlready) problems.push('The graph gives probabilities where logits are needed.');
    if (this.open > 0) problems.push(this.open === 1 ? 'Of one output it is not said what it is.' : `Of ${this.open} outputs it is not said what they are.`);
    if (this.twice.length > 0) problems.push(`${this.twice.join(', ')}: chosen for several outputs.`);
    if (this.taxonomy !== OWN && this.chosen.every((label) => label === undefined || label === NONE)) problems.push('No output is a label.');
    if (this.title.trim() === '') problems.push('The model has no name.');
    return problems;
  }

  /** What speaks against the activation as it is chosen now; it can be used all the same. */
  get warnings(): string[] {
    const against = contradiction(this.activation, this.folder.problemType);
    return [...this.review.warnings, ...(against === undefined ? [] : [against])];
  }

  get labels(): LabelChoice[] {
    const own = ownIds(this.names);
    return this.names.map((name, index): LabelChoice => {
      const parent = this.taxonomy === OWN ? this.rollUp?.parents[index] : undefined;
      const known = this.taxonomy === OWN ? undefined : this.chosen[index];
      const id = known === undefined || known === NONE ? (this.taxonomy === OWN ? (own[index] ?? '') : `not-${own[index] ?? index}`) : known;
      return { id, name: getLabel(this.taxonomy, id)?.name ?? name, ...(parent === undefined ? {} : { parent }) };
    });
  }

  get choices(): BundleChoices {
    return {
      title: this.title.trim(),
      taxonomy: this.taxonomy === OWN ? `own:${ownIds([this.title])[0] ?? 'labels'}` : this.taxonomy,
      labels: this.labels,
      ...(this.taxonomy === OWN && this.rollUp ? { rollUpTo: this.rollUp.to } : {}),
      activation: this.activation,
      licence: this.licence.trim(),
    };
  }

  /** The strongest labels of a few sentences as things stand: what a person can see a wrong order by. */
  examples(count = 3): { readonly text: string; readonly top: readonly { readonly name: string; readonly score: number }[] }[] {
    const { labels } = this;
    return PROBES.slice(0, count).map((text, index) => {
      const row = this.rows[index] ?? new Float32Array();
      const scores = activate(row, { id: '', offset: 0, size: row.length, activation: this.activation });
      const top = labels.map(({ name }, at) => ({ name: this.chosen[at] === undefined && this.taxonomy !== OWN ? (this.names[at] ?? name) : name, score: scores[at] ?? 0 }));
      return { text, top: top.sort((a, b) => b.score - a.score).slice(0, 3) };
    });
  }
}
