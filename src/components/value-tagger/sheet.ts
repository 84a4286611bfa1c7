/** Width, in letters of the page's own size, below which legend and profile become a sheet over the text. */
const NARROW = 50;

/** Whether there is room beside the text, and, where there is none, whether the sheet is open. */
export class Sheet {
  narrow = false;
  open = false;
  readonly #host: HTMLElement;
  readonly #onChange: () => void;
  #width: ResizeObserver | undefined;

  constructor(host: HTMLElement, onChange: () => void) {
    this.#host = host;
    this.#onChange = onChange;
  }

  /** Watches the width of `box`, which is a block whatever the page makes of the element itself. */
  watch(box: Element): void {
    // In the next frame: another layout within this one would be a loop.
    this.#width ??= new ResizeObserver(() => requestAnimationFrame(() => this.measure(box)));
    this.#width.observe(box);
  }

  unwatch(): void {
    this.#width?.disconnect();
  }

  measure(box: Element = this.#host): void {
    const { width } = box.getBoundingClientRect();
    const letters = width / (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);
    const narrow = letters < NARROW;
    // Without any width the element is not shown, and nothing is to be decided.
    if (width <= 0 || narrow === this.narrow) return;
    this.narrow = narrow;
    this.#onChange();
  }
}
