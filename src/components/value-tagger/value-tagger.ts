import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Profile } from '../../analysis/profile.ts';
import { TaggerError } from '../../errors.ts';
import { FITTED, resolveView } from '../../tagging/decide.ts';
import type { Confidence, Device, ModelInfo, Notice, TaggedSentence, Tagger } from '../../tagging/types.ts';
import type { LabelId, TaxonomyId } from '../../taxonomy/types.ts';
import type { TextTypeVerdict } from '../../text/text-type.ts';
import { swapPalette } from '../palette-sheet.ts';
import { OncePerFrame } from '../schedule.ts';
import { sharedTagger } from '../shared-tagger.ts';
import { strings } from '../strings.ts';
import { textViewStyles } from '../text-view/text-view.styles.ts';
import { TextView } from '../text-view/text-view.ts';
import { tokens } from '../tokens.styles.ts';
import { confidenceStyles } from './confidence.styles.ts';
import { confidenceSlider } from './confidence.ts';
import { controlsStyles } from './controls.styles.ts';
import { taxonomySwitch } from './controls.ts';
import { detailsStyles } from './details.styles.ts';
import { details } from './details.ts';
import {
  ValueTaggerErrorEvent,
  ValueTaggerProgressEvent,
  ValueTaggerSelectEvent,
  ValueTaggerTaggedEvent,
  ValueTaggerTextTypeEvent,
} from './events.ts';
import { legendStyles } from './legend.styles.ts';
import { legend } from './legend.ts';
import { LightText } from './light-text.ts';
import { STEPS, type Reading } from './reading.ts';
import { offered, Results } from './results.ts';
import { Run, type RunState } from './run.ts';
import { statusStyles } from './status.styles.ts';
import { status } from './status.ts';
import { textTypeNoticeStyles } from './text-type-notice.styles.ts';
import { textTypeMessage, textTypeNotice } from './text-type-notice.ts';
import { valueTaggerStyles } from './value-tagger.styles.ts';

/** Width in pixels below which legend and profile become a sheet over the text. */
const NARROW = 800;

/**
 * Shows a text with the values that each of its sentences appeals to, as a model that runs in the page finds them.
 *
 * @slot - The text, where `text` does not give it; it is read and shown anew, mark-up left out.
 * @slot profile - Shown beside the text, above the legend: a chart of the whole text, say.
 * @slot evidence - Shown beneath the legend: the strongest sentences, say.
 * @slot status - Shown at the end of the line with counts and confidence.
 *
 * @fires {ValueTaggerProgressEvent} value-tagger-progress - A run has made a step.
 * @fires {ValueTaggerTaggedEvent} value-tagger-tagged - Sentences were tagged, or tagged anew for another taxonomy or confidence.
 * @fires {ValueTaggerSelectEvent} value-tagger-select - The details of a sentence were opened or closed.
 * @fires {ValueTaggerTextTypeEvent} value-tagger-text-type - It is known whether the text is of a kind that the model learned from.
 * @fires {ValueTaggerErrorEvent} value-tagger-error - A run failed.
 *
 * @csspart base - Everything in the element.
 * @csspart toolbar - The switch between taxonomies.
 * @csspart status - Progress, messages and notices.
 * @csspart text-type - The note on a text that is unlike what the model learned from.
 * @csspart text - The text itself.
 * @csspart side - Profile, legend and details.
 * @csspart legend - The labels with their counts.
 * @csspart details - What was found in the chosen sentence.
 * @csspart footer - Counts, confidence and what the model was trained on.
 * @csspart confidence - The slider with its histogram.
 *
 * @cssprop --value-tagger-paper - Colour of the page that the text stands on.
 * @cssprop --value-tagger-panel - Colour of panels.
 * @cssprop --value-tagger-ink - Colour of text.
 * @cssprop --value-tagger-soft-ink - Colour of secondary text.
 * @cssprop --value-tagger-rule - Colour of thin lines.
 * @cssprop --value-tagger-accent - Colour of what is chosen or focused.
 * @cssprop --value-tagger-text-font - Typeface of the text.
 * @cssprop --value-tagger-ui-font - Typeface of everything else.
 * @cssprop --value-tagger-text-size - Size of the text's letters.
 */
export class ValueTagger extends LitElement {
  static override styles = [tokens, textViewStyles, valueTaggerStyles, controlsStyles, statusStyles, textTypeNoticeStyles, confidenceStyles, legendStyles, detailsStyles];

  /** The text, shown as it is: mark-up in it is text too. A new text ends the run over the old one and starts its own. */
  @property({ converter: { fromAttribute: (value: string | null) => value ?? '' } })
  get text(): string {
    return this.#text;
  }
  set text(text: string) {
    const before = this.#text;
    // From code that is not type-checked, a missing text comes as null or undefined.
    this.#text = (text as string | null | undefined) ?? '';
    this.requestUpdate('text', before);
  }

  /** Label set that the sentences are read in; to change it runs no model. */
  @property() taxonomy: TaxonomyId = 'schwartz-20';

  /** How sure the model must be of a tag, 0 to 1; .5 is each label's fitted threshold. To change it runs no model. */
  @property({ type: Number }) confidence: Confidence = FITTED;

  /** Leaves out the check whether the text is of a kind that the model learned from, and the note that follows from it. */
  @property({ type: Boolean, attribute: 'without-text-check' }) withoutTextCheck = false;

  /** Tagger to use in place of the one that all elements of the page share. */
  @property({ attribute: false }) tagger: Tagger | undefined;

  /** Label whose sentences are brought out. */
  @property({ attribute: false }) highlight: LabelId | undefined;

  @state() private _run: RunState = { kind: 'idle' };
  @state() private _hovered: LabelId | undefined;
  @state() private _pinned: LabelId | undefined;
  @state() private _selected: number | undefined;
  @state() private _explained: LabelId | undefined;
  @state() private _allLabels = false;
  @state() private _narrow = false;
  @state() private _sheet = false;
  @state() private _textType: TextTypeVerdict | undefined;
  @state() private _noteDismissed = false;

  #text = '';
  #run: Run | undefined;
  /** What the results belong to. */
  #started: { readonly text: string; readonly tagger: Tagger | undefined } = { text: '', tagger: undefined };
  #textView: TextView | undefined;
  /** Sentence to which the legend has led last. */
  #steppedTo = -1;
  readonly #refresh = new OncePerFrame(() => this.#announceTags());
  readonly #results = new Results(() => this.#refresh.request());
  #width: ResizeObserver | undefined;

  constructor() {
    super();
    new LightText(this);
  }

  /** The model in use; undefined before it is loaded. */
  get model(): ModelInfo | undefined {
    return this.#results.model;
  }

  /** Where the model runs; undefined before it is loaded. */
  get device(): Device | undefined {
    return this.#started.tagger?.device;
  }

  /** What did not go as planned and stopped nothing. */
  get notices(): readonly Notice[] {
    return this.#started.tagger?.notices ?? [];
  }

  /** Where the run over the text stands. */
  get run(): RunState {
    return this._run;
  }

  /** What the text is like, and by which measures; undefined before it is known, for a blank text and where the check is left out. */
  get textType(): TextTypeVerdict | undefined {
    return this._textType;
  }

  /** Sentences with scores so far, in the order of the text. */
  get sentences(): readonly TaggedSentence[] {
    return this.#results.sentences();
  }

  /** The sentence of this index; undefined before it has scores. */
  sentence(index: number): TaggedSentence | undefined {
    return this.#results.sentence(index);
  }

  /**
   * All tags of the text taken together, as they stand; undefined before the model is loaded.
   * @param strongest sentences that are named for each label
   */
  profile(strongest = 5): Profile | undefined {
    return this.#results.reading?.profile(this.#confidence, strongest);
  }

  /** Tags the text, or goes on after {@link cancel} or an error. Setting `text` starts by itself. */
  start(): void {
    const tagger = this.tagger ?? sharedTagger();
    this.#run?.end();
    if (this.text !== this.#started.text || tagger !== this.#started.tagger) this.#begin(this.text, tagger);
    if (this.text.trim() === '') {
      this._run = { kind: 'idle' };
      return;
    }
    const listener = {
      onState: (state: RunState) => this.#noteState(state),
      onModel: (model: ModelInfo) => this.#openView(model),
      onSentences: (sentences: readonly TaggedSentence[]) => this.#noteSentences(sentences),
      onReset: (model: ModelInfo) => this.#restart(model),
      inSight: () => this.#textView?.inSight,
    };
    // A note that came later would push the text with its tags down.
    this.#run = new Run(tagger, this.text, listener, this.#checkText(this.text));
  }

  /** Stops the run; sentences that are tagged stay. */
  cancel(): void {
    this.#run?.cancel();
  }

  /** Opens the details of a sentence and brings it into sight. */
  select(index: number): void {
    if (!this.#results.sentence(index)) return;
    this.#textView?.reveal(index, false);
    this.#select(index, false);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#resume();
    // In the next frame: another layout within this one would be a loop.
    this.#width ??= new ResizeObserver(() => requestAnimationFrame(() => this.#measure()));
    this.#width.observe(this);
  }

  /** Takes up again, after the element was moved, what leaving the page has stopped; results are in the cache. */
  #resume(): void {
    this.#textView?.setText(this.#started.text);
    this.#textView?.add(this.#results.sentences());
    if (this.#results.model) this.#openView(this.#results.model);
    if (this._run.kind === 'running' || this.text !== this.#started.text) this.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#run?.end();
    this.#results.stop();
    this.#textView?.stop();
    this.#refresh.cancel();
    this.#width?.disconnect();
  }

  override firstUpdated(): void {
    const element = this.renderRoot.querySelector<HTMLElement>('.text');
    if (!element) return;
    this.#textView = new TextView(element, {
      marksOf: (sentence) => this.#results.marksOf(sentence, this.#confidence),
      select: (index, byKeyboard) => this.#select(index === this._selected ? undefined : index, byKeyboard),
    });
    this.addEventListener('keydown', (event) => this.#key(event));
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!this.hasUpdated) this.#measure();
    // Another tagger has another model, which is to come; the old one need not know the taxonomy.
    if (changed.has('taxonomy') && !changed.has('tagger') && this.#results.model) this.#changeTaxonomy(this.#results.model);
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('text') || changed.has('tagger')) {
      // After this update is over: the run's first state asks for the next one.
      queueMicrotask(() => this.isConnected && this.start());
    } else if (changed.has('confidence')) {
      this.#textView?.redraw();
      this.#refresh.request();
    }
    if (changed.has('withoutTextCheck') && this.#started.text.trim() !== '') void this.#checkText(this.#started.text);
    if (this.#textView) this.#textView.highlight = this._hovered ?? this._pinned ?? this.highlight;
  }

  override render(): TemplateResult {
    const { model, view, reading, received, truncated } = this.#results;
    return html`
      <div class=${this._narrow ? 'base narrow' : 'base wide'} part="base">
        <div class="columns">
          <div class="reading">
            <div class="toolbar" part="toolbar">
              ${model ? taxonomySwitch(offered(model), this.taxonomy, (id) => (this.taxonomy = id)) : nothing}
            </div>
            ${status(
              {
                state: this._run,
                sentences: received,
                truncated,
                device: this.device,
                notices: this.notices,
              },
              { cancel: () => this.cancel(), start: () => this.start() },
            )}
            ${textTypeNotice(this.#textTypeMessage(), () => this.#dismissNote())}
            ${this._narrow ? this.#domain() : nothing} ${this.#emptyNote()}
            <div
              class="text"
              part="text"
              role="group"
              aria-label=${strings.element.text(received)}
              aria-busy=${this._run.kind === 'running'}
              ?data-streaming=${this._run.kind === 'running'}
            ></div>
          </div>
          <aside class=${this._sheet ? 'side open' : 'side'} part="side" ?inert=${this._narrow && !this._sheet}>
            ${this._narrow && this._selected === undefined
              ? html`<button type="button" class="sheet-close" @click=${() => this.#closeSheet()}>${strings.legend.close}</button>`
              : nothing}
            ${this.#details()}
            <div class="overview" ?hidden=${this._selected !== undefined}>
              <slot name="profile"></slot>
              ${view && reading
                ? legend(
                    { taxonomy: view.taxonomy, counts: reading.counts(this.#confidence), weak: this.#results.weakLabels(), pinned: this._pinned },
                    {
                      hover: (label) => (this._hovered = label),
                      pin: (label) => (this._pinned = label),
                      step: (label, direction) => this.#step(label, direction),
                    },
                  )
                : nothing}
              <slot name="evidence"></slot>
            </div>
          </aside>
        </div>
        ${reading ? this.#footer(reading) : nothing}
      </div>
    `;
  }

  #measure(): void {
    const width = this.clientWidth;
    // Without any width the element is not shown, and nothing is to be decided.
    if (width > 0) this._narrow = width < NARROW;
  }

  get #confidence(): Confidence {
    const rounded = Math.round(this.confidence * STEPS) / STEPS;
    return Number.isFinite(rounded) ? Math.min(1, Math.max(0, rounded)) : FITTED;
  }

  #emptyNote(): TemplateResult | typeof nothing {
    if (this.text === '') return html`<p class="empty">${strings.element.empty}</p>`;
    const blank = this.text.trim() === '' || (this._run.kind === 'tagged' && this.#results.received === 0);
    return blank ? html`<p class="empty">${strings.element.blank}</p>` : nothing;
  }

  /** Finds out what the text is like; once for each text. */
  async #checkText(text: string): Promise<void> {
    if (this.withoutTextCheck || this._textType) return;
    // Without the check's code, which is fetched apart, there is just no note.
    const check = await import('../../text/text-type.ts').catch(() => undefined);
    const verdict = await check?.typeOfText(text);
    if (!verdict || text !== this.#started.text || this._textType) return;
    this._textType = verdict;
    this.dispatchEvent(new ValueTaggerTextTypeEvent(verdict));
  }

  #textTypeMessage(): string | undefined {
    if (!this._textType || this._noteDismissed || this.withoutTextCheck) return undefined;
    const readable = this.model?.languages ?? [];
    // Another model may read the language that the text is in.
    if (this._textType.languages.some((language) => readable.includes(language))) return undefined;
    return textTypeMessage(this._textType);
  }

  #dismissNote(): void {
    this._noteDismissed = true;
    // The button that had the focus is gone; the keyboard goes on at the text.
    void this.updateComplete.then(() => this.#focus('.sentence[tabindex="0"]'));
  }

  #domain(): TemplateResult | typeof nothing {
    const { model } = this.#results;
    return model && model.trainingDomain.length > 0 ? html`<p class="domain">${strings.domain(model.trainingDomain)}</p>` : nothing;
  }

  #footer(reading: Reading): TemplateResult {
    const tagged = reading.tagged(this.#confidence);
    return html`
      <footer class="footer" part="footer">
        <p class="totals">${strings.confidence.summary(tagged, reading.size)}</p>
        ${confidenceSlider(
          { confidence: this.#confidence, distribution: reading.distribution(), tagged, sentences: reading.size, fitted: reading.view.head.thresholdSource !== 'not fitted' },
          (confidence) => (this.confidence = confidence),
        )}
        <div class="footer-end">${this._narrow ? nothing : this.#domain()}<slot name="status"></slot></div>
        ${this._narrow
          ? html`<button type="button" class="sheet-open" aria-expanded=${this._sheet} @click=${() => this.#openSheet()}>
              ${strings.legend.open}
            </button>`
          : nothing}
      </footer>
    `;
  }

  #details(): TemplateResult | typeof nothing {
    const { view, received } = this.#results;
    const sentence = this.#results.sentence(this._selected);
    if (!sentence || !view) return nothing;
    return details(
      {
        sentence,
        total: received,
        taxonomy: view.taxonomy,
        confidence: this.#confidence,
        strengths: this.#results.strengths(sentence),
        headLabel: (label) => this.#results.headLabel(label),
        moral: this.#results.moralPresence(sentence),
        explained: this._explained,
        all: this._allLabels,
      },
      {
        close: () => this.#close(),
        explain: (label) => (this._explained = label),
        showAll: (all) => (this._allLabels = all),
      },
    );
  }

  /** Shows another text, of which nothing is known yet. */
  #begin(text: string, tagger: Tagger): void {
    this.#started = { text, tagger };
    this.#results.clear();
    this.#textView?.setText(text);
    this.#steppedTo = -1;
    this._selected = undefined;
    this._explained = undefined;
    this._pinned = undefined;
    this._sheet = false;
    this._textType = undefined;
    this._noteDismissed = false;
    this.#refresh.request();
  }

  #noteState(state: RunState): void {
    this._run = state;
    if (state.kind === 'running' && state.progress) this.dispatchEvent(new ValueTaggerProgressEvent(state.progress));
    if (state.kind === 'failed') this.dispatchEvent(new ValueTaggerErrorEvent(state.error));
    if (state.kind === 'tagged' || state.kind === 'cancelled') this.#refresh.request();
  }

  #noteSentences(sentences: readonly TaggedSentence[]): void {
    this.#results.add(sentences);
    this.#textView?.add(sentences);
    this.#refresh.request();
  }

  /** Forgets what another model than the loaded one has found; the text stays where it is. */
  #restart(model: ModelInfo): void {
    this.#results.clear();
    this.#textView?.setText(this.#started.text);
    this.#openView(model);
    this.#refresh.request();
  }

  /** Reads the sentences in the chosen taxonomy: those in sight at once, the counts of the others soon after. */
  /** A run that failed for want of the taxonomy goes on when a known one is chosen. */
  #changeTaxonomy(model: ModelInfo): void {
    const failed = this._run.kind === 'failed' && this._run.error.code === 'invalid-input';
    this.#openView(model);
    if (failed && resolveView(model, this.taxonomy)) queueMicrotask(() => this.isConnected && this.start());
  }

  #openView(model: ModelInfo): void {
    const before = this.#results.view?.taxonomy;
    if (!this.#results.open(model, this.taxonomy)) {
      const names = offered(model).map(({ id }) => id);
      this.#run?.end();
      this.#noteState({ kind: 'failed', error: new TaggerError('invalid-input', ...strings.element.unknownTaxonomy(this.taxonomy, names)) });
      return;
    }
    const after = this.#results.view?.taxonomy;
    if (after !== before) {
      this._pinned = undefined;
      this._explained = undefined;
      // The root that Lit makes is a shadow root; only its type is wider.
      swapPalette(this.renderRoot as ShadowRoot, before, after);
    }
    this.#textView?.redraw();
    this.requestUpdate();
  }

  #announceTags(): void {
    this.requestUpdate();
    const { reading, settled } = this.#results;
    if (!reading) return;
    this.dispatchEvent(
      new ValueTaggerTaggedEvent({
        taxonomy: reading.view.taxonomy.id,
        confidence: this.#confidence,
        sentences: reading.size,
        tagged: reading.tagged(this.#confidence),
        counts: reading.counts(this.#confidence),
        complete: this._run.kind !== 'running' && settled,
      }),
    );
  }

  #select(index: number | undefined, byKeyboard: boolean): void {
    this._selected = index;
    this._explained = undefined;
    this._sheet = index !== undefined;
    if (this.#textView) this.#textView.selected = index;
    this.dispatchEvent(new ValueTaggerSelectEvent(this.#results.sentence(index)));
    if (byKeyboard && index !== undefined) {
      void this.updateComplete.then(() => this.#focus('#details-title'));
    }
  }

  #close(): void {
    const index = this._selected;
    this.#select(undefined, false);
    // Only after the sheet is gone can the text take the focus.
    if (index !== undefined) void this.updateComplete.then(() => this.#textView?.reveal(index, true));
  }

  #openSheet(): void {
    this._sheet = true;
    void this.updateComplete.then(() => this.#focus('.sheet-close'));
  }

  #closeSheet(): void {
    if (this._selected !== undefined) {
      this.#close();
      return;
    }
    this._sheet = false;
    void this.updateComplete.then(() => this.#focus('.sheet-open'));
  }

  #focus(selector: string): void {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    if (this._selected === undefined && !this._sheet) return;
    event.preventDefault();
    this.#closeSheet();
  }

  #step(label: LabelId, direction: 1 | -1): void {
    const index = this.#results.next(label, this.#steppedTo, direction, this.#confidence);
    if (index === undefined) return;
    this.#steppedTo = index;
    this._sheet = false;
    this.#textView?.reveal(index, false);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'value-tagger': ValueTagger;
  }
}
