import { html, nothing, render, type TemplateResult } from 'lit';
import '../../src/components/label-set-editor/define.ts';
import type { CrosswalkTarget } from '../../src/components/label-set-editor/crosswalk-table.ts';
import { counted } from '../../src/components/strings.ts';
import type { ValueTagger } from '../../src/components/value-tagger/value-tagger.ts';
import { TaggerError, describe } from '../../src/errors.ts';
import { LABEL_SET_FORMAT, LABEL_SET_VERSION, type LabelSet } from '../../src/label-sets/types.ts';
import { shippedSets } from '../../src/label-sets/shipped/index.ts';
import { taxonomies } from '../../src/taxonomy/index.ts';
import { OwnSets } from './own-sets.ts';
import { TaggerChoice } from './tagger-choice.ts';
import type { PageModel } from './tagging/make-tagger.ts';
import './label-sets-panel.css';

/** Shows, edits and uses label sets. Loaded when its disclosure is first opened. */
export class LabelSetsPanel {
  readonly #place: HTMLElement;
  readonly #choice: TaggerChoice;
  readonly #sets = new OwnSets(() => this.#show());
  #asking = false;
  #message = '';

  /**
   * @param page the model that the page goes back to
   * @param readBy opens the readings by a language model, with a set
   */
  constructor(place: HTMLElement, component: ValueTagger, page: () => PageModel, readBy: (set: LabelSet) => void) {
    this.#place = place;
    this.#choice = new TaggerChoice(component, page, () => this.#show(), readBy);
    this.#show();
    void this.#sets.refresh();
  }

  /** Opens a set as the reader's own; the keyboard goes on in its editor. */
  async adopt(set: LabelSet): Promise<void> {
    await this.#sets.adopt(set);
    this.#focusEditor();
  }

  #show(): void {
    render(this.#view(), this.#place);
  }

  #view(): TemplateResult {
    const { open, own } = this.#sets;
    return html`
      <p>
        A label set is a theory of your own: labels, what belongs to them and what does not. Those that come with this page can be read, copied and used; your own
        are saved on this device as you edit them.
      </p>
      <div class="sets-bar">
        <label for="set-choice">Set</label>
        <select id="set-choice" .value=${open?.set.id ?? ''} @change=${(event: Event) => void this.#choose((event.currentTarget as HTMLSelectElement).value)}>
          <option value="" ?selected=${!open}>choose one</option>
          ${own.length > 0 || (open?.own && !own.some(({ id }) => id === open.set.id))
            ? html`<optgroup label="Your own">
                ${open?.own && !own.some(({ id }) => id === open.set.id) ? html`<option value=${open.set.id} selected>${open.set.name}</option>` : nothing}
                ${own.map(({ id, name, labels }) => html`<option value=${id} ?selected=${id === open?.set.id}>${name} (${counted(labels, 'label')})</option>`)}
              </optgroup>`
            : nothing}
          <optgroup label="With this page">
            ${shippedSets.map(({ id, name, labels }) => html`<option value=${id} ?selected=${id === open?.set.id}>${name} (${counted(labels, 'label')})</option>`)}
          </optgroup>
        </select>
        ${open && !open.own ? html`<button type="button" @click=${() => void this.#copy(open.set)}>Edit a copy</button>` : nothing}
        ${open?.own ? html`<button type="button" @click=${() => this.#ask(true)}>Delete this set</button>` : nothing}
        <button type="button" @click=${() => void this.#new()}>New set</button>
        ${open ? nothing : html`<button type="button" @click=${() => this.#place.querySelector<HTMLInputElement>('#set-file')?.click()}>Import a set</button>`}
        <input id="set-file" type="file" hidden accept=".json,.csv,.tsv,.txt" aria-label="Import a set" @change=${(event: Event) => void this.#import(event)} />
      </div>
      ${this.#asking && open ? this.#question(open.set.name) : nothing} ${this.#status()} ${open ? this.#choice.view(open.set) : nothing}
      ${open
        ? html`<label-set-editor
            .set=${open.set}
            .readonly=${!open.own}
            .targets=${this.#targets(open.set.id)}
            @label-set-change=${({ detail }: HTMLElementEventMap['label-set-change']) => this.#sets.change(detail.set)}
            @label-set-import=${({ detail }: HTMLElementEventMap['label-set-import']) => void this.#sets.adopt(detail.set)}
          ></label-set-editor>`
        : nothing}
    `;
  }

  #status(): TemplateResult {
    const { state } = this.#sets;
    const said = { none: '', saving: 'Saving …', saved: 'Saved on this device.', unkept: 'As nothing is to be kept on this device, export the set before you close the page.' };
    return html`
      <p class=${state.kind === 'failed' || state.kind === 'conflict' ? 'sets-status failed' : 'sets-status'} role="status">
        ${'message' in state ? state.message : said[state.kind]} ${this.#message}
      </p>
      ${state.kind === 'conflict'
        ? html`<div class="sets-bar">
            <button type="button" @click=${() => void this.#sets.keepAsCopy()}>Keep this version as a copy</button>
            <button type="button" @click=${() => void this.#sets.takeOther()}>Show the other version</button>
          </div>`
        : nothing}
    `;
  }

  #question(name: string): TemplateResult {
    return html`
      <div class="sets-question" role="group" aria-labelledby="sets-question">
        <p id="sets-question">Delete “${name}” from this device? An export of it can be imported again.</p>
        <button type="button" class="sets-delete" @click=${() => void this.#answer(true)}>Delete</button>
        <button type="button" @click=${() => void this.#answer(false)}>Keep it</button>
      </div>
    `;
  }

  #targets(id: string): readonly CrosswalkTarget[] {
    if (this.#known?.id !== id) this.#known = { id, targets: taxonomies.filter((taxonomy) => taxonomy.id !== id && taxonomy.labels.length > 1).map(({ id: own, title, labels }) => ({ id: own, name: title, labels })) };
    return this.#known.targets;
  }
  #known: { readonly id: string; readonly targets: readonly CrosswalkTarget[] } | undefined;

  async #choose(id: string): Promise<void> {
    this.#asking = false;
    this.#message = '';
    if (id !== '') await this.#sets.show(id);
  }

  async #copy(set: LabelSet): Promise<void> {
    const { copyOf } = await import('../../src/label-sets/edit.ts');
    await this.adopt(copyOf(set, this.#sets.taken));
  }

  async #new(): Promise<void> {
    const { newId } = await import('../../src/label-sets/ids.ts');
    const id = newId('my labels', new Set(this.#sets.taken));
    await this.#sets.adopt({ format: LABEL_SET_FORMAT, version: LABEL_SET_VERSION, id, name: 'My labels', language: 'en', labels: [{ id: 'first-label', name: 'First label' }] });
    this.#focusEditor();
  }

  /** The button that was pressed may be gone. */
  #focusEditor(): void {
    const editor = this.#place.querySelector('label-set-editor');
    void editor?.updateComplete.then(() => editor.renderRoot.querySelector<HTMLElement>('#name')?.focus());
  }

  #ask(asking: boolean): void {
    this.#asking = asking;
    this.#show();
    if (asking) this.#place.querySelector<HTMLElement>('.sets-question button:last-child')?.focus();
  }

  async #answer(really: boolean): Promise<void> {
    this.#asking = false;
    if (really) await this.#sets.delete();
    this.#show();
    this.#place.querySelector<HTMLElement>('#set-choice')?.focus();
  }

  async #import(event: Event): Promise<void> {
    const input = event.currentTarget as HTMLInputElement;
    const [file] = input.files ?? [];
    input.value = '';
    if (!file) return;
    try {
      const { readChosenLabelSet } = await import('../../src/label-sets/read-file.ts');
      this.#message = '';
      await this.#sets.adopt(await readChosenLabelSet(file));
    } catch (error) {
      this.#tell(error);
    }
  }

  #tell(error: unknown): void {
    this.#message = error instanceof TaggerError ? `${error.message} ${error.hint}` : describe(error);
    this.#show();
  }
}
