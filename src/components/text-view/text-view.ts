import type { TaggedSentence } from '../../tagging/types.ts';
import type { LabelId } from '../../taxonomy/types.ts';
import { inSlices, OncePerFrame } from '../schedule.ts';
import { blockAt, cutIntoBlocks, type Block } from './blocks.ts';
import { DrawnBlock } from './drawn-block.ts';
import type { GlossMetrics, GlossPlace } from './gloss.ts';
import { watchNearness } from './nearness.ts';
import { neighbour } from './neighbour.ts';
import { MAX_DRAWN, type Marks } from './sentence.ts';
import { Sight } from './sight.ts';

/** What the view asks of its owner. */
export interface TextViewOwner {
  marksOf(sentence: TaggedSentence): Marks;
  /** What a screen reader calls a sentence. */
  roleDescription(): string;
  /** The reader clicked a sentence or, `byKeyboard`, pressed Enter on it. */
  select(index: number, byKeyboard: boolean): void;
}

/** Longest stretch of drawing in one frame, in milliseconds; the layout of what is drawn is part of it. */
const DRAW_BUDGET = 8;
/** Blocks that keep their sentences as elements after they were scrolled away. */
const KEPT_BLOCKS = 40;
/** Pixels from press to release from which a click counts as marking text. */
const DRAG = 4;
/** Typical letters of codes. */
const PROBE = 'SDTUnNCoIHum';

/**
 * Shows a text of any length. The text is there at once, in blocks that the browser lays out when they come into
 * sight; only blocks near the visible part have an element a sentence, so that a change of all tags costs no more
 * in a long text than in a short one. Nothing that is drawn on a sentence moves a line.
 */
export class TextView {
  readonly #root: HTMLElement;
  readonly #owner: TextViewOwner;
  readonly #drawing = new OncePerFrame(() => this.#draw());
  readonly #nearness: IntersectionObserver | undefined;
  readonly #resize: ResizeObserver;
  #blocks: DrawnBlock[] = [];
  #ranges: { start: number; end: number }[] = [];
  #ofElement = new Map<Element, DrawnBlock>();
  readonly #near = new Set<DrawnBlock>();
  readonly #sight = new Sight();
  readonly #drawn = new Set<DrawnBlock>();
  #sentences: (TaggedSentence | undefined)[] = [];
  #building = new AbortController();
  #highlight: LabelId | undefined;
  #selected: number | undefined;
  #current = 0;
  #tabStop: HTMLElement | undefined;
  #width = 0;
  #metrics: GlossMetrics | undefined;
  #pressedAt = { x: 0, y: 0 };

  constructor(root: HTMLElement, owner: TextViewOwner) {
    this.#root = root;
    this.#owner = owner;
    this.#nearness = watchNearness(root, (element, near) => this.#noteNearness(element, near));
    this.#resize = new ResizeObserver(([entry]) => this.#noteWidth(entry?.contentRect.width ?? 0));
    this.#resize.observe(root);
    root.addEventListener('pointerdown', (event) => {
      this.#pressedAt = { x: event.clientX, y: event.clientY };
    });
    root.addEventListener('click', (event) => this.#click(event));
    root.addEventListener('keydown', (event) => this.#key(event));
    root.addEventListener('focusin', (event) => {
      const index = indexOf(event.target);
      if (index !== undefined) this.#moveTabStop(index);
    });
  }

  /** Shows `text` without any tags. */
  setText(text: string): void {
    this.#building.abort();
    this.#building = new AbortController();
    this.#nearness?.disconnect();
    this.#near.clear();
    this.#sight.clear();
    this.#drawn.clear();
    this.#sentences = [];
    this.#selected = undefined;
    this.#current = 0;
    this.#tabStop = undefined;
    this.#ranges = cutIntoBlocks(text);
    this.#blocks = this.#ranges.map((range) => new DrawnBlock(text, range, this.#owner.roleDescription()));
    this.#ofElement = new Map();
    this.#root.replaceChildren();
    void inSlices(
      this.#blocks,
      (block) => {
        const element = block.mount();
        this.#ofElement.set(element, block);
        this.#root.append(element);
        this.#nearness?.observe(element);
      },
      this.#building.signal,
    );
  }

  /** The part of the text that can be seen, in UTF-16 units and about; undefined before that is known. */
  get inSight(): Block | undefined {
    return this.#sight.range;
  }

  /** Adds sentences as they come, in any order. */
  add(sentences: readonly TaggedSentence[]): void {
    for (const sentence of sentences) {
      if (this.#sentences[sentence.index]) continue;
      this.#sentences[sentence.index] = sentence;
      // A sentence may begin in one block and end in a later one.
      for (let at = blockAt(this.#ranges, sentence.start); (this.#ranges[at]?.start ?? Infinity) < sentence.end; at++) {
        this.#blocks[at]?.add(sentence);
      }
    }
    this.#drawing.request();
  }

  /** Draws all tags anew, those in sight within a frame and the others when they come into sight. */
  redraw(): void {
    for (const block of this.#drawn) block.stale = true;
    this.#drawing.request();
  }

  /** Brings out the sentences with this label. */
  set highlight(label: LabelId | undefined) {
    this.#highlight = label;
    this.#root.toggleAttribute('data-highlighting', label !== undefined);
    for (const block of this.#drawn) block.highlight(label);
  }

  /** Sentence whose details are open. */
  set selected(index: number | undefined) {
    this.#setExpanded(this.#selected, false);
    this.#selected = index;
    this.#setExpanded(index, true);
  }

  /** Sentence that the keyboard is at; undefined where the focus is elsewhere. */
  get focused(): number | undefined {
    return this.#tabStop?.matches(':focus') ? this.#current : undefined;
  }

  /** Scrolls to a sentence; where `focus` is set, the keyboard goes on from there. */
  reveal(index: number, focus: boolean): void {
    const element = this.#elementOf(index);
    if (!element) return;
    element.scrollIntoView({ block: focus ? 'nearest' : 'center', behavior: 'instant' });
    if (focus) element.focus({ preventScroll: true });
  }

  /** Stops work that is planned; the view can be used again by {@link setText}. */
  stop(): void {
    this.#building.abort();
    this.#drawing.cancel();
    this.#sight.clear();
  }

  #noteNearness(element: Element, near: boolean): void {
    const block = this.#ofElement.get(element);
    if (!block) return;
    if (near) {
      this.#near.add(block);
      this.#sight.watch(element, block.range);
    } else {
      this.#near.delete(block);
      this.#sight.unwatch(element);
    }
    this.#drawing.request();
  }

  /** Lines break elsewhere in another width, and codes must follow; the height changes all the time and matters to none. */
  #noteWidth(width: number): void {
    if (Math.abs(width - this.#width) < 1) return;
    this.#width = width;
    this.redraw();
  }

  #draw(): void {
    const started = performance.now();
    const changed = new Map<DrawnBlock, GlossPlace[]>();
    for (const block of this.#near) {
      if (!block.stale) continue;
      if (performance.now() - started > DRAW_BUDGET) {
        this.#drawing.request();
        break;
      }
      this.#drawBlock(block);
      // Blocks are laid out each on its own, so that reading its positions here costs no other one a layout.
      changed.set(block, block.measureGlosses(this.#glossMetrics()));
    }
    for (const [block, places] of changed) block.drawGlosses(places);
    this.#forgetFarBlocks();
    this.#ensureTabStop();
  }

  #drawBlock(block: DrawnBlock): void {
    block.draw((sentence) => this.#owner.marksOf(sentence));
    block.highlight(this.#highlight);
    this.#drawn.add(block);
    this.#setExpanded(this.#selected, true);
  }

  /** Width of the codes' letters, in whatever typeface the reader's system has. */
  #glossMetrics(): GlossMetrics {
    if (!this.#metrics) {
      const probe = this.#root.appendChild(document.createElement('span'));
      probe.className = 'gloss';
      probe.textContent = PROBE;
      this.#metrics = { character: probe.getBoundingClientRect().width / PROBE.length || 7, gap: 5, most: MAX_DRAWN };
      probe.remove();
    }
    return this.#metrics;
  }

  #forgetFarBlocks(): void {
    for (const block of this.#drawn) {
      if (this.#drawn.size <= KEPT_BLOCKS) return;
      if (this.#near.has(block) || block.focusedIndex() !== undefined) continue;
      block.forget();
      this.#drawn.delete(block);
    }
  }

  #elementOf(index: number): HTMLElement | undefined {
    const sentence = this.#sentences[index];
    if (!sentence) return undefined;
    const block = this.#blocks[blockAt(this.#ranges, sentence.start)];
    if (!block?.mounted) return undefined;
    if (block.stale || !this.#drawn.has(block)) {
      this.#drawBlock(block);
      block.drawGlosses(block.measureGlosses(this.#glossMetrics()));
    }
    return block.elementOf(index);
  }

  #setExpanded(index: number | undefined, expanded: boolean): void {
    const sentence = index === undefined ? undefined : this.#sentences[index];
    if (!sentence || index === undefined) return;
    this.#blocks[blockAt(this.#ranges, sentence.start)]?.elementOf(index)?.setAttribute('aria-expanded', String(expanded));
  }

  #moveTabStop(index: number): void {
    const element = this.#elementOf(index);
    if (!element || element === this.#tabStop) return;
    if (this.#tabStop) this.#tabStop.tabIndex = -1;
    element.tabIndex = 0;
    this.#tabStop = element;
    this.#current = index;
  }

  /** Exactly one sentence can be reached by Tab: the last one visited, or else the first in sight. */
  #ensureTabStop(): void {
    if (this.#tabStop?.isConnected) return;
    this.#tabStop = undefined;
    for (const block of this.#near) {
      const index = block.elementOf(this.#current) ? this.#current : block.firstIndex;
      if (index === undefined) continue;
      const current = this.#current;
      this.#moveTabStop(index);
      this.#current = current;
      return;
    }
  }

  #click(event: MouseEvent): void {
    const index = indexOf(event.target);
    // Marking a passage with the mouse is no click on it.
    const dragged = Math.hypot(event.clientX - this.#pressedAt.x, event.clientY - this.#pressedAt.y) > DRAG;
    if (index === undefined || dragged) return;
    this.#moveTabStop(index);
    this.#owner.select(index, false);
  }

  #key(event: KeyboardEvent): void {
    const index = indexOf(event.target);
    if (index === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const rightToLeft = event.target instanceof Element && getComputedStyle(event.target).direction === 'rtl';
    const target = neighbour(event.key, index, this.#sentences.length - 1, rightToLeft);
    if (target !== undefined) this.reveal(target, true);
    else if (event.key === 'Enter' || event.key === ' ') this.#owner.select(index, true);
    else return;
    event.preventDefault();
  }
}

function indexOf(target: EventTarget | null): number | undefined {
  const index = target instanceof Element ? target.closest<HTMLElement>('.sentence')?.dataset['index'] : undefined;
  return index === undefined ? undefined : Number(index);
}
