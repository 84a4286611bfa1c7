import { TaggerError } from '../../errors.ts';
import type { Grammar } from './grammar.ts';

/** A place in a grammar. Places are immutable; every one can reach the end. */
export interface Place {
  /** Fewest bytes to the end; a token for each byte, so that it bounds the tokens too. */
  readonly distance: number;
  /** Characters of free text that may follow here; undefined outside free text and within a character. */
  readonly room?: number;
  step(byte: number): Place | undefined;
}

const END: Place = { distance: 0, step: () => undefined };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** What may follow a backslash: quotes, backslash, and n for a new line. */
const ESCAPED = new Set([QUOTE, BACKSLASH, 0x6e]);
const utf8 = new TextEncoder();

/** @throws {TaggerError} `invalid-input` where the grammar has no end or is ambiguous */
export function compile(grammar: Grammar): Place {
  return build(grammar, END);
}

function build(grammar: Grammar, next: Place): Place {
  switch (grammar.kind) {
    case 'literal':
      return chain(utf8.encode(grammar.text), next);
    case 'choice':
      return choice(grammar.options.map((option) => ({ bytes: utf8.encode(option), next })));
    case 'text':
      return chain(Uint8Array.of(QUOTE), new FreeText(grammar.min, grammar.max, next).place(0));
    case 'sequence':
      return grammar.parts.reduceRight((rest, part) => build(part, rest), next);
    case 'array':
      return array(grammar.item, grammar.min, grammar.max, next);
    case 'subset':
      return chain(utf8.encode('['), new Subset(grammar.options, grammar.min, grammar.max, next).place(new Set()));
  }
}

function chain(bytes: Uint8Array, next: Place): Place {
  let place = next;
  for (let index = bytes.length - 1; index >= 0; index--) {
    const [byte, after] = [bytes[index], place];
    place = { distance: after.distance + 1, step: (given) => (given === byte ? after : undefined) };
  }
  return place;
}

interface Option {
  readonly bytes: Uint8Array;
  readonly next: Place;
}

function choice(options: readonly Option[], depth = 0): Place {
  const [first] = options;
  if (!first) throw new TaggerError('invalid-input', 'A choice without options has no answer.', 'Give at least one label.');
  if (options.length === 1) return chain(first.bytes.subarray(depth), first.next);
  const groups = new Map<number, Option[]>();
  for (const option of options) {
    const byte = option.bytes[depth];
    if (byte === undefined) throw new TaggerError('invalid-input', 'One option of a choice is the beginning of another, or stands twice.', 'Give labels with different ids.');
    const group = groups.get(byte);
    if (group) group.push(option);
    else groups.set(byte, [option]);
  }
  const steps = new Map([...groups].map(([byte, group]) => [byte, choice(group, depth + 1)]));
  return { distance: 1 + Math.min(...[...steps.values()].map(({ distance }) => distance)), step: (byte) => steps.get(byte) };
}

/** Either of two places, whose first bytes differ. */
const either = (a: Place, b: Place): Place => ({ distance: Math.min(a.distance, b.distance), step: (byte) => a.step(byte) ?? b.step(byte) });

function array(item: Grammar, min: number, max: number, next: Place): Place {
  const close = chain(utf8.encode(']'), next);
  let after = close;
  for (let count = max; count > 0; count--) {
    const one = build(item, after);
    const more = count > 1 ? chain(utf8.encode(', '), one) : one;
    after = count - 1 >= min ? either(close, more) : more;
  }
  return chain(utf8.encode('['), after);
}

/** The inside of a JSON string, by how many characters it has so far. */
class FreeText {
  readonly #min: number;
  readonly #max: number;
  readonly #next: Place;
  readonly #places = new Map<number, Place>();

  constructor(min: number, max: number, next: Place) {
    this.#min = min;
    this.#max = max;
    this.#next = next;
  }

  place(count: number): Place {
    const known = this.#places.get(count);
    if (known) return known;
    const place: Place = {
      distance: Math.max(0, this.#min - count) + 1 + this.#next.distance,
      room: this.#max - count,
      step: (byte) => this.#step(count, byte),
    };
    this.#places.set(count, place);
    return place;
  }

  #step(count: number, byte: number): Place | undefined {
    if (byte === QUOTE) return count >= this.#min ? this.#next : undefined;
    if (count >= this.#max || byte < 0x20) return undefined;
    if (byte === BACKSLASH) {
      const after = this.place(count + 1);
      return { distance: after.distance + 1, step: (given) => (ESCAPED.has(given) ? after : undefined) };
    }
    if (byte < 0x7f) return this.place(count + 1);
    // The second byte's range keeps out overlong forms, surrogates and what lies beyond Unicode.
    if (byte >= 0xc2 && byte <= 0xdf) return this.#rest(count, 1, 0x80, 0xbf);
    if (byte >= 0xe0 && byte <= 0xef) return this.#rest(count, 2, byte === 0xe0 ? 0xa0 : 0x80, byte === 0xed ? 0x9f : 0xbf);
    if (byte >= 0xf0 && byte <= 0xf4) return this.#rest(count, 3, byte === 0xf0 ? 0x90 : 0x80, byte === 0xf4 ? 0x8f : 0xbf);
    return undefined;
  }

  /** Within a character of which `left` bytes are to come, the first of them from `low` to `high`. */
  #rest(count: number, left: number, low: number, high: number): Place {
    const after = this.place(count + 1);
    return {
      distance: left + after.distance,
      step: (byte) => (byte < low || byte > high ? undefined : left === 1 ? after : this.#rest(count, left - 1, 0x80, 0xbf)),
    };
  }
}

/** The inside of an array of different literals, by those that are in it. */
class Subset {
  readonly #options: readonly Uint8Array[];
  readonly #min: number;
  readonly #max: number;
  readonly #close: Place;
  readonly #places = new Map<string, Place>();

  constructor(options: readonly string[], min: number, max: number, next: Place) {
    this.#options = options.map((option) => utf8.encode(option));
    this.#min = min;
    this.#max = max;
    this.#close = chain(utf8.encode(']'), next);
  }

  place(taken: ReadonlySet<number>): Place {
    const key = [...taken].sort((a, b) => a - b).join();
    const known = this.#places.get(key);
    if (known) return known;
    const place = taken.size >= this.#max ? this.#close : this.#open(taken);
    this.#places.set(key, place);
    return place;
  }

  #open(taken: ReadonlySet<number>): Place {
    const separator = taken.size === 0 ? '' : ', ';
    const left = this.#options.flatMap((bytes, index) => (taken.has(index) ? [] : [{ bytes: Uint8Array.of(...utf8.encode(separator), ...bytes), next: this.#after(taken, index) }]));
    const more = choice(left);
    return taken.size >= this.#min ? either(this.#close, more) : more;
  }

  /** The place behind an option, made when it is reached: there are too many sets to make all. */
  #after(taken: ReadonlySet<number>, index: number): Place {
    const after = (): Place => this.place(new Set([...taken, index]));
    const missing = Math.max(0, this.#min - taken.size - 1);
    // An upper bound where more must follow: the longest options.
    const longest = Math.max(...this.#options.map(({ length }) => length)) + 2;
    return { distance: missing * longest + this.#close.distance, step: (byte) => after().step(byte) };
  }
}
