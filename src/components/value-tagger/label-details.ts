import { html, nothing, type TemplateResult } from 'lit';
import type { Tag } from '../../tagging/types.ts';
import { neighbours, opposites } from '../../taxonomy/circle.ts';
import { confusableWith } from '../../taxonomy/confusable.ts';
import { getLabel, nameOf } from '../../taxonomy/registry.ts';
import type { LabelId, Taxonomy } from '../../taxonomy/types.ts';
import { questionIn } from '../locale/languages.ts';
import type { Strings } from '../locale/strings.ts';
import type { DetailsActions, DetailsView } from './details.ts';
import { directionNote } from './direction.ts';
import { isWeak } from './results.ts';

/** Words that are named for those who do not see the marks. */
const NAMED_WORDS = 5;

/** What a label means, why it is here, and what the reader thinks of it. */
export function labelDetails(tag: Tag, view: DetailsView, actions: DetailsActions): TemplateResult {
  const { label, score, confidence } = tag;
  const { taxonomy, language } = view;
  const { strings } = language;
  const own = view.headLabel(label);
  const near = neighbours(taxonomy, label).map((id) => nameOf(taxonomy, id));
  const across = opposites(taxonomy, label);
  const metrics = own?.metrics;
  return html`
    <div class="about">
      <p>${getLabel(taxonomy, label)?.definition ?? ''}</p>
      ${directionNote(tag, strings)}
      ${evidence(label, view, actions)} ${view.readonly ? nothing : judgement(label, confidence >= view.confidence, view, actions)}
      ${near.length > 0 ? html`<p>${strings.say('details.neighbours', strings.list(near))}</p>` : nothing}
      ${across.length > 0 ? html`<p>${strings.say('details.opposites', strings.list(polesOf(taxonomy, across, strings)))}</p>` : nothing}
      ${confusableWith(label).map(({ labels, question }) => {
        const other = labels.find((id) => id !== label && getLabel(taxonomy, id));
        return other === undefined ? nothing : html`<p>${strings.say('details.confusable', nameOf(taxonomy, other), questionIn(language, labels, question))}</p>`;
      })}
      <p class="soft">
        ${own ? strings.say('details.score', strings.fraction(score), strings.fraction(own.threshold)) : strings.say('details.rolledUp')}
        ${tag.spread === undefined ? nothing : strings.say('details.spread', strings.fraction(tag.spread))}
        ${tag.disagreement === undefined ? nothing : strings.say('details.disagreement', strings.fraction(tag.disagreement))}
        ${metrics ? strings.say('details.measured', strings.fraction(metrics.f1), strings.counted('examples', metrics.support)) : nothing}
        ${isWeak(own) ? html`<strong>${strings.say('details.weak')}</strong>` : nothing}
      </p>
    </div>
  `;
}

function evidence(label: LabelId, { evidence: state, taxonomy, sentence, language: { strings } }: DetailsView, { findWords }: DetailsActions): TemplateResult | typeof nothing {
  const name = nameOf(taxonomy, label);
  switch (state?.kind) {
    case undefined:
      return nothing;
    case 'unknown':
      return html`<p><button type="button" class="link find-words" @click=${() => findWords(label)}>${strings.say('evidence.show')}</button></p>`;
    case 'running':
      return html`<p class="soft" role="status">${strings.say('evidence.running')}</p>`;
    case 'failed':
      return html`<p class="soft" role="status">${strings.say('evidence.failed')}</p>`;
    case 'found': {
      const words = state.words.slice(0, NAMED_WORDS).map(({ start, end, drop }) => `${sentence.text.slice(start, end)} (−${strings.fraction(drop)})`);
      return html`<p role="status">${words.length > 0 ? strings.say('evidence.spoken', name, words.join(', ')) : strings.say('evidence.none', name)}</p>`;
    }
  }
}

function judgement(label: LabelId, tagged: boolean, { corrections, taxonomy, language: { strings } }: DetailsView, { correct }: DetailsActions): TemplateResult {
  const verdict = corrections.get(label);
  const toggle = (own: 'agree' | 'reject' | 'add', text: string): TemplateResult =>
    html`<button type="button" class="small-button" aria-pressed=${verdict === own} @click=${() => correct(label, verdict === own ? undefined : own)}>${text}</button>`;
  return html`
    <div class="judgement" role="group" aria-label=${strings.say('correct.title', nameOf(taxonomy, label))}>
      ${tagged
        ? html`${toggle('agree', strings.say('correct.agree'))} ${toggle('reject', strings.say('correct.reject'))}`
        : toggle('add', strings.say('correct.add'))}
    </div>
  `;
}

/** The opposite labels by the name of their group, which says it shorter; one by one where the group has no name. */
function polesOf(taxonomy: Taxonomy, labels: readonly LabelId[], strings: Strings): string[] {
  const names = labels.map((id) => {
    const group = getLabel(taxonomy, id)?.group;
    return (group === undefined ? undefined : strings.group(group)) ?? nameOf(taxonomy, id);
  });
  return [...new Set(names)];
}
