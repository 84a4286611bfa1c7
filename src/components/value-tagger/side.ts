import { html, nothing, type TemplateResult } from 'lit';
import type { FrameActions, FrameState } from './frame.ts';
import { legend } from './legend.ts';
import { partPlace } from './part-place.ts';
import { PARTS } from './parts.ts';

/** What stands beside the text: the labels of all of it, or the details of one sentence. */
export function side(state: FrameState, actions: FrameActions): TemplateResult {
  const { results, narrow, confidence, selection, pinned, search, language } = state;
  const { view, reading } = results;
  return html`
    ${narrow && selection.index === undefined
      ? html`<button type="button" class="sheet-close" @click=${actions.closeSheet}>${language.strings.say('legend.close')}</button>`
      : nothing}
    ${sentenceDetails(state, actions)}
    <div class="overview" ?hidden=${selection.index !== undefined}>
      <slot name="profile"></slot>
      ${view && reading
        ? legend({ strings: language.strings, taxonomy: view.taxonomy, counts: reading.counts(confidence), weak: results.weakLabels(), pinned, search }, actions)
        : nothing}
      <slot name="evidence"></slot>
    </div>
  `;
}

function sentenceDetails(state: FrameState, actions: FrameActions): TemplateResult | typeof nothing {
  const { results, selection, corrections, confidence, language, parts } = state;
  const { strings } = language;
  const sentence = results.sentence(selection.index);
  const { view } = results;
  if (!sentence || !view) return nothing;
  const corrected = (): number => corrections.about(results.sentences().map(({ text }) => text), view.taxonomy.id).length;
  return html`
    <section class="details" part="details" aria-labelledby="details-title">
      <header>
        <h2 id="details-title" tabindex="-1">${strings.say('details.title', strings.count(sentence.index + 1), strings.count(results.received))}</h2>
        <button type="button" class="close" aria-label=${strings.say('details.close')} @click=${actions.close}>
          <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3.5 3.5l9 9m0-9l-9 9"></path></svg>
        </button>
      </header>
      ${partPlace(PARTS.details, parts, strings, ({ details }) =>
        details(
          {
            language,
            sentence,
            taxonomy: view.taxonomy,
            confidence,
            strengths: results.strengths(sentence),
            headLabel: (label) => results.headLabel(label),
            moral: results.moralPresence(sentence),
            explained: selection.explained,
            all: selection.all,
            evidence: state.evidence,
            corrections: corrections.of(sentence.text, view.taxonomy.id),
            corrected: corrected(),
            canUndo: corrections.canUndo,
            keeping: corrections.keeping,
            readonly: state.readonly,
          },
          actions,
        ),
      )}
    </section>
  `;
}
