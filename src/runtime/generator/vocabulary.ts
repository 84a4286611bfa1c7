import { TaggerError } from '../../errors.ts';
import { compile, type Place } from './automaton.ts';
import { tokenBytes } from './token-bytes.ts';

/** Tokens in the order of their bytes, so that those with a common beginning stand together. */
interface Sorted {
  readonly ids: Uint32Array;
  readonly bytes: readonly Uint8Array[];
  /** Bytes that a token has in common with the one before it. */
  readonly common: Uint16Array;
}

/** What a token may be chosen for. */
export type Allow = (id: number) => void;

/** More characters than any token has. */
const LONG = 4096;
const INSIDE = compile({ kind: 'text', min: 0, max: LONG }).step(0x22);

/** Characters of a token that is whole characters of plain text; 0 for any other. */
function plainLength(bytes: Uint8Array): number {
  let place = INSIDE;
  for (const byte of bytes) {
    if (byte === 0x22 || byte === 0x5c) return 0;
    place = place?.step(byte);
  }
  return place?.room === undefined ? 0 : LONG - place.room;
}

/** The tokens of a model as bytes, ordered for finding those that may come next. */
export class Vocabulary {
  readonly size: number;
  readonly #bytes: readonly (Uint8Array | undefined)[];
  readonly #all: Sorted;
  /** Those that are not whole characters of plain text. */
  readonly #odd: Sorted;
  /** Whole characters of plain text, short ones first. */
  readonly #plain: Uint32Array;
  readonly #plainLengths: Uint32Array;

  /**
   * @param tokenizer content of a tokenizer.json
   * @throws {TaggerError} `tokenizer-failed` where some byte has no token of its own, so that not every text can be written
   */
  constructor(tokenizer: unknown) {
    this.#bytes = tokenBytes(tokenizer);
    this.size = this.#bytes.length;
    const single = new Set<number>();
    for (const bytes of this.#bytes) if (bytes?.length === 1) single.add(bytes[0] ?? 0);
    for (let byte = 0x20; byte < 0xf5; byte++) {
      if (byte === 0x7f || byte === 0xc0 || byte === 0xc1 || single.has(byte)) continue;
      throw new TaggerError('tokenizer-failed', `The model's tokenizer has no token for the byte ${byte}, so its answers cannot be held to a form.`, 'Choose another model.');
    }
    const plain: { id: number; length: number }[] = [];
    const odd: number[] = [];
    const all: number[] = [];
    for (const [id, bytes] of this.#bytes.entries()) {
      if (!bytes || bytes.length === 0) continue;
      all.push(id);
      const length = plainLength(bytes);
      if (length > 0) plain.push({ id, length });
      else odd.push(id);
    }
    plain.sort((a, b) => a.length - b.length);
    this.#plain = Uint32Array.from(plain, ({ id }) => id);
    this.#plainLengths = Uint32Array.from(plain, ({ length }) => length);
    const sorted = inByteOrder(all, this.#bytes);
    const isOdd = new Set(odd);
    this.#all = this.#withBytes(sorted);
    this.#odd = this.#withBytes(sorted.filter((id) => isOdd.has(id)));
  }

  bytesOf(id: number): Uint8Array {
    return this.#bytes[id] ?? new Uint8Array();
  }

  /** The place behind a token; undefined where it may not stand. */
  after(place: Place, id: number): Place | undefined {
    let at: Place | undefined = place;
    for (const byte of this.bytesOf(id)) at = at?.step(byte);
    return at;
  }

  /** Tokens that may come at `place` so that `left` further ones suffice to end. */
  allowed(place: Place, left: number, allow: Allow): void {
    if (place.room === undefined) return this.#walk(this.#all, place, left, allow);
    if (place.room > 0) {
      // Plain text brings no end nearer, but where a text must not be empty.
      const spare = place.distance <= left;
      for (let index = 0; index < this.#plain.length; index++) {
        if ((this.#plainLengths[index] ?? 0) > place.room) break;
        const id = this.#plain[index] ?? 0;
        if (spare || (this.after(place, id)?.distance ?? Infinity) <= left) allow(id);
      }
    }
    this.#walk(this.#odd, place, left, allow);
  }

  #withBytes(order: readonly number[]): Sorted {
    const bytes = order.map((id) => this.bytesOf(id));
    const common = Uint16Array.from(bytes, (own, index) => (index === 0 ? 0 : shared(bytes[index - 1] ?? own, own)));
    return { ids: Uint32Array.from(order), bytes, common };
  }

  #walk({ ids, bytes, common }: Sorted, place: Place, left: number, allow: Allow): void {
    const places: Place[] = [place];
    /** Bytes of the last token that could be gone; the one behind them could not. */
    let gone = 0;
    for (let index = 0; index < ids.length; index++) {
      const same = common[index] ?? 0;
      if (index > 0 && same > gone) continue;
      const own = bytes[index] ?? new Uint8Array();
      gone = own.length;
      for (let depth = same; depth < own.length; depth++) {
        const next = places[depth]?.step(own[depth] ?? 0);
        if (!next) {
          gone = depth;
          break;
        }
        places[depth + 1] = next;
      }
      if (gone === own.length && (places[gone]?.distance ?? Infinity) <= left) allow(ids[index] ?? 0);
    }
  }
}

/** Strings of one character a byte are compared by the engine itself, which takes a tenth of the time. */
function inByteOrder(ids: readonly number[], bytes: readonly (Uint8Array | undefined)[]): number[] {
  const keyed = ids.map((id) => ({ id, key: String.fromCharCode(...(bytes[id] ?? [])) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ id }) => id);
}

function shared(a: Uint8Array, b: Uint8Array): number {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count++;
  return count;
}
