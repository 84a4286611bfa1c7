import type { TaggedSentence } from '../../tagging/types.ts';
import type { LabelId, Taxonomy } from '../../taxonomy/types.ts';
import { collectText, offsetOf, rangeOf, type CollectedText } from './collect-text.ts';
import { hasHighlights, HighlightPainter } from './highlight-painter.ts';
import { OverlayPainter } from './overlay-painter.ts';
import type { Painter } from './painter.ts';

/** What the owner of a marked part of the page is asked and told. */
export interface InPlaceOwner {
  labelsOf(sentence: TaggedSentence): readonly LabelId[];
  /** The text of the page is another. */
  onText(text: string): void;
  /** The reader clicked a sentence in the page. */
  select(index: number): void;
}

/** How long the page must be at rest before its text is read again, in milliseconds. */
const REST = 250;

/** A click on these is meant for them. */
const INTERACTIVE = 'a[href], button, input, select, textarea, summary, label, [contenteditable], [role=button], [role=link]';

/** Marks the sentences of an element that stands elsewhere in the page, and follows its edits; it never changes that element. */
export class InPlace {
  readonly #target: Element;
  readonly #owner: InPlaceOwner;
  readonly #painter: Painter;
  readonly #edits = new MutationObserver(() => this.#noteEdit());
  readonly #onClick = (event: Event): void => this.#click(event);
  #rest: ReturnType<typeof setTimeout> | undefined;
  #collected: CollectedText = { text: '', pieces: [] };
  #sentences: (TaggedSentence | undefined)[] = [];
  #ranges: (Range | undefined)[] = [];

  /** @param layer element of the owner's that boxes may stand in, where the browser has no highlights */
  constructor(target: Element, layer: HTMLElement, owner: InPlaceOwner) {
    this.#target = target;
    this.#owner = owner;
    const root = target.getRootNode();
    this.#painter = hasHighlights() && (root instanceof Document || root instanceof ShadowRoot) ? new HighlightPainter(root) : new OverlayPainter(layer, target);
    this.#edits.observe(target, { characterData: true, childList: true, subtree: true });
    target.addEventListener('click', this.#onClick);
  }

  get target(): Element {
    return this.#target;
  }

  /** The text as it stands in the page now. */
  read(): string {
    this.#collected = collectText(this.#target);
    return this.#collected.text;
  }

  setTaxonomy(taxonomy: Taxonomy): void {
    this.#painter.setTaxonomy(taxonomy);
    this.redraw();
  }

  /** Another text is read, of which nothing is known; what is drawn stays until its first sentences come. */
  restart(): void {
    this.#sentences = [];
    this.#ranges = [];
    this.#painter.age();
  }

  add(sentences: readonly TaggedSentence[]): void {
    this.#painter.sweep();
    for (const sentence of sentences) {
      this.#sentences[sentence.index] = sentence;
      this.#draw(sentence);
    }
  }

  /** Nothing more comes: what was drawn on an earlier text goes. */
  settle(): void {
    this.#painter.sweep();
  }

  redraw(): void {
    for (const sentence of this.#sentences) if (sentence) this.#draw(sentence);
  }

  /** Brings out sentences. */
  emphasize(indices: readonly number[]): void {
    this.#painter.emphasize(indices.flatMap((index) => this.#rangeOf(index) ?? []));
  }

  /** Scrolls the page to a sentence. */
  reveal(index: number): void {
    const range = this.#rangeOf(index);
    const at = range?.startContainer;
    const element = at instanceof Element ? at : at?.parentElement;
    if (!range || !element) return;
    const { top, bottom } = range.getBoundingClientRect();
    if (top >= 0 && bottom <= innerHeight) return;
    element.scrollIntoView({ block: 'nearest', behavior: 'instant' });
    // A long paragraph is in sight and its sentence may still not be.
    const now = range.getBoundingClientRect();
    if (now.top < 0 || now.bottom > innerHeight) scrollBy({ top: now.top - innerHeight / 3, behavior: 'instant' });
  }

  stop(): void {
    clearTimeout(this.#rest);
    this.#edits.disconnect();
    this.#target.removeEventListener('click', this.#onClick);
    this.#painter.stop();
  }

  #noteEdit(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      const before = this.#collected.text;
      if (this.read() !== before) {
        this.#owner.onText(this.#collected.text);
        return;
      }
      // The same text in other nodes.
      this.#ranges = [];
      this.redraw();
    }, REST);
  }

  #draw(sentence: TaggedSentence): void {
    const labels = this.#owner.labelsOf(sentence);
    const range = labels.length > 0 ? this.#rangeOf(sentence.index) : undefined;
    this.#painter.paint(sentence.index, range && { range, labels });
  }

  #rangeOf(index: number): Range | undefined {
    const sentence = this.#sentences[index];
    if (!sentence) return undefined;
    this.#ranges[index] ??= rangeOf(this.#collected, sentence.start, sentence.end);
    return this.#ranges[index];
  }

  #click(event: Event): void {
    if (!(event instanceof MouseEvent) || event.defaultPrevented) return;
    const inner = event.target instanceof Element ? event.target.closest(INTERACTIVE) : null;
    if ((inner && this.#target.contains(inner)) || document.getSelection()?.isCollapsed === false) return;
    const caret = caretAt(event.clientX, event.clientY);
    const offset = caret && offsetOf(this.#collected, caret.node, caret.offset);
    if (offset === undefined) return;
    const hit = this.#sentences.find((sentence) => sentence && sentence.start <= offset && offset < sentence.end);
    if (hit && this.#owner.labelsOf(hit).length > 0) this.#owner.select(hit.index);
  }
}

interface Caret {
  readonly node: Node;
  readonly offset: number;
}

/** The place in the text under a point; older browsers have another name for it. */
function caretAt(x: number, y: number): Caret | undefined {
  if ('caretPositionFromPoint' in document) {
    const position = document.caretPositionFromPoint(x, y);
    return position ? { node: position.offsetNode, offset: position.offset } : undefined;
  }
  const range = (document as Document & { caretRangeFromPoint?(x: number, y: number): Range | null }).caretRangeFromPoint?.(x, y);
  return range ? { node: range.startContainer, offset: range.startOffset } : undefined;
}
