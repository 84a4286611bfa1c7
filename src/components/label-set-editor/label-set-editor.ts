import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import * as edit from '../../label-sets/edit.ts';
import { History } from '../../label-sets/history.ts';
import type { OutlineEntry } from '../../label-sets/outline.ts';
import { isId, isLanguage } from '../../label-sets/schema.ts';
import { searchLabels } from '../../label-sets/search.ts';
import { LABEL_SET_LIMITS as LIMITS, type LabelSet, type OwnLabel } from '../../label-sets/types.ts';
import type { LabelId } from '../../taxonomy/types.ts';
import { tokens } from '../tokens.styles.ts';
import { crosswalkTables, type CrosswalkTarget } from './crosswalk-table.ts';
import { LabelSetChangeEvent, LabelSetImportEvent } from './events.ts';
import { showValues } from './fields.ts';
import { exportForValueLens, exportJson, importFile, type Message } from './files.ts';
import { labelForm } from './label-form.ts';
import { ROW, indexAfter, labelList } from './label-list.ts';
import { labelSetEditorStyles } from './label-set-editor.styles.ts';
import { setForm, type SetField } from './set-form.ts';
import { editorStrings as strings } from './strings.ts';

/**
 * Shows a label set and lets the reader change it. It keeps nothing: whoever uses it listens for changes.
 *
 * @fires {LabelSetChangeEvent} label-set-change - The reader has changed the set; it is always one that could be exported.
 * @fires {LabelSetImportEvent} label-set-import - The reader has chosen or dropped a file with another set.
 *
 * @csspart toolbar - Search, undo, import and export.
 * @csspart list - The labels.
 * @csspart form - What the set says of the chosen label.
 */
export class LabelSetEditor extends LitElement {
  static override styles = [tokens, labelSetEditorStyles];

  /** The set; to give another one forgets the steps that could be undone. */
  @property({ attribute: false })
  get set(): LabelSet | undefined {
    return this.#history?.present;
  }
  set set(set: LabelSet | undefined) {
    const before = this.#history?.present;
    if (set === before) return;
    this.#history = set && new History(set);
    this._selected = set?.labels.some(({ id }) => id === this._selected) ? this._selected : searchLabels(set ?? { labels: [] }, '')[0]?.label.id;
    this.requestUpdate('set', before);
  }

  /** Shows the set, and changes nothing. */
  @property({ type: Boolean, reflect: true }) readonly = false;

  /** Theories that crosswalks can lead to. */
  @property({ attribute: false }) targets: readonly CrosswalkTarget[] = [];

  @state() private _selected: LabelId | undefined;
  @state() private _query = '';
  @state() private _top = 0;
  @state() private _height = 480;
  @state() private _errors: Readonly<Record<string, string>> = {};
  @state() private _message: Message = { text: '', failed: false };
  @state() private _parents: readonly OwnLabel[] | undefined;
  @state() private _pages: Readonly<Record<string, number>> = {};
  @state() private _dragged = false;

  #history: History<LabelSet> | undefined;

  constructor() {
    super();
    this.addEventListener('keydown', (event) => this.#shortcut(event));
    this.addEventListener('dragover', (event) => this.#drag(event, true));
    this.addEventListener('dragleave', (event) => this.#drag(event, false));
    this.addEventListener('drop', (event) => this.#drop(event));
  }

  /** Chooses a label and brings it into sight in the list. */
  select(id: LabelId): void {
    this.#choose(id);
    const at = this.#entries.findIndex(({ label }) => label.id === id);
    const list = this.renderRoot.querySelector('.list');
    if (!list || at < 0) return;
    if (at * ROW < list.scrollTop) list.scrollTop = at * ROW;
    else if ((at + 1) * ROW > list.scrollTop + list.clientHeight) list.scrollTop = (at + 1) * ROW - list.clientHeight;
    this._top = list.scrollTop;
  }

  get #entries(): readonly OutlineEntry[] {
    return this.set ? searchLabels(this.set, this._query) : [];
  }

  override render(): TemplateResult | typeof nothing {
    const { set, readonly } = this;
    if (!set) return nothing;
    const entries = this.#entries;
    const label = set.labels.find(({ id }) => id === this._selected);
    return html`
      <div class=${this._dragged ? 'base dragged' : 'base'}>
        ${this.#toolbar(set)}
        <p class=${this._message.failed ? 'message failed' : 'message'} role="status">${this._message.text}</p>
        <details>
          <summary>${strings.about}</summary>
          ${setForm(set, readonly, this._errors, (field, value) => this.#editSet(field, value))}
        </details>
        <details>
          <summary>${strings.crosswalks}</summary>
          ${crosswalkTables(
            { set, targets: this.targets, selected: label, readonly, pages: this._pages },
            {
              add: (to) => this.#apply(edit.addCrosswalk(set, { to, rule: 'max', links: [] })),
              remove: (to) => this.#apply(edit.removeCrosswalk(set, to)),
              edit: (to, patch) => this.#apply(edit.editCrosswalk(set, to, patch), `crosswalk ${to}`),
              page: (to, first) => (this._pages = { ...this._pages, [to]: first }),
            },
          )}
        </details>
        <div class="columns">
          <div class="side" part="list">
            <label class="search">
              <span class="hidden">${strings.search}</span>
              <input type="search" placeholder=${strings.search} autocomplete="off" .value=${this._query} @input=${(event: Event) => this.#search(event)} @keydown=${(event: KeyboardEvent) => this.#listKey(event)} />
            </label>
            <p class="hint" aria-live="polite">${entries.length === 0 ? strings.nothing : strings.found(entries.length, set.labels.length)}</p>
            ${labelList(
              { entries, selected: this._selected, top: this._top, height: this._height, flat: this._query.trim() !== '' },
              { scroll: (top) => (this._top = top), select: (id) => this.#choose(id), key: (event) => this.#listKey(event) },
            )}
          </div>
          <div class="main" part="form">${label ? this.#form(set, label) : nothing}</div>
        </div>
      </div>
    `;
  }

  override updated(changed: PropertyValues<this>): void {
    // The root that Lit makes is a shadow root; only its type is wider.
    showValues(this.renderRoot as ShadowRoot);
    const list = this.renderRoot.querySelector('.list');
    if (!list) return;
    if (changed.has('set')) this._top = list.scrollTop;
    if (list.clientHeight > 0 && list.clientHeight !== this._height) this._height = list.clientHeight;
  }

  #toolbar(set: LabelSet): TemplateResult {
    const { readonly } = this;
    return html`
      <div class="toolbar" part="toolbar" role="group" aria-label="File">
        ${readonly
          ? nothing
          : html`<button type="button" class="primary" @click=${() => this.#add()}>${strings.add}</button>
              <button type="button" aria-keyshortcuts="Control+Z" ?disabled=${!this.#history?.canUndo} @click=${() => this.#step('undo')}>${strings.undo}</button>
              <button type="button" aria-keyshortcuts="Control+Y" ?disabled=${!this.#history?.canRedo} @click=${() => this.#step('redo')}>${strings.redo}</button>`}
        <span class="gap"></span>
        <button type="button" title=${strings.importHint} @click=${() => this.renderRoot.querySelector<HTMLInputElement>('#file')?.click()}>${strings.import}</button>
        <input id="file" type="file" hidden accept=".json,.csv,.tsv,.txt" aria-label=${strings.import} @change=${(event: Event) => void this.#chosen(event)} />
        <button type="button" @click=${() => (this._message = exportJson(set))}>${strings.exportJson}</button>
        <button type="button" @click=${() => (this._message = exportForValueLens(set))}>${strings.exportValueLens}</button>
      </div>
    `;
  }

  #form(set: LabelSet, label: OwnLabel): TemplateResult {
    const { id } = label;
    return labelForm(
      { set, label, parents: this._parents, readonly: this.readonly, errors: this._errors },
      {
        name: (value) => this.#checked('name', value.trim() === '' ? strings.error.name : undefined, () => edit.editLabel(set, id, { name: value }), `name ${id}`),
        id: (value) => this.#checked('id', value !== id && (!isId(value) || set.labels.some((other) => other.id === value)) ? strings.error.id : undefined, () => this.#renamed(set, id, value)),
        definition: (value) => this.#apply(edit.editLabel(set, id, { definition: value === '' ? undefined : value }), `definition ${id}`),
        lines: (field, lines) => this.#checked(field, lines.length > LIMITS.phrases ? strings.error.lines(LIMITS.phrases) : undefined, () => edit.editLabel(set, id, { [field]: lines.map((line) => line.slice(0, LIMITS.text)) }), `${field} ${id}`),
        openParents: () => (this._parents ??= edit.possibleParents(set, id)),
        parent: (parent) => this.#apply(edit.editLabel(set, id, { parent })),
        move: (direction) => this.#move(label, direction),
        remove: () => this.#remove(label),
      },
    );
  }

  #renamed(set: LabelSet, id: LabelId, next: LabelId): LabelSet {
    this._selected = next;
    return edit.renameLabel(set, id, next);
  }

  /** Takes over a change of a field, unless it is one that the format does not allow. */
  #checked(field: string, error: string | undefined, change: () => LabelSet, step?: string): void {
    const { [field]: _, ...others } = this._errors;
    this._errors = error === undefined ? others : { ...others, [field]: error };
    if (error === undefined) this.#apply(change(), step);
  }

  #editSet(field: SetField, value: string): void {
    const error = field === 'name' && value.trim() === '' ? strings.error.name : field === 'language' && !isLanguage(value) ? strings.error.language : undefined;
    if (this.set) this.#checked(`set-${field}`, error, () => edit.editSet(this.set as LabelSet, { [field]: value }), `set ${field}`);
  }

  /** @param step changes with the same name that follow one another at once are undone together */
  #apply(set: LabelSet, step?: string): void {
    if (this.readonly || !this.#history || set === this.#history.present) return;
    this.#history.change(set, step);
    this.#announce('');
  }

  #announce(text: string): void {
    this._parents = undefined;
    this._message = { text, failed: false };
    this.requestUpdate();
    if (this.set) this.dispatchEvent(new LabelSetChangeEvent(this.set));
  }

  #add(): void {
    if (!this.set) return;
    this._query = '';
    const added = edit.addLabel(this.set, strings.newLabel, this._selected);
    if (!added) {
      this._message = { text: strings.full(LIMITS.labels), failed: true };
      return;
    }
    this.#apply(added.set);
    void this.updateComplete.then(async () => {
      this.select(added.id);
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLInputElement>('#name')?.select();
    });
  }

  #move(label: OwnLabel, direction: 1 | -1): void {
    if (!this.set) return;
    const moved = edit.moveLabel(this.set, label.id, direction);
    if (moved === this.set) return;
    this.#apply(moved);
    this._message = { text: strings.moved(label.name), failed: false };
    void this.updateComplete.then(() => this.select(label.id));
  }

  #remove(label: OwnLabel): void {
    if (!this.set) return;
    const at = this.#entries.findIndex((entry) => entry.label.id === label.id);
    this.#apply(edit.removeLabel(this.set, label.id));
    this._message = { text: strings.removed(label.name), failed: false };
    const next = this.#entries[Math.min(at, this.#entries.length - 1)];
    // The button that had the focus speaks of another label now; the list is where the reader goes on.
    void this.updateComplete.then(() => {
      if (next) this.select(next.label.id);
      this.renderRoot.querySelector<HTMLElement>('.list')?.focus();
    });
  }

  #step(direction: 'undo' | 'redo'): void {
    if (this.readonly || !this.#history) return;
    const before = this.#history.present;
    const after = this.#history[direction]();
    if (after === before) return;
    this._errors = {};
    if (!after.labels.some(({ id }) => id === this._selected)) this._selected = after.labels[0]?.id;
    this.#announce('');
  }

  #choose(id: LabelId): void {
    if (id === this._selected) return;
    this._selected = id;
    this._errors = {};
    this._parents = undefined;
  }

  #search(event: Event): void {
    this._query = (event.currentTarget as HTMLInputElement).value;
    this._top = 0;
    this.renderRoot.querySelector('.list')?.scrollTo(0, 0);
  }

  #listKey(event: KeyboardEvent): void {
    const entries = this.#entries;
    const at = entries.findIndex(({ label }) => label.id === this._selected);
    const selected = entries[at];
    const inSearch = event.currentTarget instanceof HTMLInputElement;
    if (inSearch && !/^(?:Arrow(?:Up|Down)|Page)/.test(event.key)) return;
    if (event.altKey && selected && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      if (!this.readonly) this.#move(selected.label, event.key === 'ArrowUp' ? -1 : 1);
      return;
    }
    const next = entries[indexAfter(event.key, at, entries.length, Math.max(1, Math.floor(this._height / ROW) - 1)) ?? -1];
    if (!next) return;
    event.preventDefault();
    this.select(next.label.id);
  }

  #shortcut(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    // In a field the browser undoes letter by letter.
    const within = event.composedPath()[0];
    if (within instanceof HTMLTextAreaElement || (within instanceof HTMLInputElement && within.type !== 'search')) return;
    const key = event.key.toLowerCase();
    if (key !== 'z' && key !== 'y') return;
    event.preventDefault();
    this.#step(key === 'y' || event.shiftKey ? 'redo' : 'undo');
  }

  #drag(event: DragEvent, over: boolean): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this._dragged = over;
  }

  #drop(event: DragEvent): void {
    this.#drag(event, false);
    const [file] = event.dataTransfer?.files ?? [];
    if (file) void this.#import(file);
  }

  async #chosen(event: Event): Promise<void> {
    const input = event.currentTarget as HTMLInputElement;
    const [file] = input.files ?? [];
    input.value = '';
    if (file) await this.#import(file);
  }

  async #import(file: File): Promise<void> {
    const read = await importFile(file);
    this._message = 'failed' in read ? read : { text: '', failed: false };
    if (!('failed' in read)) this.dispatchEvent(new LabelSetImportEvent(read));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'label-set-editor': LabelSetEditor;
  }
}
