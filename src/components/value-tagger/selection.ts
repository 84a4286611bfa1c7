import { TaggerError } from '../../errors.ts';
import type { TaggedSentence, Tagger } from '../../tagging/types.ts';
import type { LabelId, TaxonomyId } from '../../taxonomy/types.ts';
import type { EvidenceState } from './details.ts';

/** The sentence whose details are open, and what of them. Knows no DOM. */
export class Selection {
  index: number | undefined;
  /** Label that is explained; undefined for the strongest. */
  explained: LabelId | undefined;
  /** All labels are shown. */
  all = false;
  readonly #onChange: () => void;
  #evidence: { readonly key: string; readonly state: EvidenceState } | undefined;
  #asking = new AbortController();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  choose(index: number | undefined): void {
    this.index = index;
    this.#forgetLabel();
  }

  explain(label: LabelId): void {
    this.explained = label;
    this.#onChange();
  }

  showAll(all: boolean): void {
    this.all = all;
    this.#onChange();
  }

  /** Labels are others: another taxonomy is read. */
  forgetLabels(): void {
    this.#forgetLabel();
  }

  /** What is known of the words that carry a label; undefined where the tagger cannot tell. */
  evidence(tagger: Tagger | undefined, label: LabelId | undefined): EvidenceState | undefined {
    if (!tagger?.explain || label === undefined) return undefined;
    return this.#evidence?.key === this.#key(label) ? this.#evidence.state : { kind: 'unknown' };
  }

  /** Asks which words carry a label. */
  async findWords(tagger: Tagger, sentence: TaggedSentence, label: LabelId, taxonomy: TaxonomyId): Promise<void> {
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const key = this.#key(label);
    const note = (state: EvidenceState): void => {
      if (signal.aborted) return;
      this.#evidence = { key, state };
      this.#onChange();
    };
    note({ kind: 'running' });
    try {
      note({ kind: 'found', words: (await tagger.explain?.(sentence, label, { taxonomy, signal })) ?? [] });
    } catch (error) {
      if (!(error instanceof TaggerError && error.code === 'aborted')) note({ kind: 'failed' });
    }
  }

  #key(label: LabelId): string {
    return `${this.index} ${label}`;
  }

  #forgetLabel(): void {
    this.#asking.abort();
    this.explained = undefined;
    this.#evidence = undefined;
    this.#onChange();
  }
}
