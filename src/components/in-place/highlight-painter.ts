import { paintOf } from '../palette.ts';
import type { LabelId, Taxonomy } from '../../taxonomy/types.ts';
import { MOST_LINES, OFFSETS, type Painter, type Stroke } from './painter.ts';

interface Drawn {
  readonly highlight: Highlight;
  readonly range: Range;
}

let painters = 0;

/** True where the browser can draw on text without elements: the CSS Custom Highlight API. */
export function hasHighlights(): boolean {
  return typeof Highlight === 'function' && typeof CSS !== 'undefined' && 'highlights' in CSS;
}

/**
 * Draws by custom highlights: the page's document stays as it is. Their rules must stand where the text does, so one sheet is
 * adopted by its root; it has rules for these highlights alone.
 */
export class HighlightPainter implements Painter {
  readonly #root: Document | ShadowRoot;
  readonly #name = `value-tagger-${++painters}`;
  readonly #sheet = new CSSStyleSheet();
  readonly #highlights = new Map<string, Highlight>();
  readonly #drawn = new Map<number, Drawn[]>();
  readonly #emphasis = new Highlight();
  #aged: Drawn[] = [];

  constructor(root: Document | ShadowRoot) {
    this.#root = root;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.#sheet];
    CSS.highlights.set(`${this.#name}-chosen`, this.#emphasis);
  }

  setTaxonomy(taxonomy: Taxonomy): void {
    this.#clear();
    const rules = [...paintOf(taxonomy)].flatMap(([label, { line, thickness, pattern }]) =>
      OFFSETS.map(
        (offset, level) =>
          `::highlight(${this.#nameOf(label, level)}) { text-decoration: underline ${pattern} ${thickness} ${line}; text-decoration-skip-ink: none; text-underline-offset: ${offset}em; }`,
      ),
    );
    rules.push(`::highlight(${this.#name}-chosen) { background-color: light-dark(rgb(138 51 36 / 0.14), rgb(232 160 143 / 0.22)); }`);
    this.#sheet.replaceSync(rules.join('\n'));
  }

  paint(index: number, stroke: Stroke | undefined): void {
    this.#erase(this.#drawn.get(index));
    this.#drawn.delete(index);
    if (!stroke || stroke.labels.length === 0) return;
    const drawn = stroke.labels.slice(0, MOST_LINES).map((label, level): Drawn => ({ highlight: this.#highlight(label, level), range: stroke.range }));
    for (const { highlight, range } of drawn) highlight.add(range);
    this.#drawn.set(index, drawn);
  }

  emphasize(ranges: readonly Range[]): void {
    this.#emphasis.clear();
    for (const range of ranges) this.#emphasis.add(range);
  }

  age(): void {
    this.sweep();
    this.#aged = [...this.#drawn.values()].flat();
    this.#drawn.clear();
    this.#emphasis.clear();
  }

  sweep(): void {
    this.#erase(this.#aged);
    this.#aged = [];
  }

  stop(): void {
    this.#clear();
    CSS.highlights.delete(`${this.#name}-chosen`);
    this.#root.adoptedStyleSheets = this.#root.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
  }

  #clear(): void {
    for (const name of this.#highlights.keys()) CSS.highlights.delete(name);
    this.#highlights.clear();
    this.#drawn.clear();
    this.#aged = [];
    this.#emphasis.clear();
  }

  #erase(drawn: readonly Drawn[] | undefined): void {
    for (const { highlight, range } of drawn ?? []) highlight.delete(range);
  }

  #highlight(label: LabelId, level: number): Highlight {
    const name = this.#nameOf(label, level);
    let highlight = this.#highlights.get(name);
    if (!highlight) {
      highlight = new Highlight();
      // Higher ones are drawn over lower ones; the first line is the nearest to the letters.
      highlight.priority = -level;
      this.#highlights.set(name, highlight);
      CSS.highlights.set(name, highlight);
    }
    return highlight;
  }

  #nameOf(label: LabelId, level: number): string {
    return CSS.escape(`${this.#name}-${level}-${label.replace(/[^\p{L}\p{N}-]/gu, '_')}`);
  }
}
