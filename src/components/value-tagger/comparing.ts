import type { compare } from '../../analysis/compare.ts';
import type { Confidence, Tagger } from '../../tagging/types.ts';
import type { TaxonomyId } from '../../taxonomy/types.ts';
import type { Language } from '../locale/languages.ts';
import type { ComparedTexts } from '../value-compare/value-compare.ts';
import type { Results } from './results.ts';
import type { RunState } from './run.ts';
import { TaggingStore } from './tagging-store.ts';

/** The other version that a text is compared with, and what differs. */
export class Comparing {
  readonly #store: TaggingStore;
  #made: { readonly key: string; readonly texts: ComparedTexts } | undefined;

  constructor(onChange: () => void) {
    this.#store = new TaggingStore({ onState: onChange, onCounts: onChange, onView: onChange });
    this.#store.withoutTextCheck = true;
  }

  get state(): RunState {
    return this.#store.state;
  }

  /** Reads the other version, where it is not read already. */
  start(text: string, tagger: Tagger, taxonomy: TaxonomyId, language: Language): void {
    this.#store.expect(taxonomy, language);
    if (text === this.#store.text && tagger === this.#store.tagger && this.#store.state.kind !== 'idle') this.#store.read(taxonomy, language);
    else this.#store.start(text, tagger);
  }

  stop(): void {
    this.#store.stop();
  }

  /**
   * What differs; undefined while one of both is still read.
   * @param by what compares, whose code comes with the view
   */
  texts(own: Results, confidence: Confidence, by: typeof compare): ComparedTexts | undefined {
    const other = this.#store.results;
    const taxonomy = own.view?.taxonomy;
    if (!taxonomy || other.view?.taxonomy.id !== taxonomy.id || this.#store.state.kind !== 'tagged' || !own.settled || !other.settled) return undefined;
    const key = [taxonomy.title, confidence, own.version, other.version].join(' ');
    if (this.#made?.key !== key) {
      const read = (results: Results): { text: string; labels: readonly string[] }[] =>
        results.sentences().map((sentence) => ({ text: sentence.text, labels: results.labelsOf(sentence, confidence) }));
      const [before, after] = [read(other), read(own)];
      this.#made = { key, texts: { comparison: by(before, after, taxonomy), before: before.map(({ text }) => text), after: after.map(({ text }) => text) } };
    }
    return this.#made.texts;
  }
}
