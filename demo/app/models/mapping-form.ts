import { html, nothing, type TemplateResult } from 'lit';
import { taxonomies } from '../../../src/taxonomy/index.ts';
import { room } from '../room.ts';
import { NONE, OWN, type Mapping } from './mapping.ts';

export interface MappingActions {
  /** Something was changed: draw anew. */
  readonly changed: () => void;
  readonly paste: (list: string) => void;
  readonly keep: () => void;
  readonly cancel: () => void;
}

const valueOf = (event: Event): string => (event.target as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement).value;

/** The questions that a model without a manifest leaves open. */
export function mappingForm(mapping: Mapping, pasteFault: string, keeps: boolean, actions: MappingActions): TemplateResult {
  const { folder, problems } = mapping;
  const bytes = [...folder.files.values()].reduce((sum, { size }) => sum + size, 0);
  const set = (change: () => void): void => {
    change();
    actions.changed();
  };
  return html`
    <h2 id="models-title" tabindex="-1">What do its outputs mean?</h2>
    <p>
      The model has ${folder.outputLabels.length} outputs and takes ${room(bytes)}. It runs: eight sentences gave eight different rows of numbers.
      ${mapping.positions
        ? 'Its files only number the outputs, so you must say what each is: from the model’s card, not by guessing.'
        : 'Their names were found in its files; look whether they were understood.'}
    </p>
    <form
      class="mapping"
      @submit=${(event: Event) => {
        event.preventDefault();
        actions.keep();
      }}
    >
      <div class="mapping-fields">
        <label>Name <input name="title" required maxlength="200" .value=${mapping.title} @input=${(event: Event) => set(() => (mapping.title = valueOf(event)))} /></label>
        <label>Licence <input name="licence" maxlength="100" placeholder="as its card states" .value=${mapping.licence} @input=${(event: Event) => set(() => (mapping.licence = valueOf(event)))} /></label>
        <label class="wide">
          Label set
          <select name="taxonomy" .value=${mapping.taxonomy} @change=${(event: Event) => set(() => mapping.chooseTaxonomy(valueOf(event)))}>
            ${taxonomies.map(({ id, title, labels }) => html`<option value=${id} ?selected=${id === mapping.taxonomy}>${title} (${labels.length})</option>`)}
            <option value=${OWN} ?selected=${mapping.taxonomy === OWN}>The model’s own labels</option>
          </select>
        </label>
      </div>
      ${outputs(mapping, set)} ${pasteList(mapping, pasteFault, actions)} ${activation(mapping, set)} ${examples(mapping)}
      <p class="models-note">Thresholds: 0.5 for every label, <strong>not fitted</strong>. Expect too few tags, or too many; the confidence slider moves them all.</p>
      <div role="status">${problems.length > 0 ? html`<ul class="models-problems">${problems.map((problem) => html`<li>${problem}</li>`)}</ul>` : nothing}</div>
      <div class="models-actions">
        <button class="primary" type="submit" aria-disabled=${problems.length > 0}>${keeps ? 'Keep and use' : 'Use until the page is closed'}</button>
        <button type="button" @click=${actions.cancel}>Cancel</button>
      </div>
    </form>
  `;
}

function outputs(mapping: Mapping, set: (change: () => void) => void): TemplateResult {
  const taxonomy = taxonomies.find(({ id }) => id === mapping.taxonomy);
  return html`
    <div class="mapping-table" role="region" aria-label="Outputs and labels" tabindex="0">
      <table>
        <thead>
          <tr><th scope="col">Output</th><th scope="col">Name in its files</th><th scope="col">Label</th></tr>
        </thead>
        <tbody>
          ${mapping.folder.outputLabels.map((given, index) => {
            const chosen = mapping.chosen[index];
            return html`<tr>
              <th scope="row">${index}</th>
              <td>${given}</td>
              <td>
                ${taxonomy
                  ? html`<select
                      aria-label=${`Label of output ${index}`}
                      @change=${(event: Event) => set(() => (mapping.chosen[index] = valueOf(event) === '?' ? undefined : valueOf(event)))}
                    >
                      ${chosen === undefined ? html`<option value="?" selected>not said yet</option>` : nothing}
                      ${taxonomy.labels.map(({ id, name }) => html`<option value=${id} ?selected=${id === chosen}>${name}</option>`)}
                      <option value=${NONE} ?selected=${chosen === NONE}>none of these</option>
                    </select>`
                  : html`<input
                      aria-label=${`Name of output ${index}`}
                      maxlength="200"
                      .value=${mapping.names[index] ?? ''}
                      @input=${(event: Event) => set(() => (mapping.names[index] = valueOf(event)))}
                    />`}
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
    ${mapping.rollUp && !taxonomy
      ? html`<p class="models-note">They look like sides of known labels: they can also be read rolled up, as ${taxonomies.find(({ id }) => id === mapping.rollUp?.to)?.title}.</p>`
      : nothing}
  `;
}

function pasteList(mapping: Mapping, fault: string, actions: MappingActions): TemplateResult {
  let field: HTMLTextAreaElement | null = null;
  return html`
    <details ?open=${mapping.positions}>
      <summary>Paste the names as a list</summary>
      <label class="mapping-list">
        One name a line, or between commas, in the order of the outputs
        <textarea rows="4" spellcheck="false" @input=${(event: Event) => (field = event.target as HTMLTextAreaElement)}></textarea>
      </label>
      <button type="button" @click=${(event: Event) => actions.paste((field ?? (event.target as HTMLElement).parentElement?.querySelector('textarea'))?.value ?? '')}>Take the list</button>
      <p class="models-fault" role="alert">${fault}</p>
    </details>
  `;
}

function activation(mapping: Mapping, set: (change: () => void) => void): TemplateResult {
  const choice = (value: 'sigmoid' | 'softmax', says: string): TemplateResult => html`
    <label><input type="radio" name="activation" value=${value} .checked=${mapping.activation === value} @change=${() => set(() => (mapping.activation = value))} /> ${says}</label>
  `;
  return html`
    <fieldset>
      <legend>How many labels can a sentence have?</legend>
      ${choice('sigmoid', 'None, one or several (sigmoid)')} ${choice('softmax', 'Exactly one (softmax)')}
    </fieldset>
    <div role="status">${mapping.warnings.map((warning) => html`<p class="models-warning">${warning}</p>`)}</div>
  `;
}

function examples(mapping: Mapping): TemplateResult {
  return html`
    <h3>What it then says</h3>
    <dl class="mapping-examples">
      ${mapping.examples().map(({ text, top }) => html`<div><dt>${text}</dt><dd>${top.map(({ name, score }) => html`<span>${name} ${score.toFixed(2)}</span>`)}</dd></div>`)}
    </dl>
  `;
}
