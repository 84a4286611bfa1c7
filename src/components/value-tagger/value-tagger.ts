import type { PropertyValues, TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { Profile } from '../../analysis/profile.ts';
import type { Device, ModelInfo, Notice, TaggedSentence } from '../../tagging/types.ts';
import type { LabelId } from '../../taxonomy/types.ts';
import type { TextTypeVerdict } from '../../text/text-type.ts';
import type { CorrectionFormat } from '../corrections/export.ts';
import type { Correction } from '../corrections/types.ts';
import { languagesMayDiffer } from '../locale/locale-controller.ts';
import { sharedTagger } from '../shared-tagger.ts';
import { frame } from './frame.ts';
import { frameActions, frameState } from './frame-state.ts';
import { Navigation } from './navigation.ts';
import { fetchParts } from './parts.ts';
import { TaggerProperties } from './properties.ts';
import type { RunState } from './run.ts';
import { sheets } from './sheets.ts';
import { isView } from './view-switch.ts';
import { Workbench } from './workbench.ts';

/**
 * Shows a text with the values that each of its sentences appeals to, as a model that runs in the page finds them.
 *
 * @summary Marks human values and moral foundations in a text, in the page itself.
 * @tagname value-tagger
 *
 * @attr lang - Language that the element speaks: `en`, `de`, `fr` or `es`; without it that of the nearest element around it, or of the page.
 *
 * @slot - The text, where neither `text` nor `for` gives one; without JavaScript it simply stands there.
 * @slot profile - Shown beside the text, above the legend: a chart of the whole text, say.
 * @slot evidence - Shown beneath the legend: the strongest sentences, say.
 * @slot status - Shown at the end of the line with counts and confidence.
 *
 * @fires {ValueTaggerProgressEvent} value-tagger-progress - A run has made a step.
 * @fires {ValueTaggerTaggedEvent} value-tagger-tagged - Sentences were tagged, or tagged anew for another taxonomy or confidence.
 * @fires {ValueTaggerSelectEvent} value-tagger-select - The details of a sentence were opened or closed.
 * @fires {ValueTaggerCorrectEvent} value-tagger-correct - The reader agreed with a tag, rejected it, added one, or took that back.
 * @fires {ValueTaggerTextTypeEvent} value-tagger-text-type - It is known whether the text is of a kind that the model learned from.
 * @fires {ValueTaggerErrorEvent} value-tagger-error - A run failed.
 *
 * @csspart base - Everything in the element.
 * @csspart toolbar - The switches between views and between taxonomies.
 * @csspart views - The tabs of the views.
 * @csspart status - Progress, messages and notices.
 * @csspart text-type - The note on a text that is unlike what the model learned from.
 * @csspart text - The text itself.
 * @csspart list - The sentences as a table.
 * @csspart profile - The circle or the bars, and the two oppositions.
 * @csspart trend - The values along the text.
 * @csspart compare - Two versions of the text.
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
export class ValueTagger extends TaggerProperties {
  static override styles = sheets;

  @state() private _hovered: LabelId | undefined;

  readonly #work = new Workbench(this);
  readonly #navigation = new Navigation(this, this.#work);
  readonly #actions = frameActions(this, this.#work, this.#navigation, (label) => (this._hovered = label));

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'lang'];
  }

  /** The model in use; undefined before it is loaded. */
  get model(): ModelInfo | undefined {
    return this.#work.store.results.model;
  }

  /** Where the model runs; undefined before it is loaded. */
  get device(): Device | undefined {
    return this.#work.store.tagger?.device;
  }

  /** What did not go as planned and stopped nothing. */
  get notices(): readonly Notice[] {
    return this.#work.store.tagger?.notices ?? [];
  }

  /** Where the run over the text stands. */
  get run(): RunState {
    return this.#work.store.state;
  }

  /** What the text is like, and by which measures; undefined before it is known, for a blank text and where the check is left out. */
  get textType(): TextTypeVerdict | undefined {
    return this.#work.store.textType;
  }

  /** Sentences with scores so far, in the order of the text. */
  get sentences(): readonly TaggedSentence[] {
    return this.#work.store.results.sentences();
  }

  /** The sentence of this index; undefined before it has scores. */
  sentence(index: number): TaggedSentence | undefined {
    return this.#work.store.results.sentence(index);
  }

  /**
   * All tags of the text taken together, as they stand; undefined before the model is loaded.
   * @param strongest sentences that are named for each label
   */
  profile(strongest = 5): Profile | undefined {
    return this.#work.store.results.reading?.profile(this.chosenConfidence, strongest);
  }

  /** What the reader has said of the tags of this text, in the taxonomy that is shown. */
  corrections(): readonly Correction[] {
    const { results } = this.#work.store;
    return results.view ? this.#work.judging.about(results.sentences(), results.view.taxonomy) : [];
  }

  /** The same as a file's text, with the sentences; empty before the model is loaded. */
  exportCorrections(format: CorrectionFormat = 'json'): string {
    return this.#work.exportCorrections(format);
  }

  /** Tags the text, or goes on after {@link cancel} or an error. Setting `text` starts by itself. */
  start(): void {
    if (this.for !== '' && !this.#work.source.inPlace && this.text === '') {
      const { strings } = this.#work.locale;
      // Where there is such an element, its text comes with the code that marks it.
      if (!this.#find()) this.#work.fail(strings.say('element.noTarget', this.for), strings.say('element.noTargetHint'));
      return;
    }
    this.#work.store.start(this.text, this.tagger ?? sharedTagger(this.modelUrl));
  }

  /** Stops the run; sentences that are tagged stay. */
  cancel(): void {
    this.#work.store.cancel();
  }

  /** Opens the details of a sentence and brings it into sight; without an index it closes them. */
  select(index?: number, byKeyboard = false): void {
    if (index !== undefined && !this.sentence(index)) return;
    this.#navigation.select(index, byKeyboard);
  }

  /**
   * Fetches the code of all views ahead. Each is fetched by itself when it is first shown, and all when a text is tagged (unless the
   * browser is to save data); this is for pages that want them at once, to work without a network, say. Never rejects.
   */
  async prefetch(): Promise<void> {
    await fetchParts();
  }

  /** @internal Resolves when the element is drawn, with whatever parts are there. */
  get drawn(): Promise<boolean> {
    return super.getUpdateComplete();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#work.connect();
    if (!this.hasUpdated) return;
    this.#findOrTell();
    this.#work.resume();
    if (this.run.kind === 'running' || this.text !== this.#work.store.text) this.start();
    this.#watchWidth();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#work.stop();
    this.#navigation.sheet.unwatch();
  }

  override attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    super.attributeChangedCallback(name, before, after);
    if (name === 'lang') languagesMayDiffer();
  }

  override firstUpdated(): void {
    const element = this.renderRoot.querySelector<HTMLElement>('.text');
    if (element) this.#work.draw(element);
    this.#findOrTell();
    this.#watchWidth();
    // The root that Lit makes is a shadow root; only its type is wider.
    this.#navigation.listen(this.renderRoot as ShadowRoot);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!this.hasUpdated) this.#navigation.sheet.measure();
    const { store, locale } = this.#work;
    store.withoutTextCheck = this.withoutTextCheck;
    if (!isView(this.view)) this.view = 'text';
    if (!changed.has('taxonomy')) return;
    // Another tagger has another model, which is to come; the old one need not know the taxonomy.
    if (changed.has('tagger') || changed.has('modelUrl')) store.expect(this.taxonomy, locale.language);
    else if (store.read(this.taxonomy, locale.language)) queueMicrotask(() => this.isConnected && this.start());
  }

  override updated(changed: PropertyValues<this>): void {
    const { store, surface, comparing, locale } = this.#work;
    if (changed.has('for') && changed.get('for') !== undefined) this.#findOrTell();
    if (changed.has('text') || changed.has('tagger') || (changed.has('modelUrl') && changed.get('modelUrl') !== undefined)) {
      // After this update is over: the run's first state asks for the next one.
      queueMicrotask(() => this.isConnected && this.start());
    } else if (changed.has('confidence')) {
      surface?.redraw();
      this.#work.refresh();
    }
    if (changed.has('withoutTextCheck')) void store.checkText();
    if (surface) surface.highlight = this.#lit;
    const { tagger } = store;
    if (this.view === 'compare' && tagger && this.compareTo.trim() !== '' && (changed.has('view') || changed.has('compareTo') || changed.has('taxonomy') || changed.has('tagger')))
      queueMicrotask(() => comparing.start(this.compareTo, tagger, this.taxonomy, locale.language));
  }

  /** Resolves when the element is drawn, and all parts that it shows are there or could not be fetched. */
  protected override async getUpdateComplete(): Promise<boolean> {
    let complete = await this.drawn;
    while (this.#work.parts.settled) {
      await this.#work.parts.settled;
      complete = await this.drawn;
    }
    return complete;
  }

  override render(): TemplateResult {
    return frame(frameState(this, this.#work, this.#navigation, this.#lit), this.#actions);
  }

  /** Label whose sentences are brought out now. */
  get #lit(): LabelId | undefined {
    return this._hovered ?? this.#work.pinned ?? this.highlight;
  }

  /** Finds the text in the page or in the element's own content. @returns false where the page has no such place */
  #find(): boolean {
    const layer = this.renderRoot.querySelector<HTMLElement>('.overlay');
    return !layer || this.#work.find(this.for, layer);
  }

  #findOrTell(): void {
    if (!this.#find()) queueMicrotask(() => this.isConnected && this.start());
  }

  #watchWidth(): void {
    const base = this.renderRoot.querySelector('.base');
    if (base) this.#navigation.sheet.watch(base);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'value-tagger': ValueTagger;
  }
}
