import { html, nothing, type TemplateResult } from 'lit';
import type { DetailsActions, DetailsView } from './details.ts';

/** Why corrections hold only until the page is closed. */
const UNKEPT = { unwanted: 'correct.unwanted', refused: 'correct.failed' } as const;

/** Adding a label that the model did not find, taking back, and handing out what was corrected. */
export function correctionTools({ taxonomy, strengths, confidence, corrections, corrected, canUndo, keeping, language: { strings } }: DetailsView, actions: DetailsActions): TemplateResult {
  const has = new Set([...strengths.filter((tag) => tag.confidence >= confidence).map(({ label }) => label), ...corrections.keys()]);
  const missing = taxonomy.labels.filter(({ id }) => !has.has(id));
  const add = (event: Event): void => {
    // The listener stands on a select element only.
    const select = event.currentTarget as HTMLSelectElement;
    const label = select.value;
    select.value = '';
    if (label !== '') actions.correct(label, 'add');
  };
  return html`
    <div class="correction-tools">
      <label class="level">
        <span class="hidden">${strings.say('correct.add')}</span>
        <select class="add-label" @change=${add}>
          <option value="">${strings.say('correct.add')} …</option>
          ${missing.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
        </select>
      </label>
      ${canUndo ? html`<button type="button" class="small-button undo" @click=${actions.undo}>${strings.say('correct.undo')}</button>` : nothing}
      ${corrected > 0
        ? html`<p class="soft small">
            ${keeping === 'kept' ? strings.say('correct.kept', strings.counted('corrections', corrected)) : nothing} ${strings.say('correct.exportNote')}
            <button type="button" class="link" @click=${() => actions.export('csv')}>${strings.say('correct.export', 'CSV')}</button>
            <button type="button" class="link" @click=${() => actions.export('json')}>${strings.say('correct.export', 'JSON')}</button>
          </p>`
        : nothing}
      ${keeping === 'kept' ? nothing : html`<p class="soft small">${strings.say(UNKEPT[keeping])}</p>`}
    </div>
  `;
}
