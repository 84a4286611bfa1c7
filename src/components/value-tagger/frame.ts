import { html, nothing, type TemplateResult } from 'lit';
import type { Confidence, Device, Notice, TaggedSentence } from '../../tagging/types.ts';
import type { LabelId, TaxonomyId } from '../../taxonomy/types.ts';
import type { ValueChartHighlightEvent, ValueChartSelectEvent } from '../chart-events.ts';
import type { Corrections } from '../corrections/corrections.ts';
import type { Language } from '../locale/languages.ts';
import type { ListedSentence } from '../value-list/order.ts';
import type { CompareState } from './compare-view.ts';
import { confidenceSlider } from './confidence.ts';
import { taxonomySwitch } from './controls.ts';
import type { DetailsActions, EvidenceState } from './details.ts';
import type { LegendActions } from './legend.ts';
import { panel } from './panel.ts';
import type { Reading } from './reading.ts';
import { offered, type Results } from './results.ts';
import type { RunState } from './run.ts';
import type { Selection } from './selection.ts';
import { side } from './side.ts';
import { failure, status } from './status.ts';
import { textTypeNotice } from './text-type-notice.ts';
import { viewSwitch, type ViewName } from './view-switch.ts';
import type { WantedParts } from './wanted-parts.ts';

/** Everything that the element shows. */
export interface FrameState {
  readonly language: Language;
  readonly view: ViewName;
  /** The text stands elsewhere in the page and is marked there. */
  readonly inPlace: boolean;
  readonly theme: string;
  readonly narrow: boolean;
  readonly sheet: boolean;
  readonly readonly: boolean;
  readonly text: string;
  /** The text stands in the page, and what marks it there is still fetched. */
  readonly awaiting: boolean;
  readonly run: RunState;
  readonly results: Results;
  readonly taxonomy: TaxonomyId;
  readonly confidence: Confidence;
  readonly device: Device | undefined;
  readonly notices: readonly Notice[];
  readonly textTypeMessage: string | undefined;
  readonly highlight: LabelId | undefined;
  readonly pinned: LabelId | undefined;
  readonly search: string;
  readonly selection: Selection;
  readonly evidence: EvidenceState | undefined;
  readonly corrections: Corrections;
  readonly listed: readonly ListedSentence[];
  readonly compare: CompareState;
  /** Code of the views and the details. */
  readonly parts: WantedParts;
  /** Notes a correction again for which the code did not come; undefined where there is none. */
  readonly noteAgain: (() => void) | undefined;
  /** What was done last, for those who only hear it. */
  readonly said: string;
}

export interface FrameActions extends LegendActions, DetailsActions {
  readonly choose: (taxonomy: TaxonomyId) => void;
  readonly show: (view: ViewName) => void;
  readonly setConfidence: (confidence: Confidence) => void;
  readonly cancel: () => void;
  readonly start: () => void;
  readonly dismissNote: () => void;
  readonly openSheet: () => void;
  readonly closeSheet: () => void;
  readonly compareWith: (text: string) => void;
}

/** The element as it stands. */
export function frame(state: FrameState, actions: FrameActions): TemplateResult {
  const { language, results, narrow, view, run } = state;
  const { strings } = language;
  const { model, reading } = results;
  const classes = ['base', narrow ? 'narrow' : 'wide', `view-${view}`, state.theme, state.inPlace ? 'in-place' : ''];
  return html`
    <div class=${classes.join(' ')} part="base" lang=${language.locale}>
      <div class="overlay" aria-hidden="true"></div>
      <div class="columns">
        <div class="reading">
          <div class="toolbar" part="toolbar">
            ${viewSwitch(view, strings, actions.show)}
            <div class="taxonomies">${model ? taxonomySwitch(offered(model), state.taxonomy, strings, actions.choose) : nothing}</div>
          </div>
          ${status({ strings, state: run, sentences: results.received, truncated: results.truncated, device: state.device, notices: state.notices }, actions)}
          ${state.noteAgain ? failure({ message: strings.say('correct.unloaded'), hint: strings.say('part.failedHint') }, strings, state.noteAgain) : nothing}
          ${textTypeNotice(state.textTypeMessage, strings, actions.dismissNote)} ${narrow ? domain(state) : nothing} ${emptyNote(state)}
          <div
            id="panel"
            role="tabpanel"
            aria-labelledby="tab-${view}"
            @value-chart-highlight=${(event: ValueChartHighlightEvent) => actions.hover(event.detail.label)}
            @value-chart-select=${(event: ValueChartSelectEvent) => actions.pin(event.detail.label)}
          >
            <div
              class="text"
              part="text"
              role="group"
              lang=""
              aria-label=${results.received > 0 ? strings.say('element.textKeys', strings.counted('sentences', results.received)) : strings.say('element.text')}
              aria-busy=${run.kind === 'running'}
              ?data-streaming=${run.kind === 'running'}
              ?hidden=${view !== 'text' || state.inPlace}
            ></div>
            ${panel(state, actions)}
          </div>
        </div>
        <div class=${state.sheet ? 'side open' : 'side'} part="side" role="group" aria-label=${strings.say('legend.open')} ?inert=${narrow && !state.sheet}>
          ${side(state, actions)}
        </div>
      </div>
      ${reading ? footer(state, reading, actions) : nothing}
      <p class="hidden" role="status">${state.said}</p>
    </div>
  `;
}

function footer(state: FrameState, reading: Reading, actions: FrameActions): TemplateResult {
  const { confidence, narrow, language } = state;
  const { strings } = language;
  const tagged = reading.tagged(confidence);
  const fitted = reading.view.head.thresholdSource !== 'not fitted';
  return html`
    <div class="footer" part="footer">
      <p class="totals">${strings.say('confidence.summary', strings.count(tagged), strings.counted('sentences', reading.size))}</p>
      ${confidenceSlider({ strings, confidence, distribution: reading.distribution(), tagged, sentences: reading.size, fitted }, actions.setConfidence)}
      <div class="footer-end">${narrow ? nothing : domain(state)}<slot name="status"></slot></div>
      ${narrow
        ? html`<button type="button" class="sheet-open" aria-expanded=${state.sheet} @click=${actions.openSheet}>${strings.say('legend.open')}</button>`
        : nothing}
    </div>
  `;
}

function domain({ results: { model }, language: { strings } }: FrameState): TemplateResult | typeof nothing {
  return model && model.trainingDomain.length > 0 ? html`<p class="domain">${strings.domain(model.trainingDomain)}</p>` : nothing;
}

function emptyNote({ text, awaiting, run, results, language: { strings } }: FrameState): TemplateResult | typeof nothing {
  if (awaiting) return nothing;
  if (text === '') return html`<p class="empty">${strings.say('element.empty')}</p>`;
  const blank = text.trim() === '' || (run.kind === 'tagged' && results.received === 0);
  return blank ? html`<p class="empty">${strings.say('element.blank')}</p>` : nothing;
}

/** What a reader would have corrected by a key: the explained label of the open sentence, else the strongest label. */
export function labelAtHand({ results, selection, confidence, corrections }: Pick<FrameState, 'results' | 'selection' | 'confidence' | 'corrections'>, sentence: TaggedSentence): LabelId | undefined {
  if (sentence.index === selection.index && selection.explained !== undefined) return selection.explained;
  const taxonomy = results.view?.taxonomy.id ?? '';
  const [strongest] = results.labelsOf(sentence, confidence);
  return strongest ?? results.labelsOf(sentence, confidence, corrections.of(sentence.text, taxonomy))[0];
}
