import { OncePerFrame } from '../schedule.ts';
import type { Taxonomy } from '../../taxonomy/types.ts';
import { MOST_LINES, type Painter, type Stroke } from './painter.ts';

/**
 * Draws by boxes that lie over the page, where the browser has no custom highlights. The boxes stand in `layer`, which is the
 * element's own; they are drawn anew when the text is laid out anew.
 */
export class OverlayPainter implements Painter {
  readonly #layer: HTMLElement;
  readonly #strokes = new Map<number, Stroke>();
  #chosen: readonly Range[] = [];
  readonly #drawing = new OncePerFrame(() => this.#draw());
  readonly #resize: ResizeObserver;
  readonly #onResize = (): void => this.#drawing.request();

  constructor(layer: HTMLElement, target: Element) {
    this.#layer = layer;
    this.#resize = new ResizeObserver(this.#onResize);
    this.#resize.observe(target);
    window.addEventListener('resize', this.#onResize);
    // A scrolled box between text and layer moves one and not the other.
    document.addEventListener('scroll', this.#onResize, { capture: true, passive: true });
  }

  /** The palette of the element's own shadow root colours the boxes. */
  setTaxonomy(_taxonomy: Taxonomy): void {
    this.#strokes.clear();
    this.#drawing.request();
  }

  paint(index: number, stroke: Stroke | undefined): void {
    if (stroke && stroke.labels.length > 0) this.#strokes.set(index, stroke);
    else this.#strokes.delete(index);
    this.#drawing.request();
  }

  emphasize(ranges: readonly Range[]): void {
    this.#chosen = ranges;
    this.#drawing.request();
  }

  age(): void {
    this.#strokes.clear();
    this.#chosen = [];
  }

  sweep(): void {
    this.#drawing.request();
  }

  stop(): void {
    this.#drawing.cancel();
    this.#resize.disconnect();
    window.removeEventListener('resize', this.#onResize);
    document.removeEventListener('scroll', this.#onResize, { capture: true });
    this.#layer.replaceChildren();
  }

  #draw(): void {
    const origin = this.#layer.getBoundingClientRect();
    // All reading of positions, then all writing: one layout for the frame.
    const chosen = this.#chosen.flatMap((range) => [...range.getClientRects()]).map((rect) => this.#box('chosen', rect, origin, rect.height, 0));
    const lines = [...this.#strokes.values()].flatMap(({ range, labels }) => {
      const rects = [...range.getClientRects()].filter(({ width }) => width > 0);
      return labels.slice(0, MOST_LINES).flatMap((label, level) =>
        rects.map((rect) => {
          const box = this.#box('stroke', rect, origin, 0, rect.height - 1 + level * 3);
          box.dataset['label'] = label;
          return box;
        }),
      );
    });
    this.#layer.replaceChildren(...chosen, ...lines);
  }

  #box(kind: string, rect: DOMRect, origin: DOMRect, height: number, below: number): HTMLElement {
    const box = document.createElement('span');
    box.className = kind;
    box.style.setProperty('inset-inline-start', 'auto');
    box.style.left = `${rect.left - origin.left}px`;
    box.style.top = `${rect.top - origin.top + below}px`;
    box.style.width = `${rect.width}px`;
    if (height > 0) box.style.height = `${height}px`;
    return box;
  }
}
