import type { ModelText, Reading } from '../runtime/protocol.ts';
import { TextMap } from './text-map.ts';

export interface WorkOptions {
  /** Which texts are wanted before all others; asked anew whenever work is handed out. */
  readonly wanted?: (() => Iterable<number>) | undefined;
  readonly reading?: Reading | undefined;
  /** Gets what `wanted` throws; then none counts as wanted. */
  readonly onFault?: (error: unknown) => void;
}

const everything = (): boolean => true;

/** Texts that one caller wants encoded, and how far each is. */
export class Work {
  readonly texts: readonly ModelText[];
  readonly reading: Reading | undefined;
  /** Names what is wanted of each text: works of one kind get the same row for the same text. */
  readonly kind: string;
  readonly #wanted: () => Iterable<number>;
  readonly #onFault: (error: unknown) => void;
  readonly #states: Uint8Array;
  /** Texts that a worker took with it when it died. */
  readonly #lost = new Set<number>();
  /** Made when it is first asked for: most works are alone. */
  #places: TextMap<number> | undefined;
  /** No text before this one waits. */
  #next = 0;
  #waiting: number;
  #open: number;

  constructor(texts: readonly ModelText[], { wanted = () => [], reading, onFault = () => undefined }: WorkOptions = {}) {
    this.texts = texts;
    this.reading = reading;
    this.kind = JSON.stringify(reading ?? { kind: 'heads' });
    this.#wanted = wanted;
    this.#onFault = onFault;
    this.#states = new Uint8Array(texts.length).fill(WAITING);
    this.#waiting = this.#open = texts.length;
  }

  /** How many plain texts one of these is worth: less than it has pairs, so that enough of them are planned together. */
  get cost(): number {
    return this.reading?.kind === 'pairs' ? Math.max(1, this.reading.hypotheses.length / 2) : 1;
  }

  /** Texts that are neither handed out nor done. */
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

  /** Where a text stands among {@link texts}; of one that is there several times, one of its places. */
  placeOf(text: ModelText): number | undefined {
    if (!this.#places) {
      this.#places = new TextMap();
      for (const [index, own] of this.texts.entries()) this.#places.set(own, index);
    }
    return this.#places.get(text);
  }

  /**
   * Waiting texts that are wanted before all others, at most `most`.
   * @param free says of a waiting text whether it counts
   */
  wanted(most: number, free: (index: number) => boolean = everything): number[] {
    const found: number[] = [];
    if (this.#waiting === 0) return found;
    try {
      for (const index of this.#wanted()) {
        if (found.length === most) break;
        if (this.#states[index] === WAITING && free(index)) found.push(index);
      }
    } catch (error) {
      this.#onFault(error);
      return [];
    }
    return found;
  }

  /**
   * The first waiting texts in reading order, at most `most`, without those in `except`.
   * @param free says of a waiting text whether it counts
   */
  next(most: number, except: readonly number[] = [], free: (index: number) => boolean = everything): number[] {
    const left = new Set(except);
    const found: number[] = [];
    while (this.#next < this.texts.length && this.#states[this.#next] !== WAITING) this.#next++;
    for (let index = this.#next; index < this.texts.length && found.length < most; index++) {
      if (this.#states[index] === WAITING && !left.has(index) && free(index)) found.push(index);
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
