import { html, nothing, type TemplateResult } from 'lit';
import type { GeneratorEntry } from '../../../src/generator/catalog.ts';
import { strings } from '../../../src/generator/strings.ts';
import type { GeneratorProgress } from '../../../src/runtime/generator/protocol.ts';
import { room } from '../room.ts';
import { failure } from './failure.ts';
import type { GeneratorModel } from './generator-model.ts';

const DEVICES = { webgpu: 'the GPU (WebGPU)', wasm: 'the processor (WebAssembly)' } as const;
const FORMS: Readonly<Record<string, string>> = { q4f16: '4-bit weights, 16-bit floats', q4: '4-bit weights', q8: '8-bit weights', fp16: '16-bit floats', fp32: '32-bit floats' };

/** The language model: which there are, how large each is, and what becomes of the one that was chosen. */
export function modelView(model: GeneratorModel): TemplateResult {
  return html`
    <div class="readings-model" role="group" aria-labelledby="readings-model">
      <h2 id="readings-model" tabindex="-1">The language model</h2>
      ${content(model)}
      <p class="readings-done" role="status">${model.done}</p>
    </div>
  `;
}

function content(model: GeneratorModel): TemplateResult {
  const { state, place } = model;
  switch (state.kind) {
    case 'none':
      return list(model);
    case 'asking':
      return html`<p role="status">Looking how large ${state.entry.title} is …</p>
        ${actions(html`<button type="button" @click=${() => model.cancel()}>Cancel</button>`)}`;
    case 'offered': {
      const { bytes, keptBytes, device, dtype } = state.size;
      return html`
        <p>
          <b>${state.entry.title}</b> would run on ${DEVICES[device]}, with ${FORMS[dtype] ?? dtype}. ${device === 'wasm' ? strings.onProcessor : nothing}
          ${strings.licence(state.entry.licence.name)}.
        </p>
        <p>
          ${bytes === 0
            ? `All its files are on this device (${room(keptBytes)}): nothing is downloaded.`
            : html`${bytes === undefined ? 'An unknown number of bytes (the server does not tell it)' : exact(bytes)} are to be downloaded from ${new URL(place.host).host}${keptBytes > 0 ? `; ${room(keptBytes)} are on this device already` : ''}. ${model.keeps ? strings.consent : strings.consentOnce}`}
        </p>
        ${actions(html`
          <button type="button" class="primary" @click=${() => void model.load()}>${bytes === 0 ? 'Start it' : `Download ${bytes === undefined ? 'it' : room(bytes)} and start it`}</button>
          <button type="button" @click=${() => model.cancel()}>Cancel</button>
        `)}
      `;
    }
    case 'loading':
      return html`${progressBar(state.progress, state.entry)} ${actions(html`<button type="button" @click=${() => model.cancel()}>${strings.stop}</button>`)}`;
    case 'ready': {
      const { device, dtype, threads } = state.report;
      return html`
        <p class="readings-device">
          <b>${state.entry.title}</b> reads on ${DEVICES[device]}${device === 'wasm' && threads > 1 ? `, ${threads} threads` : ''}, with ${FORMS[dtype] ?? dtype}.
          ${device === 'wasm' ? strings.onProcessor : nothing}
        </p>
        ${actions(html`
          <button type="button" @click=${() => model.end(`${state.entry.title} was ended${model.keeps ? '; its files are still on this device' : ''}.`)}>End it</button>
          ${removal(model, state.entry, `Delete ${state.entry.title} from this device`)}
        `)}
      `;
    }
    case 'failed':
      return html`${failure(state.error)} ${state.error.code === 'file-missing' || state.error.code === 'network' ? where(model) : nothing}
      ${actions(html`
        <button type="button" @click=${() => void model.ask(state.entry)}>Try again</button>
        ${folderButton(model, state.entry)}
        <button type="button" @click=${() => model.cancel()}>Back to the models</button>
      `)}`;
  }
}

function list(model: GeneratorModel): TemplateResult {
  return html`
    <p>Nothing is downloaded before you have seen how much it is and agreed to it.</p>
    <ul class="readings-models" aria-label="Language models">
      ${model.entries.map((entry) => {
        const kept = model.kept.get(entry.id) ?? 0;
        return html`
          <li>
            <div>
              <h3>${entry.title}</h3>
              <p class="soft">
                ${[
                  entry.parameters === undefined ? '' : `${Math.round(entry.parameters / 1e6)} million parameters`,
                  `licence ${entry.licence.name}`,
                  entry.languages.length > 6 ? `${entry.languages.length} languages` : entry.languages.join(', '),
                  kept > 0 ? `${room(kept)} on this device` : reported(entry),
                ]
                  .filter(Boolean)
                  .join(' · ')}${entry.note ? `. ${entry.note}` : ''}
              </p>
            </div>
            ${actions(html`
              <button type="button" aria-label="Use ${entry.title}" @click=${() => void model.ask(entry)}>Use</button>
              ${kept > 0 ? removal(model, entry, 'Delete') : nothing} ${folderButton(model, entry)}
            `)}
          </li>
        `;
      })}
    </ul>
  `;
}

/** The smallest size that others report, until the server is asked. */
function reported({ dtypes }: GeneratorEntry): string {
  const known = Object.values(dtypes).flatMap((form) => (form?.bytes === undefined ? [] : [form.bytes]));
  return known.length === 0 ? 'size not known yet' : `from about ${room(Math.min(...known))}, as reported`;
}

const removal = (model: GeneratorModel, entry: GeneratorEntry, label: string): TemplateResult => html`<button type="button" aria-label="Delete ${entry.title} from this device" @click=${() => void model.remove(entry)}>${label}</button>`;

function folderButton(model: GeneratorModel, entry: GeneratorEntry): TemplateResult {
  return html`<label class="readings-file"
    >From a folder<input type="file" webkitdirectory multiple aria-label="From a folder: files of ${entry.title}" @change=${(event: Event) => {
      const input = event.currentTarget as HTMLInputElement;
      const files = inFolder([...(input.files ?? [])]);
      input.value = '';
      if (files.size > 0) void model.bring(entry, files);
    }}
  /></label>`;
}

/** Files by their names below the folder that has the model's config.json. */
function inFolder(files: readonly File[]): Map<string, Blob> {
  const path = (file: File): string => file.webkitRelativePath || file.name;
  const [nearest = ''] = files.map(path).filter((name) => /(?:^|\/)config\.json$/.test(name)).sort((a, b) => a.length - b.length);
  const folder = nearest.slice(0, -'config.json'.length);
  return new Map(files.filter((file) => path(file).startsWith(folder)).map((file) => [path(file).slice(folder.length), file]));
}

/** Where this page looks for models, and what can be done where there is none. */
function where({ place }: GeneratorModel): TemplateResult {
  return place.foreign
    ? html`<p class="soft">This page asks ${place.foreign} for language models.</p>`
    : html`<p class="soft">This page may ask its own server alone, and looks there at ${place.host}. Where that has no models, fetch one from the hub yourself and choose its folder: nothing is then downloaded by the page.</p>`;
}

function progressBar(progress: GeneratorProgress | undefined, { title }: GeneratorEntry): TemplateResult {
  const download = progress?.phase === 'download' ? progress : undefined;
  const said = download
    ? `Downloading ${title}: ${room(download.allLoaded)} of ${room(download.allTotal)}`
    : progress?.phase === 'compile'
      ? `Starting ${title}: the weights are made ready`
      : progress?.phase === 'warm-up'
        ? `Starting ${title}: first words`
        : `Starting ${title}`;
  return html`
    <p>${said}</p>
    <progress aria-label="Loading ${title}" max="1" value=${download && download.allTotal > 0 ? download.allLoaded / download.allTotal : nothing}></progress>
  `;
}

/** 512.3 MB (512,345,678 bytes) */
const exact = (bytes: number): string => `${room(bytes)} (${bytes.toLocaleString('en')} bytes)`;

const actions = (buttons: TemplateResult): TemplateResult => html`<div class="readings-actions">${buttons}</div>`;
