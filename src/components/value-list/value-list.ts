import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { getLabel } from '../../taxonomy/registry.ts';
import type { LabelId, Taxonomy } from '../../taxonomy/types.ts';
import { ValueSentenceSelectEvent } from '../chart-events.ts';
import { LocaleController } from '../locale/locale-controller.ts';
import type { Strings } from '../locale/strings.ts';
import { namedIn } from '../locale/taxonomy-names.ts';
import { swapPalette } from '../palette-sheet.ts';
import { tokens } from '../tokens.styles.ts';
import { sorted, type ListedSentence, type SortKey } from './order.ts';
import { valueListStyles } from './value-list.styles.ts';

/** Rows that are laid out together. */
const CHUNK = 40;

/** Labels that a row names. */
const MOST_LABELS = 3;

const SORTS = ['position', 'label', 'score', 'uncertainty'] as const;

/**
 * Sentences as a table, to be sorted by place, label, confidence and uncertainty. Rows are all as high, so that only those in
 * sight need be there, however many sentences there are.
 *
 * @tagname value-list
 *
 * @fires {ValueSentenceSelectEvent} value-sentence-select - A sentence was clicked or Enter was pressed on it.
 *
 * @csspart tools - Sorting and filter.
 * @csspart table - The sentences.
 */
export class ValueList extends LitElement {
  static override styles = [tokens, valueListStyles];

  /** What to list, in the order of the text. */
  @property({ attribute: false }) sentences: readonly ListedSentence[] = [];

  @property({ attribute: false }) taxonomy: Taxonomy | undefined;

  /** Sentence whose details are open. */
  @property({ attribute: false }) selected: number | undefined;

  /** Label whose sentences are brought out. */
  @property({ attribute: false }) highlight: LabelId | undefined;

  /** What the list is of; default: sentences. */
  @property() heading = '';

  /** Lists tagged sentences alone, and offers no other choice. */
  @property({ type: Boolean, attribute: 'tagged-only' }) taggedOnly = false;

  @state() private _sort: SortKey = 'position';
  @state() private _filter = false;
  @state() private _first = 0;
  @state() private _last = 0;

  readonly #locale = new LocaleController(this);
  #palette: Taxonomy | undefined;
  #rows: readonly ListedSentence[] = [];
  /** Row that the keyboard is at. */
  #current = 0;
  readonly #sight = new IntersectionObserver((entries) => this.#noteSight(entries), { rootMargin: '100% 0px' });
  readonly #near = new Set<number>();

  /** Index of the sentence that has the focus; undefined where none has. */
  get focused(): number | undefined {
    const index = (this.shadowRoot?.activeElement as HTMLElement | null | undefined)?.dataset['index'];
    return index === undefined ? undefined : Number(index);
  }

  /** Gives the focus to the row of a sentence, or to the first one. */
  focusSentence(index: number): void {
    const at = this.#rows.findIndex((row) => row.index === index);
    this.#go(Math.max(0, at));
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const taxonomy = this.taxonomy;
    if (changed.has('taxonomy')) {
      // The root that Lit makes is a shadow root; only its type is wider.
      swapPalette(this.renderRoot as ShadowRoot, this.#palette, taxonomy);
      this.#palette = taxonomy;
    }
    const order = new Map(taxonomy?.labels.map(({ id }, at) => [id, at]));
    const listed = this.taggedOnly || this._filter ? this.sentences.filter(({ labels }) => labels.length > 0) : this.sentences;
    this.#rows = sorted(listed, this._sort, order);
    this.#current = Math.min(this.#current, Math.max(0, this.#rows.length - 1));
  }

  override updated(): void {
    for (const chunk of this.renderRoot.querySelectorAll<HTMLElement>('.chunk')) {
      // An attribute `style` would be refused by a strict content-security policy.
      chunk.style.setProperty('--rows', chunk.dataset['rows'] ?? '0');
      this.#sight.observe(chunk);
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sight.disconnect();
    this.#near.clear();
  }

  override render(): TemplateResult {
    const { strings, language } = this.#locale;
    const taxonomy = this.taxonomy && namedIn(this.taxonomy, language);
    const heading = this.heading || strings.say('list.title');
    const chunks = Array.from({ length: Math.ceil(this.#rows.length / CHUNK) }, (_, at) => at);
    return html`
      <div class="tools" part="tools">
        <label class="sort">
          ${strings.say('list.sort')}
          <select @change=${(event: Event) => this.#sortBy(chosen(event))}>
            ${SORTS.map((key) => html`<option value=${key} ?selected=${key === this._sort}>${strings.say(`list.${key}`)}</option>`)}
          </select>
        </label>
        ${this.taggedOnly
          ? nothing
          : html`<label class="filter">
              <input type="checkbox" .checked=${this._filter} @change=${() => (this._filter = !this._filter)} /> ${strings.say('list.taggedOnly')}
            </label>`}
        <span class="soft" role="status">${strings.counted('sentences', this.#rows.length)}</span>
        ${this._sort === 'uncertainty' ? html`<p class="soft note">${strings.say('list.uncertaintyNote')}</p>` : nothing}
      </div>
      <div class="table" part="table" role="table" aria-label=${heading} aria-rowcount=${this.#rows.length + 1} @keydown=${(event: KeyboardEvent) => this.#key(event)}>
        <div role="rowgroup">
          <div class="row head" role="row" aria-rowindex="1">
            ${(['position', 'sentence', 'labels', 'score'] as const).map(
              (column) => html`<span role="columnheader" class=${column} aria-sort=${this.#sortOf(column)}
                >${column === 'position' ? html`<span aria-hidden="true">#</span><span class="hidden">${strings.say('list.position')}</span>` : strings.say(`list.${column}`)}</span
              >`,
            )}
          </div>
        </div>
        ${chunks.map((chunk) => this.#chunk(chunk, taxonomy, strings))}
      </div>
      ${this.#rows.length === 0 ? html`<p class="soft empty">${strings.say(this.taggedOnly || this._filter ? 'list.inPlaceEmpty' : 'element.blank')}</p>` : nothing}
    `;
  }

  #chunk(chunk: number, taxonomy: Taxonomy | undefined, strings: Strings): TemplateResult {
    const from = chunk * CHUNK;
    const rows = this.#rows.slice(from, from + CHUNK);
    const there = (chunk >= this._first && chunk <= this._last) || chunk === Math.floor(this.#current / CHUNK);
    return html`<div class="chunk" role="rowgroup" data-chunk=${chunk} data-rows=${rows.length}>
      ${there ? rows.map((row, at) => this.#row(row, from + at, taxonomy, strings)) : nothing}
    </div>`;
  }

  #row({ index, text, labels, strongest }: ListedSentence, at: number, taxonomy: Taxonomy | undefined, strings: Strings): TemplateResult {
    const known = labels.slice(0, MOST_LABELS).map((id) => ({ id, label: taxonomy && getLabel(taxonomy, id) }));
    const lit = this.highlight !== undefined && labels.includes(this.highlight);
    return html`
      <div class=${['row', lit ? 'lit' : '', index === this.selected ? 'selected' : ''].join(' ')} role="row" aria-rowindex=${at + 2}>
        <span role="cell" class="position">${strings.count(index + 1)}</span>
        <span role="cell" class="sentence">
          <button
            type="button"
            dir="auto"
            data-index=${index}
            data-row=${at}
            tabindex=${at === this.#current ? 0 : -1}
            aria-expanded=${index === this.selected}
            title=${text}
            @click=${(event: MouseEvent) => this.#select(at, index, event.detail === 0)}
          >
            <span class="clamp">${text}</span>
          </button>
        </span>
        <span role="cell" class="labels">
          ${known.map(
            ({ id, label }) => html`<span class="tag" data-label=${id} title=${label?.name ?? id}><span class="code" aria-hidden="true">${label?.code ?? id}</span><span class="name">${label?.name ?? id}</span></span>`,
          )}
          ${labels.length > known.length ? html`<span class="soft">+${labels.length - known.length}</span>` : nothing}
          ${labels.length === 0 ? html`<span class="hidden">${strings.say('list.none')}</span>` : nothing}
        </span>
        <span role="cell" class="score">${strings.fraction(strongest)}</span>
      </div>
    `;
  }

  #sortOf(column: 'position' | 'sentence' | 'labels' | 'score'): 'ascending' | 'descending' | 'none' {
    if (column === 'position' && this._sort === 'position') return 'ascending';
    if (column === 'labels' && this._sort === 'label') return 'ascending';
    return column === 'score' && this._sort === 'score' ? 'descending' : 'none';
  }

  #sortBy(key: string): void {
    const known = SORTS.find((sort) => sort === key);
    if (known) this._sort = known;
    this.#current = 0;
  }

  #select(at: number, index: number, byKeyboard: boolean): void {
    this.#current = at;
    this.requestUpdate();
    this.dispatchEvent(new ValueSentenceSelectEvent(index, byKeyboard));
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || this.focused === undefined) return;
    const last = this.#rows.length - 1;
    const next = { ArrowDown: this.#current + 1, ArrowUp: this.#current - 1, PageDown: this.#current + 10, PageUp: this.#current - 10, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.#go(Math.max(0, Math.min(last, next)));
  }

  #go(at: number): void {
    this.#current = at;
    this.requestUpdate();
    void this.updateComplete.then(() => {
      const button = this.renderRoot.querySelector<HTMLElement>(`[data-row="${at}"]`);
      button?.focus({ preventScroll: true });
      button?.scrollIntoView({ block: 'nearest', behavior: 'instant' });
    });
  }

  #noteSight(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const chunk = Number((target as HTMLElement).dataset['chunk']);
      if (isIntersecting) this.#near.add(chunk);
      else this.#near.delete(chunk);
    }
    this._first = this.#near.size > 0 ? Math.min(...this.#near) : 0;
    this._last = this.#near.size > 0 ? Math.max(...this.#near) : 0;
  }
}

function chosen(event: Event): string {
  // The listener stands on a select element only.
  return (event.currentTarget as HTMLSelectElement).value;
}

declare global {
  interface HTMLElementTagNameMap {
    'value-list': ValueList;
  }
}
