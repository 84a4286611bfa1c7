import { html, nothing, render, type TemplateResult } from 'lit';
import { download } from '../../../src/components/download.ts';
import { counted } from '../../../src/components/strings.ts';
import { strings } from '../../../src/generator/strings.ts';
import type { LabelSet } from '../../../src/label-sets/types.ts';
import { fileName } from '../../../src/output/file-name.ts';
import { version } from '../../../src/version.ts';
import { failure } from './failure.ts';
import { modelView } from './model-view.ts';
import { Readings } from './readings.ts';
import type { ReadingsPage } from './task.ts';
import { tasks } from './tasks.ts';
import { sentencesOf } from './tasks/parts.ts';
import './readings.css';

/** Letters of a present answer that are shown. */
const WRITTEN = 240;

/** Readings by a language model: the model, what it is asked, and what comes of it. Loaded when its disclosure is first opened. */
export class ReadingsPanel {
  readonly #place: HTMLElement;
  readonly #readings: Readings;
  /** Beside the text, while a sentence is open and there is a model to ask. */
  readonly #why = document.createElement('button');
  #open = false;
  #planned = false;

  constructor(place: HTMLElement, page: ReadingsPage) {
    this.#place = place;
    this.#readings = new Readings(page, () => this.#plan());
    const { component } = page;
    component.addEventListener('value-tagger-select', ({ detail }) => {
      // A sentence stays chosen when its details are closed.
      if (detail.sentence) this.#readings.chosen = detail.sentence;
      this.#open = detail.sentence !== undefined;
      this.#plan();
    });
    Object.assign(this.#why, { type: 'button', slot: 'status', className: 'quiet', textContent: 'Why these tags?', hidden: true });
    this.#why.addEventListener('click', () => {
      this.#choose('explain');
      void this.#readings.run();
    });
    component.append(this.#why);
    for (const type of ['value-tagger-progress', 'value-tagger-tagged'] as const) component.addEventListener(type, () => this.#readings.noteText());
    this.#readings.noteText();
    this.#draw();
    void this.refresh();
  }

  /** Looks anew at what is kept, and at the reader's label sets. */
  async refresh(): Promise<void> {
    await Promise.all([this.#readings.model.refresh(), this.#readings.codebooks.refresh()]);
  }

  /** Is to read by this set. */
  async readBy(set: LabelSet): Promise<void> {
    await this.#readings.codebooks.give(set);
    if (!this.#readings.task.bySet) this.#readings.task = tasks[0];
    this.#draw();
    this.#place.querySelector<HTMLElement>('#readings-model')?.focus();
  }

  /** Draws once a frame: answers come letter by letter. */
  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    requestAnimationFrame(() => {
      this.#planned = false;
      this.#draw();
    });
  }

  #draw(): void {
    const { running, model } = this.#readings;
    this.#why.hidden = !this.#open || model.generator === undefined || running !== undefined;
    const before = this.#place.contains(document.activeElement) ? document.activeElement : undefined;
    const asked = before?.closest('.readings-form') !== null;
    render(this.#view(), this.#place);
    // What had the focus may be gone: the keyboard goes on at what has come in its place.
    if (before && !before.isConnected) this.#place.querySelector<HTMLElement>(asked ? '.readings-form .primary:enabled' : '#readings-model')?.focus();
  }

  #view(): TemplateResult {
    const readings = this.#readings;
    return html`
      <p>${strings.whatItDoes} ${strings.aboutTheText}</p>
      <p>${strings.howGood}</p>
      ${modelView(readings.model)} ${this.#form()} ${this.#status()} ${this.#result()}
    `;
  }

  #form(): TemplateResult {
    const readings = this.#readings;
    const { task, running, missing, codebooks } = readings;
    return html`
      <form
        class="readings-form"
        aria-label="What the model is asked"
        @submit=${(event: Event) => {
          event.preventDefault();
          void readings.run();
        }}
      >
        <label>Ask it to ${select('readings-task', tasks.map(({ id, title }) => [id, title]), task.id, (id) => (readings.task = tasks.find((one) => one.id === id) ?? tasks[0]), () => this.#draw())}</label>
        ${task.bySet
          ? html`<label>by ${select('readings-set', codebooks.list.map(({ id, name }) => [id, name]), codebooks.chosen, (id) => (codebooks.chosen = id), () => this.#draw())}</label>
              <label class="readings-check"><input type="checkbox" .checked=${codebooks.withExamples} @change=${(event: Event) => (codebooks.withExamples = (event.currentTarget as HTMLInputElement).checked)} /> with the set’s example sentences</label>`
          : nothing}
        ${task.reads === 'part'
          ? html`<label>in ${select('readings-part', [['all', 'all of the text'], ['chosen', 'the chosen sentence']], readings.part, (part) => (readings.part = part === 'chosen' ? 'chosen' : 'all'), () => this.#draw())}</label>`
          : nothing}
        ${task.reads === 'file'
          ? html`<label>Table <input id="readings-file" type="file" accept=".csv,.tsv,.jsonl,.ndjson" @change=${(event: Event) => {
              [readings.file] = (event.currentTarget as HTMLInputElement).files ?? [];
              this.#draw();
            }} /></label>`
          : nothing}
        <p class="readings-what">${task.what} ${this.#reads()}</p>
        <div class="readings-actions">
          ${running
            ? html`<button type="button" class="primary" @click=${() => readings.stop()}>${strings.stop}</button>`
            : html`<button type="submit" class="primary" ?disabled=${missing !== undefined}>${task.action}</button>`}
          <span class="soft">${running ? nothing : missing}</span>
        </div>
      </form>
    `;
  }

  /** What would be read, so that nobody starts by mistake what takes an hour. */
  #reads(): TemplateResult | typeof nothing {
    const { task, text, chosen, part } = this.#readings;
    if (task.reads === 'file' || text === '') return nothing;
    if (task.reads === 'chosen' || (task.reads === 'part' && part === 'chosen')) return html`Chosen: <q dir="auto">${chosen?.text}</q>`;
    return html`The text has ${counted(sentencesOf(text), 'sentence')}.`;
  }

  #status(): TemplateResult {
    const { running, error, model } = this.#readings;
    const notices = [...new Set(model.generator?.notices.filter(({ code }) => code !== 'no-webgpu').map(({ message }) => message) ?? [])];
    const said = running ? (running.total > 0 ? `Reading: ${running.done} of ${running.total} done.` : 'Reading …') : '';
    return html`
      <div class="readings-status">
        <p role="status">${said}</p>
        ${running ? html`<progress aria-label="How far the reading is" max=${Math.max(1, running.total)} value=${running.total > 0 ? running.done : nothing}></progress>` : nothing}
        ${running && running.written !== '' ? html`<p class="readings-written" aria-hidden="true" dir="auto">${plain(running.written)}</p>` : nothing}
        ${error ? failure(error) : nothing}
        ${notices.length > 0 ? html`<ul class="soft">${notices.map((message) => html`<li>${message}</li>`)}</ul>` : nothing}
      </div>
    `;
  }

  #result(): TemplateResult | typeof nothing {
    const { task, outcomes, running } = this.#readings;
    const outcome = outcomes.get(task);
    if (!outcome) return nothing;
    const under = running?.task === task;
    return html`
      <section class="readings-result" aria-labelledby="readings-result">
        <h2 id="readings-result">${task.reads === 'file' ? 'The measurement' : 'A reading'}${outcome.complete || under ? '' : ', stopped before its end'}</h2>
        ${outcome.shown.view()}
        ${under
          ? nothing
          : html`<div class="readings-actions"><button type="button" @click=${() => this.#download()}>Download this reading, and how it was made</button></div>
              ${task.reads === 'file' ? nothing : html`<p class="soft">${strings.measureIt} <button type="button" class="quiet" @click=${() => this.#choose('measure')}>Measure it</button></p>`}`}
      </section>
    `;
  }

  #choose(id: string): void {
    this.#readings.task = tasks.find((task) => task.id === id) ?? tasks[0];
    this.#draw();
    this.#place.querySelector<HTMLElement>('#readings-task')?.focus();
  }

  #download(): void {
    const { task, outcomes } = this.#readings;
    const outcome = outcomes.get(task);
    if (!outcome) return;
    const { codebook, complete, shown } = outcome;
    const kept = { format: 'value-tagger-reading', version: 1, toolkit: version, note: strings.whatItIs, task: task.id, ...(task.bySet ? { labelSet: codebook } : {}), complete, result: shown.data() };
    download(fileName('reading', task.id, '.json'), 'application/json', JSON.stringify(kept, null, 2));
  }
}

/** A choice of one; `take` notes it and `draw` shows what follows from it. */
function select(id: string, options: readonly (readonly [string, string])[], chosen: string, take: (id: string) => void, draw: () => void): TemplateResult {
  return html`<select
    id=${id}
    @change=${(event: Event) => {
      take((event.currentTarget as HTMLSelectElement).value);
      draw();
    }}
  >
    ${options.map(([value, name]) => html`<option value=${value} .selected=${value === chosen}>${name}</option>`)}
  </select>`;
}

/** The end of an answer that is being written, without the marks of its form. */
function plain(written: string): string {
  const words = written.replaceAll(/[{}[\]"]+/g, ' ').replaceAll(/\s+/g, ' ').replaceAll(/ ([,:])/g, '$1').trim();
  return words.length > WRITTEN ? `… ${words.slice(-WRITTEN)}` : words;
}
