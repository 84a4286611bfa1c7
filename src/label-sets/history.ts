/** Steps that can be taken back. */
const STEPS = 200;
/** Milliseconds within which changes of one field are one step. */
const PAUSE = 1_000;

/** States of one thing in the order in which they came about, to go back and forth in. */
export class History<T> {
  #past: T[] = [];
  #future: T[] = [];
  #present: T;
  #last: { readonly field: string; readonly time: number } | undefined;

  constructor(present: T) {
    this.#present = present;
  }

  get present(): T {
    return this.#present;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** @param field names what was changed: letters typed into one field are one step */
  change(next: T, field?: string, time: number = Date.now()): void {
    if (next === this.#present) return;
    const goesOn = field !== undefined && this.#last?.field === field && time - this.#last.time < PAUSE;
    if (!goesOn) {
      this.#past.push(this.#present);
      if (this.#past.length > STEPS) this.#past.shift();
    }
    this.#future = [];
    this.#present = next;
    this.#last = field === undefined ? undefined : { field, time };
  }

  undo(): T {
    return this.#go(this.#past, this.#future);
  }

  redo(): T {
    return this.#go(this.#future, this.#past);
  }

  #go(from: T[], to: T[]): T {
    const next = from.pop();
    if (next === undefined) return this.#present;
    to.push(this.#present);
    this.#present = next;
    this.#last = undefined;
    return next;
  }
}
