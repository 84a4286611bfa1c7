import { html, nothing, type TemplateResult } from 'lit';
import type { Confidence, HeadLabel, Tag, TaggedSentence, WordEffect } from '../../tagging/types.ts';
import { getLabel, nameOf } from '../../taxonomy/registry.ts';
import type { LabelId, Taxonomy } from '../../taxonomy/types.ts';
import { directionMark } from './direction.ts';
import type { Keeping, Verdict } from '../corrections/types.ts';
import type { Language } from '../locale/languages.ts';
import { correctionTools } from './correction-tools.ts';
import { labelDetails } from './label-details.ts';
import { markedWords } from './marked-words.ts';

export { detailsStyles as styles } from './details.styles.ts';

/** Labels shown before the reader asks for all. */
const FIRST_LABELS = 10;

/** The words that carry a label, as far as they are known. */
export type EvidenceState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'running' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'found'; readonly words: readonly WordEffect[] };

export interface DetailsView {
  readonly language: Language;
  readonly sentence: TaggedSentence;
  readonly taxonomy: Taxonomy;
  readonly confidence: Confidence;
  /** All labels, strongest first. */
  readonly strengths: readonly Tag[];
  /** What the model says of a label; undefined for one that is rolled up from others. */
  readonly headLabel: (label: LabelId) => HeadLabel | undefined;
  /** Score and threshold of moral language of any kind, where the model has it. */
  readonly moral: { readonly score: number; readonly threshold: number } | undefined;
  /** Label that is explained. */
  readonly explained: LabelId | undefined;
  readonly all: boolean;
  /** undefined where the tagger cannot tell which words carry a label. */
  readonly evidence: EvidenceState | undefined;
  readonly corrections: ReadonlyMap<LabelId, Verdict>;
  /** Corrections of the whole text. */
  readonly corrected: number;
  readonly canUndo: boolean;
  readonly keeping: Keeping;
  readonly readonly: boolean;
}

export interface DetailsActions {
  readonly close: () => void;
  readonly explain: (label: LabelId) => void;
  readonly showAll: (all: boolean) => void;
  readonly findWords: (label: LabelId) => void;
  readonly correct: (label: LabelId, verdict: Verdict | undefined) => void;
  readonly undo: () => void;
  readonly export: (format: 'json' | 'csv') => void;
}

/** What the model found in one sentence, label by label, and what the labels mean; beneath a heading. */
export function details(view: DetailsView, actions: DetailsActions): TemplateResult {
  const { sentence, strengths, language } = view;
  const { strings } = language;
  const shown = view.all ? strengths : strengths.slice(0, FIRST_LABELS);
  const explained = view.explained ?? strengths[0]?.label;
  const words = view.evidence?.kind === 'found' ? view.evidence.words : undefined;
  return html`
    <blockquote dir="auto" tabindex="0" data-label=${explained ?? nothing}>${markedWords(sentence, explained, words, strings)}</blockquote>
    <p>${summary(view)}</p>
    ${sentence.truncated ? html`<p class="cut">${strings.say('sentence.cut')}</p>` : nothing}
    <ul class="bars" aria-label=${strings.say('details.bars')}>
      ${shown.map((strength) => bar(strength, view, explained, actions))}
    </ul>
    ${strengths.length > FIRST_LABELS
      ? html`<button type="button" class="link" @click=${() => actions.showAll(!view.all)}>
          ${view.all ? strings.say('details.fewer') : strings.say('details.all', strings.count(strengths.length))}
        </button>`
      : nothing}
    ${view.readonly ? nothing : correctionTools(view, actions)}
    <p class="soft small">${strings.say('details.bars')}</p>
    ${view.moral ? html`<p class="soft small">${strings.say('details.moral', strings.fraction(view.moral.score), strings.fraction(view.moral.threshold))}</p>` : nothing}
  `;
}

function summary({ taxonomy, strengths, confidence, language: { strings } }: DetailsView): string {
  const tags = strengths.filter((strength) => strength.confidence >= confidence);
  const limit = strings.fraction(confidence);
  if (tags.length > 0) return strings.say('details.appeals', limit, strings.list(tags.map(({ label }) => nameOf(taxonomy, label))));
  const nearest = strengths[0];
  return nearest ? strings.say('details.none', limit, nameOf(taxonomy, nearest.label)) : '';
}

function bar(tag: Tag, view: DetailsView, explained: LabelId | undefined, actions: DetailsActions): TemplateResult {
  const { taxonomy, confidence: limit, corrections } = view;
  const { strings } = view.language;
  const { label, confidence } = tag;
  const known = getLabel(taxonomy, label);
  const open = label === explained;
  const verdict = corrections.get(label);
  return html`
    <li class=${confidence >= limit ? 'bar' : 'bar below'} data-label=${label} data-verdict=${verdict ?? nothing}>
      <button type="button" class="bar-name" aria-expanded=${open} @click=${() => actions.explain(label)}>
        <span class="code">${known?.code ?? ''}</span>
        <span class="name"
          >${known?.name ?? label}${directionMark(tag, strings)}${verdict ? html`<span class="verdict"> ${strings.say(VERDICTS[verdict])}</span>` : nothing}</span
        >
        <span class="number">${strings.fraction(confidence)}</span>
        <svg class="track" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">
          <rect class="ground" width="1000" height="8"></rect>
          <rect class="fill" width=${Math.round(confidence * 1000)} height="8"></rect>
          <rect class="limit" x=${Math.round(limit * 1000) - 2} width="4" height="8"></rect>
        </svg>
      </button>
      ${open ? labelDetails(tag, view, actions) : nothing}
    </li>
  `;
}

const VERDICTS = { agree: 'correct.agreed', reject: 'correct.rejected', add: 'correct.added' } as const;
