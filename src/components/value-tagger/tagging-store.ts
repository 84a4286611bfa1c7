import { TaggerError } from '../../errors.ts';
import { resolveView } from '../../tagging/decide.ts';
import type { ModelInfo, TagOptions, TaggedSentence, Tagger } from '../../tagging/types.ts';
import type { Taxonomy, TaxonomyId } from '../../taxonomy/types.ts';
import type { TextTypeVerdict } from '../../text/text-type.ts';
import { english, type Language } from '../locale/languages.ts';
import { offered, Results } from './results.ts';
import { Run, type RunState } from './run.ts';

/** What a store tells; always after its own state has changed. */
export interface StoreListener {
  /** Another text is read, of which nothing is known yet. */
  onText?(text: string): void;
  onState?(state: RunState): void;
  onSentences?(sentences: readonly TaggedSentence[]): void;
  /** All that was found is void, and comes anew for the same text. */
  onReset?(text: string): void;
  /** Sentences are read in another taxonomy, or in the same one by another model or in another language. */
  onView?(before: Taxonomy | undefined, after: Taxonomy | undefined): void;
  onTextType?(verdict: TextTypeVerdict): void;
  /** Counts are others. */
  onCounts?(): void;
  /** Asks which part of the text is to be tagged first. */
  inSight?: TagOptions['inSight'];
}

/** A text, the run over it and what the run has found. It knows no DOM: elements ask it and are told by it. */
export class TaggingStore {
  readonly results: Results;
  readonly #listener: StoreListener;
  #run: Run | undefined;
  #state: RunState = { kind: 'idle' };
  #text = '';
  #tagger: Tagger | undefined;
  #taxonomy: TaxonomyId = 'schwartz-20';
  #language: Language = english;
  #textType: TextTypeVerdict | undefined;
  /** Leaves out the check what the text is like. */
  withoutTextCheck = false;

  constructor(listener: StoreListener) {
    this.#listener = listener;
    this.results = new Results(() => listener.onCounts?.());
  }

  get state(): RunState {
    return this.#state;
  }

  /** Text that the results belong to. */
  get text(): string {
    return this.#text;
  }

  get tagger(): Tagger | undefined {
    return this.#tagger;
  }

  get textType(): TextTypeVerdict | undefined {
    return this.#textType;
  }

  /** Tags a text, or goes on with the one at hand after {@link cancel} or an error. */
  start(text: string, tagger: Tagger): void {
    this.#run?.end();
    if (text !== this.#text || tagger !== this.#tagger) this.#begin(text, tagger);
    if (text.trim() === '') {
      this.#setState({ kind: 'idle' });
      return;
    }
    const listener = {
      onState: (state: RunState) => this.#setState(state),
      onModel: (model: ModelInfo) => this.#open(model),
      onSentences: (sentences: readonly TaggedSentence[]) => {
        this.results.add(sentences);
        this.#listener.onSentences?.(sentences);
      },
      onReset: (model: ModelInfo) => {
        this.results.clear();
        this.#listener.onReset?.(this.#text);
        this.#open(model);
      },
      inSight: () => this.#listener.inSight?.(),
    };
    // A note that came later would push the text with its tags down.
    this.#run = new Run(tagger, text, listener, this.checkText());
  }

  /** Stops the run and says so; sentences that are tagged stay. */
  cancel(): void {
    this.#run?.cancel();
  }

  /** Nothing can be tagged. */
  fail(error: TaggerError): void {
    this.#run?.end();
    this.#setState({ kind: 'failed', error });
  }

  /** Stops everything silently; {@link start} takes it up again. */
  stop(): void {
    this.#run?.end();
    this.results.stop();
  }

  /** Counts anew after {@link stop}. */
  recount(): void {
    if (this.results.model) this.#open(this.results.model);
  }

  /** Reads the sentences in another taxonomy or language. @returns true where a run that had failed for want of the taxonomy can go on */
  read(taxonomy: TaxonomyId, language: Language): boolean {
    this.#taxonomy = taxonomy;
    this.#language = language;
    const { model } = this.results;
    if (!model) return false;
    const failed = this.#state.kind === 'failed' && this.#state.error.code === 'invalid-input';
    this.#open(model);
    return failed && resolveView(model, taxonomy) !== undefined;
  }

  /** Chooses taxonomy and language for the model that is to come. */
  expect(taxonomy: TaxonomyId, language: Language): void {
    this.#taxonomy = taxonomy;
    this.#language = language;
  }

  /** Finds out what the text is like; once for each text. Never rejects. */
  async checkText(): Promise<void> {
    const text = this.#text;
    if (this.withoutTextCheck || this.#textType || text.trim() === '') return;
    // Without the check's code, which is fetched apart, there is just no note.
    const check = await import('../../text/text-type.ts').catch(() => undefined);
    const verdict = await check?.typeOfText(text);
    if (!verdict || text !== this.#text || this.#textType) return;
    this.#textType = verdict;
    this.#listener.onTextType?.(verdict);
  }

  #begin(text: string, tagger: Tagger): void {
    this.#text = text;
    this.#tagger = tagger;
    this.#textType = undefined;
    this.results.clear();
    this.#listener.onText?.(text);
  }

  #setState(state: RunState): void {
    this.#state = state;
    this.#listener.onState?.(state);
  }

  #open(model: ModelInfo): void {
    const before = this.results.view?.taxonomy;
    if (!this.results.open(model, this.#taxonomy, this.#language)) {
      const { strings } = this.#language;
      const names = offered(model).map(({ id }) => id);
      this.fail(new TaggerError('invalid-input', strings.say('element.unknownTaxonomy', this.#taxonomy), strings.say('element.choose', names.join(', '))));
      return;
    }
    this.#listener.onView?.(before, this.results.view?.taxonomy);
  }
}
