import type { Block } from './blocks.ts';

/** Steps in which the visible share of a block is told: a line or two of a usual block. */
const STEPS = Array.from({ length: 51 }, (_, step) => step / 50);

/** Characters by which the visible part may be off, since lines are not equally full. */
const MARGIN = 200;

/** Knows which part of a text can be seen, wherever it is scrolled, without having anything laid out for the question. */
export class Sight {
  readonly #ranges = new Map<Element, Block>();
  /** The part of each block that is in sight. */
  readonly #seen = new Map<Element, Block>();
  readonly #observer = new IntersectionObserver((entries) => entries.forEach((entry) => this.#note(entry)), { threshold: STEPS });

  /** From the first to the last character in sight, about; undefined before that is known. */
  get range(): Block | undefined {
    if (this.#seen.size === 0) return undefined;
    const seen = [...this.#seen.values()];
    return { start: Math.min(...seen.map(({ start }) => start)) - MARGIN, end: Math.max(...seen.map(({ end }) => end)) + MARGIN };
  }

  watch(element: Element, range: Block): void {
    this.#ranges.set(element, range);
    this.#observer.observe(element);
  }

  unwatch(element: Element): void {
    this.#ranges.delete(element);
    this.#seen.delete(element);
    this.#observer.unobserve(element);
  }

  clear(): void {
    this.#ranges.clear();
    this.#seen.clear();
    this.#observer.disconnect();
  }

  #note({ target, isIntersecting, boundingClientRect, intersectionRect }: IntersectionObserverEntry): void {
    const range = this.#ranges.get(target);
    if (!range || !isIntersecting || boundingClientRect.height === 0) {
      this.#seen.delete(target);
      return;
    }
    const offsetAt = (y: number): number => range.start + Math.round(((y - boundingClientRect.top) / boundingClientRect.height) * (range.end - range.start));
    this.#seen.set(target, { start: offsetAt(intersectionRect.top), end: offsetAt(intersectionRect.bottom) });
  }
}
