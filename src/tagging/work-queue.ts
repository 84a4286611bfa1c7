import type { ModelText } from '../runtime/protocol.ts';
import { TextMap } from './text-map.ts';
import type { Work } from './work.ts';

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
 * before all else (the sentences in sight), then the rest in reading order, by turns. A text that several want is run
 * once: while it is out for one, the others wait for its row.
 */
export class WorkQueue {
  /** In the order of their turns. */
  #works: Work[] = [];
  /** By kind of work, the texts that are out, and the order that each is in. */
  readonly #out = new Map<string, TextMap<Order>>();

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
    return this.#works.some((work) => {
      // What is out for somebody who waits for it as well comes soon in any case.
      const late = (index: number): boolean => this.#orderOf(work, index)?.yields !== false;
      return work.waiting > 0 && (work.started ? work.wanted(1, late) : work.next(1, [], late)).length > 0;
    });
  }

  /**
   * The next texts to encode, worth at most `most` plain ones, or a single one; undefined where none waits, or what waits is
   * out for somebody else. The order must be given back by {@link finish} or {@link takeBack}.
   * @param urgentOnly leave what {@link Order.yields} alone
   */
  take(most: number, urgentOnly = false): Order | undefined {
    const countOf = (work: Work, worth: number): number => Math.max(1, Math.floor(worth / work.cost));
    const freeOf = (work: Work) => (index: number): boolean => this.#orderOf(work, index) === undefined;
    for (const work of this.#works.toReversed()) {
      if (work.started) continue;
      const first = countOf(work, FIRST);
      const wanted = work.wanted(first, freeOf(work));
      const indices = [...wanted, ...work.next(first - wanted.length, wanted, freeOf(work))];
      if (indices.length > 0) return this.#hand(work, indices, false);
    }
    for (const work of this.#works) {
      const wanted = work.wanted(countOf(work, most), freeOf(work));
      if (wanted.length > 0) return this.#hand(work, wanted, false);
    }
    for (const work of urgentOnly ? [] : this.#works) {
      const next = work.next(countOf(work, most), [], freeOf(work));
      if (next.length > 0) return this.#hand(work, next, true);
    }
    return undefined;
  }

  /**
   * Notes that a text of an order is done.
   * @param place in the order
   * @returns whose row that is: the texts of all works that were waiting for it, among them one that was removed meanwhile
   */
  finish(order: Order, place: number): readonly (readonly [work: Work, index: number])[] {
    const { work, indices } = order;
    const index = indices[place];
    const text = index === undefined ? undefined : work.texts[index];
    if (index === undefined || text === undefined) return [];
    this.#release(order, text);
    const done: (readonly [Work, number])[] = work.finish(index) ? [[work, index]] : [];
    for (const other of this.#works) {
      if (other === work || other.kind !== work.kind) continue;
      const own = other.placeOf(text);
      if (own !== undefined && other.finish(own)) done.push([other, own]);
    }
    return done;
  }

  /** What is not done of an order waits again, for everybody. @returns the work's texts of which that is true */
  takeBack(order: Order): readonly number[] {
    const { work, indices } = order;
    for (const index of indices) this.#release(order, work.texts[index] ?? '');
    return work.takeBack(indices);
  }

  /** The order in which a text is out, whoever's it is. */
  #orderOf({ kind, texts }: Work, index: number): Order | undefined {
    return this.#out.get(kind)?.get(texts[index] ?? '');
  }

  #release(order: Order, text: ModelText): void {
    const { kind } = order.work;
    const out = this.#out.get(kind);
    if (out?.get(text) === order) out.delete(text);
    if (out?.empty) this.#out.delete(kind);
  }

  #hand(work: Work, indices: readonly number[], yields: boolean): Order {
    const order: Order = { work, indices, yields };
    work.handOut(indices);
    const out = this.#out.get(work.kind) ?? new TextMap<Order>();
    this.#out.set(work.kind, out);
    for (const index of indices) out.set(work.texts[index] ?? '', order);
    // Its turn is over.
    this.remove(work);
    this.add(work);
    return order;
  }
}
