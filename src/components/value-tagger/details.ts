import { html, nothing, type TemplateResult } from 'lit';
import type { Confidence, HeadLabel, Tag, TaggedSentence } from '../../tagging/types.ts';
import { neighbours, opposites } from '../../taxonomy/circle.ts';
import { confusableWith } from '../../taxonomy/confusable.ts';
import { getLabel } from '../../taxonomy/registry.ts';
import type { LabelId, Taxonomy } from '../../taxonomy/types.ts';
import { fraction, strings } from '../strings.ts';
import { directionMark, directionNote } from './direction.ts';
import { markedWords } from './marked-words.ts';
import { isWeak } from './results.ts';

/** Labels shown before the reader asks for all. */
const FIRST_LABELS = 10;

export interface DetailsView {
  readonly sentence: TaggedSentence;
  /** Sentences of the text so far. */
  readonly total: number;
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
}

export interface DetailsActions {
  readonly close: () => void;
  readonly explain: (label: LabelId) => void;
  readonly showAll: (all: boolean) => void;
}

/** What the model found in one sentence, label by label, and what the labels mean. */
export function details(view: DetailsView, actions: DetailsActions): TemplateResult {
  const { sentence, total, taxonomy, strengths, confidence } = view;
  const shown = view.all ? strengths : strengths.slice(0, FIRST_LABELS);
  const explained = view.explained ?? strengths[0]?.label;
  return html`
    <section class="details" part="details" aria-labelledby="details-title">
      <header>
        <h2 id="details-title" tabindex="-1">${strings.details.title(sentence.index + 1, total)}</h2>
        <button type="button" class="close" aria-label=${strings.details.close} @click=${actions.close}>
          <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3.5 3.5l9 9m0-9l-9 9"></path></svg>
        </button>
      </header>
      <blockquote dir="auto" data-label=${explained ?? nothing}>${markedWords(sentence, explained)}</blockquote>
      <p>${summary(taxonomy, strengths, confidence)}</p>
      ${sentence.truncated ? html`<p class="cut">${strings.sentence.cut}</p>` : nothing}
      <ul class="bars" aria-label=${strings.details.bars}>
        ${shown.map((strength) => bar(strength, view, explained, actions))}
      </ul>
      ${strengths.length > FIRST_LABELS
        ? html`<button type="button" class="link" @click=${() => actions.showAll(!view.all)}>
            ${view.all ? strings.details.fewer : strings.details.all(strengths.length)}
          </button>`
        : nothing}
      <p class="soft small">${strings.details.bars}</p>
      ${view.moral ? html`<p class="soft small">${strings.details.moral(view.moral.score, view.moral.threshold)}</p>` : nothing}
    </section>
  `;
}

function summary(taxonomy: Taxonomy, strengths: readonly Tag[], confidence: Confidence): string {
  const tags = strengths.filter((strength) => strength.confidence >= confidence);
  if (tags.length > 0) return strings.details.appeals(tags.map(({ label }) => nameOf(taxonomy, label)), confidence);
  const nearest = strengths[0];
  return nearest ? strings.details.none(confidence, nameOf(taxonomy, nearest.label)) : '';
}

function bar(
  tag: Tag,
  { taxonomy, confidence: limit, headLabel }: DetailsView,
  explained: LabelId | undefined,
  { explain }: DetailsActions,
): TemplateResult {
  const { label, confidence } = tag;
  const known = getLabel(taxonomy, label);
  const open = label === explained;
  const name = known?.name ?? label;
  return html`
    <li class=${confidence >= limit ? 'bar' : 'bar below'} data-label=${label}>
      <button type="button" aria-expanded=${open} @click=${() => explain(label)}>
        <span class="code">${known?.code ?? ''}</span>
        <span class="name">${name}${directionMark(tag)}</span>
        <span class="number">${fraction(confidence)}</span>
        <svg class="track" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">
          <rect class="ground" width="1000" height="8"></rect>
          <rect class="fill" width=${Math.round(confidence * 1000)} height="8"></rect>
          <rect class="limit" x=${Math.round(limit * 1000) - 2} width="4" height="8"></rect>
        </svg>
      </button>
      ${open ? about(taxonomy, tag, headLabel(label)) : nothing}
    </li>
  `;
}

function about(taxonomy: Taxonomy, tag: Tag, own: HeadLabel | undefined): TemplateResult {
  const { label, score } = tag;
  const near = neighbours(taxonomy, label).map((id) => nameOf(taxonomy, id));
  const across = opposites(taxonomy, label);
  const metrics = own?.metrics;
  return html`
    <div class="about">
      <p>${getLabel(taxonomy, label)?.definition ?? ''}</p>
      ${directionNote(tag)}
      ${near.length > 0 ? html`<p>${strings.details.neighbours(near)}</p>` : nothing}
      ${across.length > 0 ? html`<p>${strings.details.opposites(polesOf(taxonomy, across))}</p>` : nothing}
      ${confusableWith(label).map(({ labels, question }) => {
        const other = labels.find((id) => id !== label && getLabel(taxonomy, id));
        return other === undefined ? nothing : html`<p>${strings.details.confusable(nameOf(taxonomy, other), question)}</p>`;
      })}
      <p class="soft">
        ${own ? strings.details.score(score, own.threshold) : strings.details.rolledUp}
        ${metrics ? strings.details.measured(metrics.f1, metrics.support) : nothing}
        ${isWeak(own) ? html`<strong>${strings.details.weak}</strong>` : nothing}
      </p>
    </div>
  `;
}

/** The opposite labels by the name of their group, which says it shorter; one by one where the group has no name. */
function polesOf(taxonomy: Taxonomy, labels: readonly LabelId[]): string[] {
  const names = labels.map((id) => {
    const group = getLabel(taxonomy, id)?.group;
    return (group === undefined ? undefined : strings.groups[group]) ?? nameOf(taxonomy, id);
  });
  return [...new Set(names)];
}

function nameOf(taxonomy: Taxonomy, label: LabelId): string {
  return getLabel(taxonomy, label)?.name ?? label;
}
