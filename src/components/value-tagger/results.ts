import { availableTaxonomies, readSentence, resolveView, type View } from '../../tagging/decide.ts';
import type { Confidence, HeadLabel, ModelInfo, Tag, TaggedSentence } from '../../tagging/types.ts';
import { getLabel } from '../../taxonomy/registry.ts';
import type { Label, LabelId, Taxonomy, TaxonomyId } from '../../taxonomy/types.ts';
import { inSlices } from '../schedule.ts';
import { english, type Language } from '../locale/languages.ts';
import type { Say } from '../locale/say.ts';
import { namedIn } from '../locale/taxonomy-names.ts';
import type { Verdict } from '../corrections/types.ts';
import type { Code, Marks } from '../text-view/sentence.ts';
import type { ListedSentence } from '../value-list/order.ts';
import { Reading } from './reading.ts';

/** Shown with a sentence's details; one label is no way to read a text. */
const MORAL_PRESENCE = 'moral-presence';

/** F1 below which the model is said to be weak on a label. */
export const WEAK_F1 = 0.3;

const NONE: ReadonlyMap<LabelId, Verdict> = new Map();

/** What a run has found so far, and how it is read. Knows no DOM. */
export class Results {
  model: ModelInfo | undefined;
  view: View | undefined;
  reading: Reading | undefined;
  /** Sentences with scores. */
  received = 0;
  /** Another number whenever anything has changed. */
  version = 0;
  /** Those of which the model did not read the end. */
  truncated = 0;
  readonly #onRecounted: () => void;
  #byIndex: (TaggedSentence | undefined)[] = [];
  #recount = new AbortController();
  #language: Language = english;

  /** @param onRecounted called when all sentences are counted after a change of taxonomy */
  constructor(onRecounted: () => void) {
    this.#onRecounted = onRecounted;
  }

  /** Forgets the sentences; model and taxonomy stay. */
  clear(): void {
    this.version++;
    this.stop();
    this.#byIndex = [];
    this.received = 0;
    this.truncated = 0;
    this.reading = this.view && new Reading(this.view);
  }

  /** Ends counting in the background. */
  stop(): void {
    this.#recount.abort();
  }

  /** Everything is counted. */
  get settled(): boolean {
    return this.reading?.size === this.received;
  }

  sentence(index: number | undefined): TaggedSentence | undefined {
    return index === undefined ? undefined : this.#byIndex[index];
  }

  /** Sentences with scores so far, in the order of the text. */
  sentences(): TaggedSentence[] {
    return this.#byIndex.filter((sentence) => sentence !== undefined);
  }

  add(sentences: readonly TaggedSentence[]): void {
    this.version++;
    for (const sentence of sentences) {
      if (this.#byIndex[sentence.index]) continue;
      this.#byIndex[sentence.index] = sentence;
      this.received++;
      if (sentence.truncated) this.truncated++;
      this.reading?.add(sentence);
    }
  }

  /**
   * Reads all sentences in a taxonomy, in slices; {@link tags} is right at once.
   * @returns false where the model does not offer the taxonomy
   */
  open(model: ModelInfo, taxonomy: TaxonomyId, language: Language = english): boolean {
    const resolved = resolveView(model, taxonomy);
    if (!resolved) return false;
    this.#language = language;
    this.version++;
    const view = { ...resolved, taxonomy: namedIn(resolved.taxonomy, language) };
    const reading = new Reading(view);
    this.model = model;
    this.view = view;
    this.reading = reading;
    this.#recount.abort();
    this.#recount = new AbortController();
    void inSlices(this.sentences(), (sentence) => reading.add(sentence), this.#recount.signal).then((finished) => {
      if (finished) this.#onRecounted();
    });
    return true;
  }

  /** Labels that a sentence has: those of the model at this confidence, as a reader has corrected them. */
  labelsOf(sentence: TaggedSentence, confidence: Confidence, corrections: ReadonlyMap<LabelId, Verdict> = NONE): LabelId[] {
    const own = this.reading?.tags(sentence, confidence).map(({ label }) => label) ?? [];
    if (corrections.size === 0) return own;
    const added = [...corrections].filter(([label, verdict]) => verdict === 'add' && !own.includes(label)).map(([label]) => label);
    return [...own.filter((label) => corrections.get(label) !== 'reject'), ...added];
  }

  /** The sentences that are counted, as a list shows them, in the order of the text. */
  listed(confidence: Confidence, correctionsOf: (sentence: TaggedSentence) => ReadonlyMap<LabelId, Verdict>): ListedSentence[] {
    return this.sentences().flatMap((sentence): ListedSentence[] => {
      const row = this.reading?.row(sentence.index);
      if (!row) return [];
      let [strongest, distance] = [0, 1];
      for (const own of row) {
        strongest = Math.max(strongest, own);
        distance = Math.min(distance, Math.abs(own - confidence));
      }
      return [{ index: sentence.index, text: sentence.text, labels: this.labelsOf(sentence, confidence, correctionsOf(sentence)), strongest, distance }];
    });
  }

  /** What is drawn on a sentence. */
  marksOf(sentence: TaggedSentence, confidence: Confidence, corrections: ReadonlyMap<LabelId, Verdict> = NONE): Marks {
    const { say, list } = this.#words();
    const labels = this.labelsOf(sentence, confidence, corrections);
    const known = labels.map((label) => this.#label(label));
    const codes: Code[] = known.map((label, at) => ({ text: label?.code ?? '', label: labels[at] ?? '' }));
    const words = labels.length > 0 ? [say('sentence.appeals', list(labels.map((label, at) => known[at]?.name ?? label)))] : [];
    if ([...corrections.values()].some((verdict) => verdict !== 'agree')) words.push(say('sentence.corrected'));
    if (sentence.truncated) {
      codes.unshift({ text: say('sentence.cutCode') });
      words.push(say('sentence.cut'));
    }
    return { labels, codes, description: words.join(' ') };
  }

  #words(): { say: Say; list: (parts: readonly string[]) => string } {
    const { strings } = this.#language;
    return { say: strings.say, list: (parts) => strings.list(parts) };
  }

  #label(label: LabelId): Label | undefined {
    return this.view && getLabel(this.view.taxonomy, label);
  }

  /** All labels of a sentence with their scores, strongest first. */
  strengths(sentence: TaggedSentence): Tag[] {
    return this.view ? readSentence(sentence, this.view).sort((a, b) => b.confidence - a.confidence) : [];
  }

  /** What the model says of a label; undefined for one that is rolled up from others. */
  headLabel(label: LabelId): HeadLabel | undefined {
    return this.view?.crosswalk ? undefined : this.view?.head.labels.find(({ id }) => id === label);
  }

  /** Labels that the model knows badly. */
  weakLabels(): ReadonlySet<LabelId> {
    const labels = this.view?.taxonomy.labels ?? [];
    return new Set(labels.map(({ id }) => id).filter((id) => isWeak(this.headLabel(id))));
  }

  /** Score and threshold of moral language of any kind, where the model has a head for it. */
  moralPresence(sentence: TaggedSentence): { readonly score: number; readonly threshold: number } | undefined {
    const head = this.model?.heads.find(({ taxonomy }) => taxonomy === MORAL_PRESENCE);
    const score = head && sentence.scores[head.id]?.[0];
    const label = head?.labels[0];
    return score === undefined || label === undefined ? undefined : { score, threshold: label.threshold };
  }

  /** The next (1) or previous (-1) sentence with a label, round the end; undefined where there is none. */
  next(label: LabelId, from: number, direction: 1 | -1, confidence: Confidence): number | undefined {
    const total = this.#byIndex.length;
    for (let distance = 1; distance <= total; distance++) {
      const index = (((from + direction * distance) % total) + total) % total;
      const sentence = this.#byIndex[index];
      if (sentence && this.reading?.tags(sentence, confidence).some((tag) => tag.label === label)) return index;
    }
    return undefined;
  }
}

/** Taxonomies that a text can be read in. */
export function offered(model: ModelInfo): Taxonomy[] {
  return availableTaxonomies(model).filter(({ id }) => id !== MORAL_PRESENCE);
}

export function isWeak(label: HeadLabel | undefined): boolean {
  return label?.metrics !== undefined && label.metrics.f1 < WEAK_F1;
}
