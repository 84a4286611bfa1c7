import type { TaggedSentence } from '../../tagging/types.ts';
import type { LabelId } from '../../taxonomy/types.ts';
import { estimateLines, paragraphsOf, type Block } from './blocks.ts';
import { placeGlosses, type GlossMetrics, type GlossPlace, type GlossRequest } from './gloss.ts';
import { createSentence, underline, type Marks } from './sentence.ts';

/** A sentence as it stands in a block: its stretches (one a paragraph that it reaches into) and what is drawn on it. */
interface Drawn {
  readonly stretches: HTMLElement[];
  marks: Marks;
}

/** Text of a block that no sentence has taken yet. */
interface Gap extends Block {
  readonly node: Text;
}

const NO_MARKS: Marks = { labels: [], codes: [], description: '' };

/** One block of a text: plain text until it comes near the visible part, then an element a sentence. */
export class DrawnBlock {
  /** True where what is drawn is not what should be drawn. */
  stale = false;
  readonly #text: string;
  readonly #roleDescription: string;
  readonly #range: Block;
  readonly #sentences: TaggedSentence[] = [];
  readonly #drawn = new Map<number, Drawn>();
  #gaps: Gap[] = [];
  /** Sentences that have elements; more may have come since. */
  #drawnCount = 0;
  #element: HTMLElement | undefined;
  #body: HTMLElement | undefined;
  #glosses: HTMLElement | undefined;

  /** @param roleDescription what a screen reader calls a sentence */
  constructor(text: string, range: Block, roleDescription: string) {
    this.#roleDescription = roleDescription;
    this.#text = text;
    this.#range = range;
  }

  get range(): Block {
    return this.#range;
  }

  get mounted(): boolean {
    return this.#element !== undefined;
  }

  /** Index of the first sentence that has an element here. */
  get firstIndex(): number | undefined {
    return this.#drawn.size === 0 ? undefined : Math.min(...this.#drawn.keys());
  }

  mount(): HTMLElement {
    const element = document.createElement('div');
    element.className = 'block';
    element.style.setProperty('--lines', String(estimateLines(this.#text, this.#range)));
    this.#body = element.appendChild(document.createElement('div'));
    this.#body.className = 'body';
    this.#glosses = element.appendChild(document.createElement('div'));
    this.#glosses.className = 'glosses';
    this.#glosses.setAttribute('aria-hidden', 'true');
    this.#element = element;
    this.forget();
    return element;
  }

  add(sentence: TaggedSentence): void {
    this.#sentences.push(sentence);
    this.stale = true;
  }

  elementOf(index: number): HTMLElement | undefined {
    return this.#drawn.get(index)?.stretches[0];
  }

  focusedIndex(): number | undefined {
    const root = this.#body?.getRootNode();
    const focused = root instanceof ShadowRoot || root instanceof Document ? root.activeElement : null;
    if (!(focused instanceof HTMLElement) || !this.#body?.contains(focused)) return undefined;
    const index = focused.dataset['index'];
    return index === undefined ? undefined : Number(index);
  }

  /** Goes back to plain text, which takes the same room. */
  forget(): void {
    const plain = document.createElement('p');
    plain.dir = 'auto';
    plain.textContent = this.#text.slice(this.#range.start, this.#range.end);
    this.#body?.replaceChildren(plain);
    this.#glosses?.replaceChildren();
    this.#drawn.clear();
    this.#gaps = [];
    this.#drawnCount = 0;
    this.stale = this.#sentences.length > 0;
  }

  draw(marksOf: (sentence: TaggedSentence) => Marks): void {
    if (this.#drawnCount !== this.#sentences.length) this.#drawSentences();
    for (const sentence of this.#sentences) {
      const drawn = this.#drawn.get(sentence.index);
      if (!drawn) continue;
      const marks = marksOf(sentence);
      if (sameMarks(marks, drawn.marks)) continue;
      for (const stretch of drawn.stretches) underline(stretch, marks);
      drawn.marks = marks;
    }
    this.stale = false;
  }

  /** Brings out the sentences with this label. */
  highlight(label: LabelId | undefined): void {
    for (const { stretches, marks } of this.#drawn.values()) {
      const lit = label !== undefined && marks.labels.includes(label);
      for (const stretch of stretches) {
        stretch.classList.toggle('lit', lit);
        if (lit) stretch.dataset['label'] = label;
        else delete stretch.dataset['label'];
      }
    }
  }

  /** Reads where the codes of each sentence have room. */
  measureGlosses(metrics: GlossMetrics): GlossPlace[] {
    if (!this.#element) return [];
    const frame = this.#element.getBoundingClientRect();
    const requests: GlossRequest[] = [];
    for (const [index, { stretches, marks }] of this.#drawn) {
      const stretch = stretches[0];
      const box = marks.codes.length > 0 ? stretch?.getClientRects()[0] : undefined;
      if (!stretch || !box) continue;
      const rightToLeft = getComputedStyle(stretch).direction === 'rtl';
      requests.push({
        index,
        start: (rightToLeft ? box.right : box.left) - frame.left,
        top: box.top - frame.top,
        rightToLeft,
        codes: marks.codes.map(({ text }) => text),
      });
    }
    return placeGlosses(requests, frame.width, metrics);
  }

  drawGlosses(places: readonly GlossPlace[]): void {
    const layer = document.createDocumentFragment();
    for (const { index, left, top, shown, hidden } of places) {
      const marks = this.#drawn.get(index)?.marks;
      if (!marks) continue;
      const gloss = layer.appendChild(document.createElement('span'));
      gloss.className = 'gloss';
      gloss.style.transform = `translate(${left.toFixed(1)}px, ${top.toFixed(1)}px)`;
      for (const { text, label } of marks.codes.slice(0, shown)) {
        const element = gloss.appendChild(document.createElement('span'));
        element.textContent = text;
        if (label !== undefined) element.dataset['label'] = label;
      }
      if (hidden > 0) gloss.appendChild(document.createElement('span')).textContent = `+${hidden}`;
    }
    this.#glosses?.replaceChildren(layer);
  }

  /** Gives the sentences that came since the last time an element each; all others stay as they are. */
  #drawSentences(): void {
    const paragraphs = this.#drawnCount === 0 ? this.#cutIntoParagraphs() : undefined;
    for (const sentence of this.#sentences.slice(this.#drawnCount)) this.#drawSentence(sentence);
    if (paragraphs) this.#body?.replaceChildren(paragraphs);
    this.#drawnCount = this.#sentences.length;
  }

  #cutIntoParagraphs(): DocumentFragment {
    const paragraphs = document.createDocumentFragment();
    this.#gaps = paragraphsOf(this.#text, this.#range).map(({ start, end }) => {
      const paragraph = paragraphs.appendChild(document.createElement('p'));
      paragraph.dir = 'auto';
      return { start, end, node: paragraph.appendChild(document.createTextNode(this.#text.slice(start, end))) };
    });
    return paragraphs;
  }

  #drawSentence(sentence: TaggedSentence): void {
    const stretches: HTMLElement[] = [];
    for (let at = 0; at < this.#gaps.length; at++) {
      const gap = this.#gaps[at];
      if (!gap || gap.end <= sentence.start) continue;
      if (gap.start >= sentence.end) break;
      const from = Math.max(sentence.start, gap.start);
      const to = Math.min(sentence.end, gap.end);
      const node = from > gap.start ? gap.node.splitText(from - gap.start) : gap.node;
      const left: Gap[] = from > gap.start ? [{ start: gap.start, end: from, node: gap.node }] : [];
      if (to < gap.end) left.push({ start: to, end: gap.end, node: node.splitText(to - from) });
      const begins = sentence.start >= this.#range.start && stretches.length === 0;
      const stretch = createSentence(this.#text.slice(from, to), sentence.index, begins, this.#roleDescription);
      node.replaceWith(stretch);
      stretches.push(stretch);
      this.#gaps.splice(at, 1, ...left);
      at += left.length - 1;
    }
    if (stretches.length > 0) this.#drawn.set(sentence.index, { stretches, marks: NO_MARKS });
  }
}

function sameMarks(a: Marks, b: Marks): boolean {
  return a.description === b.description && a.codes.length === b.codes.length && a.labels.join() === b.labels.join();
}
