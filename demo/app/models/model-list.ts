import { html, nothing, type TemplateResult } from 'lit';
import type { CatalogEntry } from '../../../src/catalog/schema.ts';
import type { KeptModel, UnreadableModel } from '../../../src/bundle/store.ts';
import { getTaxonomy } from '../../../src/taxonomy/index.ts';
import { room } from '../room.ts';
import { isEntailment } from './entailment-models.ts';

export interface ModelListView {
  readonly catalog: readonly CatalogEntry[];
  readonly kept: readonly KeptModel[];
  /** Kept models that cannot be read. */
  readonly unreadable: readonly UnreadableModel[];
  /** Id of the kept model in use; undefined for the embedded one, `passing` for one that is not kept. */
  readonly used: string | undefined;
  /** Title of the model that is used until the page is closed. */
  readonly passing: string | undefined;
  /** Kept model of which the reader is asked whether to delete it. */
  readonly asking: string | undefined;
  readonly done: string;
}

export interface ModelListActions {
  readonly use: (model: KeptModel | undefined) => void;
  readonly ask: (id: string | undefined) => void;
  readonly remove: (id: string, title: string) => void;
}

const LANGUAGES: Readonly<Record<string, string>> = { und: 'language not stated' };

function language(code: string): string {
  if (LANGUAGES[code]) return LANGUAGES[code];
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

const taxonomyName = (id: string): string => getTaxonomy(id)?.title ?? 'labels of its own';

/** Models that can be used now, and what each is. */
export function usableModels({ catalog, kept, unreadable, used, passing, asking, done }: ModelListView, actions: ModelListActions): TemplateResult {
  const embedded = catalog.find(({ status }) => status === 'embedded');
  return html`
    <ul class="models-list" aria-label="Models that can be used now">
      ${embedded
        ? html`<li class=${used === undefined ? 'used' : ''}>
            <h3>${embedded.title}</h3>
            <p>${embedded.tells}</p>
            ${facts([embedded.languages.map(language).join(', '), `${room(embedded.sizes[0]?.bytes ?? 0)} (measured)`, `licence ${embedded.licence.spdx}`, 'ships with this page'])} ${figures(embedded)}
            <div class="models-actions">${useButton(embedded.title, used === undefined, () => actions.use(undefined))}</div>
          </li>`
        : nothing}
      ${passing === undefined
        ? nothing
        : html`<li class="used">
            <h3>${passing}</h3>
            ${facts(['used until the page is closed'])}
            <div class="models-actions">${useButton(passing, true, () => undefined)}</div>
          </li>`}
      ${kept.map((model) => keptModel(model, used === model.id, asking === model.id, actions))} ${unreadable.map((model) => unreadableModel(model, asking === model.id, actions))}
    </ul>
    <p class="models-done" role="status">${done}</p>
  `;
}

function keptModel(model: KeptModel, used: boolean, asking: boolean, actions: ModelListActions): TemplateResult {
  const { manifest, bytes } = model;
  const labels = [...new Set(manifest.heads.map(({ taxonomy }) => taxonomyName(taxonomy)))].join('; ');
  const fitted = manifest.heads.every(({ thresholdSource }) => thresholdSource !== 'not fitted');
  return html`<li class=${used ? 'used' : ''}>
    <h3>${manifest.title}</h3>
    <p>${labels.charAt(0).toUpperCase() + labels.slice(1)}.${fitted ? '' : ' Thresholds are not fitted.'}</p>
    ${facts([manifest.languages.map(language).join(', '), `${room(bytes)} on this device`, `licence ${manifest.licence.spdx}`, manifest.status ?? 'brought by you'])}
    ${asking
      ? question(model.id, manifest.title, bytes, actions)
      : html`<div class="models-actions">
          ${isEntailment(manifest) ? html`<span class="models-used">Can be chosen under “Label sets”</span>` : useButton(manifest.title, used, () => actions.use(model))}
          ${deleteButton(model.id, manifest.title, actions)}
        </div>`}
  </li>`;
}

/** A model that is kept and cannot be read: whether it goes is for the reader to say. */
function unreadableModel({ id, fault, bytes }: UnreadableModel, asking: boolean, actions: ModelListActions): TemplateResult {
  const title = `Unreadable model ${id.slice(0, 8)}`;
  return html`<li class="unreadable">
    <h3>${title}</h3>
    <p class="models-warning">A model that you brought cannot be read now. ${fault}</p>
    <p>If it stays so after the page was loaded anew, delete it and bring the model in again.</p>
    ${facts([`${room(bytes)} on this device`])} ${asking ? question(id, title, bytes, actions) : html`<div class="models-actions">${deleteButton(id, title, actions)}</div>`}
  </li>`;
}

const deleteButton = (id: string, title: string, actions: ModelListActions): TemplateResult => html`<button type="button" aria-label=${`Delete ${title}`} @click=${() => actions.ask(id)}>Delete</button>`;

function question(id: string, title: string, bytes: number, actions: ModelListActions): TemplateResult {
  return html`<div class="models-question" role="group" aria-label=${`Delete ${title}?`}>
    <p>Delete “${title}” (${room(bytes)}) from this device?</p>
    <button type="button" class="primary" @click=${() => actions.remove(id, title)}>Delete it</button>
    <button type="button" class="models-keep" @click=${() => actions.ask(undefined)}>Keep it</button>
  </div>`;
}

function useButton(title: string, used: boolean, use: () => void): TemplateResult {
  return used ? html`<span class="models-used">In use</span>` : html`<button type="button" aria-label=${`Use ${title}`} @click=${use}>Use</button>`;
}

const facts = (list: readonly string[]): TemplateResult => html`<p class="models-facts">${list.map((fact) => html`<span>${fact}</span>`)}</p>`;

const METRICS: Readonly<Record<string, string>> = { macroF1: 'macro-F1', microF1: 'micro-F1', valueEval: 'ValueEval score' };
const DATASETS: Readonly<Record<string, string>> = { 'touche23-valueeval': 'Touché23-ValueEval', mfrc: 'Moral Foundations Reddit Corpus' };

/** A model's figures, each with its metric, its data and who measured it. */
function figures({ metrics, title }: CatalogEntry): TemplateResult | typeof nothing {
  if (metrics.length === 0) return nothing;
  return html`<details>
    <summary>Figures</summary>
    <div class="mapping-table" role="region" aria-label=${`Figures of ${title}`} tabindex="0">
      <table>
        <thead><tr><th scope="col">Metric</th><th scope="col">Value</th><th scope="col">Data</th><th scope="col">Thresholds</th><th scope="col">Source</th></tr></thead>
        <tbody>
          ${metrics.map(
            ({ name, value, dataset, split, thresholds, basis, source }) => html`<tr>
              <th scope="row">${METRICS[name] ?? name}</th>
              <td>${value.toFixed(3)}</td>
              <td>${DATASETS[dataset] ?? dataset}${split === undefined ? '' : `, ${split}`}</td>
              <td>${thresholds === 'manifest' ? 'fitted on these rows, or others’' : (thresholds ?? '–')}</td>
              <td>${basis}${source === undefined ? '' : `: ${source}`}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

/** Models of which no bundle is given out, and how to make one. */
export function recipes(catalog: readonly CatalogEntry[]): TemplateResult {
  return html`
    <h2>Models that can be made</h2>
    <p>Other people’s models, which are not given out here. On a computer with Python one command makes a bundle of each; then bring the folder in above. Their figures and sizes were reported by others or reckoned, not measured here.</p>
    <ul class="models-recipes">
      ${catalog.map((entry) =>
        entry.status === 'recipe'
          ? html`<li>
              <details>
                <summary>${entry.title}<span class="models-facts"><span>licence ${entry.licence.spdx}</span>${sizeOf(entry)}</span></summary>
                <p>${entry.tells}</p>
                ${facts([...entry.taxonomies.map(taxonomyName), entry.languages.map(language).join(', '), `learned from: ${entry.trainingDomain}`])}
                ${entry.licence.note === undefined ? nothing : html`<p>${entry.licence.note}</p>`} ${entry.notes.map((note) => html`<p>${note}</p>`)}
                <p>From ${entry.source.length > 2 ? `${entry.source[0]} and ${entry.source.length - 1} more` : entry.source.join(' and ')}:</p>
                <pre tabindex="0" role="region" aria-label=${`Command for ${entry.title}`}><code>${entry.recipe.command}</code></pre>
                ${figures(entry)}
              </details>
            </li>`
          : nothing,
      )}
    </ul>
  `;
}

function sizeOf({ sizes }: CatalogEntry): TemplateResult | typeof nothing {
  const smallest = sizes.toSorted((a, b) => a.bytes - b.bytes)[0];
  return smallest ? html`<span>about ${room(smallest.bytes)} (${smallest.basis})</span>` : nothing;
}
