import type { ReactiveControllerHost } from 'lit';
import { TaggerError } from '../../errors.ts';
import type { Confidence, TaggedSentence, Tagger } from '../../tagging/types.ts';
import type { LabelId, Taxonomy, TaxonomyId } from '../../taxonomy/types.ts';
import { sharedCorrections } from '../corrections/corrections.ts';
import type { CorrectionFormat } from '../corrections/export.ts';
import type { Verdict } from '../corrections/types.ts';
import { download } from '../download.ts';
import { fetchAhead } from '../fetch-ahead.ts';
import { LocaleController } from '../locale/locale-controller.ts';
import { swapPalette } from '../palette-sheet.ts';
import { OncePerFrame } from '../schedule.ts';
import type { ListedSentence } from '../value-list/order.ts';
import { Comparing } from './comparing.ts';
import * as events from './events.ts';
import { labelAtHand } from './frame.ts';
import { Judging } from './judging.ts';
import { fetchParts } from './parts.ts';
import type { RunState } from './run.ts';
import { Selection } from './selection.ts';
import { Surface } from './surface.ts';
import { TaggingStore } from './tagging-store.ts';
import { TextSource } from './text-source.ts';
import { WantedParts } from './wanted-parts.ts';

/** What the workbench asks of the element that it works for. */
export interface WorkbenchHost extends ReactiveControllerHost, HTMLElement {
  readonly taxonomy: TaxonomyId;
  readonly chosenConfidence: Confidence;
  readonly readonly: boolean;
  /** The text was found elsewhere: in the page or in the element's own content. */
  foundText(text: string): void;
  /** The details of a sentence were asked for, or closed. */
  select(index: number | undefined, byKeyboard?: boolean): void;
}

/** The parts of the element and how they work together; what they look like is told by `frame.ts`. */
export class Workbench {
  readonly locale: LocaleController;
  readonly store: TaggingStore;
  readonly selection: Selection;
  readonly comparing: Comparing;
  readonly judging: Judging;
  readonly source: TextSource;
  readonly parts: WantedParts;
  surface: Surface | undefined;
  pinned: LabelId | undefined;
  search = '';
  noteDismissed = false;
  readonly #host: WorkbenchHost;
  /** Sentence to which the legend has led last. */
  #steppedTo = -1;
  #listed: { readonly version: string; readonly sentences: readonly ListedSentence[] } | undefined;
  #corrected = 0;
  #stopHearing: (() => void) | undefined;
  readonly #refresh = new OncePerFrame(() => this.#announceTags());

  constructor(host: WorkbenchHost) {
    this.#host = host;
    const update = (): void => host.requestUpdate();
    this.locale = new LocaleController(host, () => this.#changeLanguage());
    this.parts = new WantedParts(host);
    this.selection = new Selection(update);
    this.comparing = new Comparing(update);
    this.judging = new Judging(sharedCorrections(), (event) => void host.dispatchEvent(event), update);
    this.source = new TextSource(host, {
      labelsOf: (sentence) => this.labelsOf(sentence),
      onText: (text) => host.foundText(text),
      onPlace: (inPlace) => {
        if (this.surface) this.surface.inPlace = inPlace;
        if (inPlace) this.#showAgain();
        update();
      },
      onFailure: () => this.fail(this.locale.strings.say('part.failed'), this.locale.strings.say('part.failedHint')),
      select: (index) => host.select(index),
    });
    this.store = new TaggingStore({
      onText: (text) => this.#begin(text),
      onState: (state) => this.#noteState(state),
      onSentences: (sentences) => {
        this.surface?.add(sentences);
        this.refresh();
      },
      onReset: (text) => {
        this.surface?.setText(text);
        this.refresh();
      },
      onView: (before, after) => this.#changeView(before, after),
      onTextType: (verdict) => {
        host.dispatchEvent(new events.ValueTaggerTextTypeEvent(verdict));
        update();
      },
      onCounts: () => this.refresh(),
      inSight: () => this.surface?.inSight,
    });
  }

  /** Makes the part that the text is shown in; once, after the element was first drawn. */
  draw(element: HTMLElement): void {
    this.surface = new Surface(element, {
      marksOf: (sentence) => this.store.results.marksOf(sentence, this.#host.chosenConfidence, this.#correctionsOf(sentence)),
      labelsOf: (sentence) => this.labelsOf(sentence),
      roleDescription: () => this.locale.strings.say('sentence.role'),
      select: (index, byKeyboard) => this.#host.select(index === this.selection.index ? undefined : index, byKeyboard),
    });
  }

  connect(): void {
    this.#stopHearing ??= this.judging.corrections.onChange(() => this.#noteCorrections());
    void this.judging.corrections.load();
  }

  /** Finds the text, where it is to be found elsewhere. @returns false where there is no such place */
  find(id: string, layer: HTMLElement): boolean {
    return this.source.connect(id, layer);
  }

  /** Takes up again, after the element was moved, what leaving the page has stopped; results are in the cache. */
  resume(): void {
    this.#showAgain();
    this.store.recount();
  }

  stop(): void {
    this.store.stop();
    this.comparing.stop();
    this.source.disconnect();
    this.surface?.stop();
    this.#refresh.cancel();
    this.#stopHearing?.();
    this.#stopHearing = undefined;
  }

  /** Tells of the tags in the next frame. */
  refresh(): void {
    this.#refresh.request();
  }

  labelsOf(sentence: TaggedSentence): readonly LabelId[] {
    return this.store.results.labelsOf(sentence, this.#host.chosenConfidence, this.#correctionsOf(sentence));
  }

  /** The sentences as a list shows them; made anew when anything has changed. */
  listed(): readonly ListedSentence[] {
    const { results } = this.store;
    const version = [results.version, results.reading?.size, this.#host.chosenConfidence, this.#corrected].join(' ');
    if (this.#listed?.version !== version) this.#listed = { version, sentences: results.listed(this.#host.chosenConfidence, (sentence) => this.#correctionsOf(sentence)) };
    return this.#listed.sentences;
  }

  /** Says something of a label of a sentence, or takes it back. */
  correct(sentence: TaggedSentence | undefined, label: LabelId | undefined, verdict: Verdict | undefined): void {
    const { view } = this.store.results;
    if (this.#host.readonly || !sentence || !view || label === undefined) return;
    void this.judging.judge(sentence, view.taxonomy, label, verdict, this.locale.strings);
  }

  /** Agrees with the label at hand of a sentence, or rejects it; a second time takes that back. */
  judgeByKey(index: number | undefined, verdict: 'agree' | 'reject'): boolean {
    const { results } = this.store;
    const sentence = results.sentence(index);
    if (!sentence || this.#host.readonly) return false;
    const label = labelAtHand({ results, selection: this.selection, confidence: this.#host.chosenConfidence, corrections: this.judging.corrections }, sentence);
    if (label === undefined) return false;
    this.correct(sentence, label, this.#correctionsOf(sentence).get(label) === verdict ? undefined : verdict);
    return true;
  }

  undo(): void {
    const { results } = this.store;
    if (results.view) void this.judging.undo(results.sentences(), results.view.taxonomy, this.locale.strings);
  }

  exportCorrections(format: CorrectionFormat): string {
    const { results } = this.store;
    const { model, view } = results;
    if (!model || !view) return '';
    return this.judging.write(results.sentences(), view.taxonomy, format, { model: model.id, digest: model.digest, confidence: this.#host.chosenConfidence });
  }

  downloadCorrections(format: CorrectionFormat): void {
    download(`corrections.${format}`, format === 'json' ? 'application/json' : 'text/csv', this.exportCorrections(format));
  }

  findWords(tagger: Tagger | undefined, label: LabelId): void {
    const sentence = this.store.results.sentence(this.selection.index);
    const taxonomy = this.store.results.view?.taxonomy.id;
    if (tagger && sentence && taxonomy !== undefined) void this.selection.findWords(tagger, sentence, label, taxonomy);
  }

  /** The next or previous sentence with a label; it is brought into sight. */
  step(label: LabelId, direction: 1 | -1): void {
    const index = this.store.results.next(label, this.#steppedTo, direction, this.#host.chosenConfidence);
    if (index === undefined) return;
    this.#steppedTo = index;
    this.surface?.reveal(index, false);
  }

  fail(message: string, hint: string): void {
    this.store.fail(new TaggerError('invalid-input', message, hint));
  }

  #correctionsOf({ text }: TaggedSentence): ReadonlyMap<LabelId, Verdict> {
    return this.judging.corrections.of(text, this.store.results.view?.taxonomy.id ?? '');
  }

  #begin(text: string): void {
    this.surface?.setText(text);
    this.#steppedTo = -1;
    this.pinned = undefined;
    this.noteDismissed = false;
    this.selection.choose(undefined);
    this.refresh();
  }

  /** Shows what is known in a surface that knows nothing of it. */
  #showAgain(): void {
    this.surface?.setText(this.store.text);
    this.surface?.add(this.store.results.sentences());
  }

  #noteState(state: RunState): void {
    if (state.kind === 'running' && state.progress) this.#host.dispatchEvent(new events.ValueTaggerProgressEvent(state.progress));
    if (state.kind === 'failed') this.#host.dispatchEvent(new events.ValueTaggerErrorEvent(state.error));
    if (state.kind === 'tagged' || state.kind === 'cancelled') {
      this.surface?.settle();
      this.refresh();
    }
    if (state.kind === 'tagged') fetchAhead(() => void fetchParts());
    this.#host.requestUpdate();
  }

  #changeView(before: Taxonomy | undefined, after: Taxonomy | undefined): void {
    if (after && after !== before) {
      if (after.id !== before?.id) {
        this.pinned = undefined;
        this.selection.forgetLabels();
      }
      const root = this.#host.shadowRoot;
      if (root) swapPalette(root, before, after);
      this.surface?.setTaxonomy(after);
    }
    this.surface?.redraw();
    this.#host.requestUpdate();
  }

  #changeLanguage(): void {
    // Sentences carry words of their own: what a screen reader calls them.
    this.#showAgain();
    this.store.read(this.#host.taxonomy, this.locale.language);
  }

  #noteCorrections(): void {
    this.#corrected++;
    this.surface?.redraw();
    this.#host.requestUpdate();
  }

  #announceTags(): void {
    this.#host.requestUpdate();
    const { reading, settled } = this.store.results;
    if (!reading) return;
    const confidence = this.#host.chosenConfidence;
    this.#host.dispatchEvent(
      new events.ValueTaggerTaggedEvent({
        taxonomy: reading.view.taxonomy.id,
        confidence,
        sentences: reading.size,
        tagged: reading.tagged(confidence),
        counts: reading.counts(confidence),
        complete: this.store.state.kind !== 'running' && settled,
      }),
    );
  }
}
