import { ValueSentenceSelectEvent } from '../chart-events.ts';
import { ValueTaggerSelectEvent } from './events.ts';
import { wishOf } from './keys.ts';
import { Sheet } from './sheet.ts';
import type { ValueTagger } from './value-tagger.ts';
import type { Workbench } from './workbench.ts';

/** How a reader gets from one place of the element to another, and where the focus goes. */
export class Navigation {
  readonly sheet: Sheet;
  readonly #host: ValueTagger;
  readonly #work: Workbench;

  constructor(host: ValueTagger, work: Workbench) {
    this.#host = host;
    this.#work = work;
    this.sheet = new Sheet(host, () => host.requestUpdate());
  }

  /** Listens to keys and choices anywhere in `root`. */
  listen(root: ShadowRoot): void {
    root.addEventListener('keydown', (event) => event instanceof KeyboardEvent && this.#key(event));
    root.addEventListener('value-sentence-select', (event) => {
      if (!(event instanceof ValueSentenceSelectEvent)) return;
      // It speaks of a part of the element; those outside are told by the element's own event.
      event.stopPropagation();
      const { index, byKeyboard } = event.detail;
      this.select(index === this.#work.selection.index ? undefined : index, byKeyboard);
    });
  }

  /** Opens the details of a sentence, or closes those that are open. */
  select(index: number | undefined, byKeyboard: boolean): void {
    const { surface, selection, source } = this.#work;
    selection.choose(index);
    this.sheet.open = index !== undefined;
    if (index !== undefined && (this.#host.view === 'text' || source.inPlace)) surface?.reveal(index, false);
    if (surface) surface.selected = index;
    this.#host.dispatchEvent(new ValueTaggerSelectEvent(index === undefined ? undefined : this.#host.sentence(index)));
    if (byKeyboard && index !== undefined) this.focus('#details-title');
  }

  /** Closes the details; the keyboard goes on at the sentence. */
  close(): void {
    const { index } = this.#work.selection;
    this.select(undefined, false);
    if (index === undefined) return;
    // Only after the sheet is gone can the text take the focus.
    void this.#host.drawn.then(() => {
      const list = this.#list;
      if (list) list.focusSentence(index);
      else this.#work.surface?.reveal(index, true);
    });
  }

  openSheet(selector = '.sheet-close'): void {
    this.sheet.open = true;
    this.#host.requestUpdate();
    this.focus(selector);
  }

  closeSheet(): void {
    if (this.#work.selection.index !== undefined) {
      this.close();
      return;
    }
    this.sheet.open = false;
    this.#host.requestUpdate();
    this.focus('.sheet-open');
  }

  /** Gives the focus to a part of the element, when it is drawn. */
  focus(selector: string): void {
    void this.#host.drawn.then(() => this.#host.renderRoot.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true }));
  }

  get #list(): HTMLElementTagNameMap['value-list'] | null {
    return this.#host.renderRoot.querySelector('value-list');
  }

  #key(event: KeyboardEvent): void {
    const wish = wishOf(event);
    if (wish !== undefined && this.#grant(wish)) event.preventDefault();
  }

  #grant(wish: NonNullable<ReturnType<typeof wishOf>>): boolean {
    const { selection, surface } = this.#work;
    switch (wish) {
      case 'close':
        if (selection.index === undefined && !this.sheet.open) return false;
        this.closeSheet();
        return true;
      case 'search':
        // Details stand in the place of the labels.
        if (selection.index !== undefined) this.select(undefined, false);
        this.openSheet('.search');
        return true;
      case 'agree':
      case 'reject':
        return this.#work.judgeByKey(surface?.focused ?? this.#list?.focused ?? this.#openDetails(), wish);
    }
  }

  /** The sentence whose details hold the focus. */
  #openDetails(): number | undefined {
    const focused = this.#host.shadowRoot?.activeElement;
    return focused?.closest('.details') ? this.#work.selection.index : undefined;
  }
}
