import type { ModelText, Reading } from '../runtime/protocol.ts';

/** Texts that one caller wants encoded, and how far each is. */
export class Work {
  readonly texts: readonly ModelText[];
  readonly reading: Reading | undefined;
  /** Which texts are wanted before all others; asked anew whenever work is handed out. */
  readonly #wanted: () => Iterable<number>;
  readonly #states: Uint8Array;
  /** Texts that a worker took with it when it died. */
  readonly #lost = new Set<number>();
  /** No text before this one waits. */
  #next = 0;
  #waiting: number;
  #open: number;

  constructor(texts: readonly ModelText[], wanted: () => Iterable<number> = () => [], reading?: Reading) {
    this.texts = texts;
    this.reading = reading;
    this.#wanted = wanted;
    this.#states = new Uint8Array(texts.length).fill(WAITING);
    this.#waiting = this.#open = texts.length;
  }

  /** How many plain texts one of these is worth: pairs are many, but planned together. */
  get cost(): number {
    return this.reading?.kind === 'pairs' ? Math.max(1, this.reading.hypotheses.length / 4) : 1;
  }

  /** Texts that are not handed out. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Texts that are not done. */
  get open(): number {
    return this.#open;
  }

  get started(): boolean {
    return this.#waiting < this.texts.length;
  }

  /** Waiting texts that are wanted before all others, at most `most`. */
  wanted(most: number): number[] {
    const found: number[] = [];
    if (this.#waiting === 0) return found;
    for (const index of this.#wanted()) {
      if (found.length === most) break;
      if (this.#states[index] === WAITING) found.push(index);
    }
    return found;
  }

  /** The first waiting texts in reading order, at most `most`, without those in `except`. */
  next(most: number, except: readonly number[] = []): number[] {
    const left = new Set(except);
    const found: number[] = [];
    while (this.#next < this.texts.length && this.#states[this.#next] !== WAITING) this.#next++;
    for (let index = this.#next; index < this.texts.length && found.length < most; index++) {
      if (this.#states[index] === WAITING && !left.has(index)) found.push(index);
    }
    return found;
  }

  handOut(indices: readonly number[]): void {
    for (const index of indices) this.#states[index] = OUT;
    this.#waiting -= indices.length;
  }

  /** @returns false where the text was done before */
  finish(index: number): boolean {
    if (this.#states[index] === DONE) return false;
    if (this.#states[index] === WAITING) this.#waiting--;
    this.#states[index] = DONE;
    this.#open--;
    return true;
  }

  /** Those of `indices` that are not done wait again. */
  takeBack(indices: readonly number[]): number[] {
    const back = indices.filter((index) => this.#states[index] === OUT);
    for (const index of back) {
      this.#states[index] = WAITING;
      this.#next = Math.min(this.#next, index);
    }
    this.#waiting += back.length;
    return back;
  }

  /** Notes texts whose worker died. @returns false where it is not the first time for one of them */
  noteLost(indices: readonly number[]): boolean {
    const first = indices.every((index) => !this.#lost.has(index));
    for (const index of indices) this.#lost.add(index);
    return first;
  }
}

const WAITING = 0;
const OUT = 1;
const DONE = 2;

/** Some texts of one caller, to be encoded together. */
export interface Order {
  readonly work: Work;
  readonly indices: readonly number[];
  /** Nobody waits for these in particular: they give way to what is wanted. */
  readonly yields: boolean;
}

/** Texts in a caller's first order: half a batch on a CPU, so that the first tags come at once. */
export const FIRST = 5;

/**
 * What waits to be encoded, of all callers. First comes what a new caller wants to see at once, then what each wants
 * before all else (the sentences in sight), then the rest in reading order, by turns.
 */
export class WorkQueue {
  /** In the order of their turns. */
  #works: Work[] = [];

  /** What waits, in plain texts. */
  get waiting(): number {
    return this.#works.reduce((sum, { waiting, cost }) => sum + waiting * cost, 0);
  }

  add(work: Work): void {
    this.#works.push(work);
  }

  remove(work: Work): void {
    this.#works = this.#works.filter((other) => other !== work);
  }

  /** True where something waits that should be run before an order that {@link Order.yields}. */
  get urgent(): boolean {
    return this.#works.some((work) => work.waiting > 0 && (!work.started || work.wanted(1).length > 0));
  }

  /**
   * The next texts to encode, worth at most `most` plain ones, or a single one; undefined where none waits.
   * @param urgentOnly leave what {@link Order.yields} alone
   */
  take(most: number, urgentOnly = false): Order | undefined {
    const fresh = this.#works.findLast((work) => !work.started && work.waiting > 0);
    const countOf = (work: Work, worth: number): number => Math.max(1, Math.floor(worth / work.cost));
    if (fresh) {
      const first = countOf(fresh, FIRST);
      const wanted = fresh.wanted(first);
      return this.#hand(fresh, [...wanted, ...fresh.next(first - wanted.length, wanted)], false);
    }
    for (const work of this.#works) {
      const wanted = work.wanted(countOf(work, most));
      if (wanted.length > 0) return this.#hand(work, wanted, false);
    }
    const work = urgentOnly ? undefined : this.#works.find(({ waiting }) => waiting > 0);
    return work && this.#hand(work, work.next(countOf(work, most)), true);
  }

  #hand(work: Work, indices: readonly number[], yields: boolean): Order {
    work.handOut(indices);
    // Its turn is over.
    this.remove(work);
    this.add(work);
    return { work, indices, yields };
  }
}
