import { TaggerError } from '../errors.ts';
import { placeAt } from './decode.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export interface JsonOptions {
  /** Name for messages. */
  readonly file: string;
  /** Most levels of brackets. */
  readonly depth?: number;
}

const DEPTH = 64;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Up to the closing quote, as JSON allows it: no bare control character, no other escape. */
// eslint-disable-next-line no-control-regex
const STRING = /"(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/** Names that every object has already; a table indexed by them would give functions. */
export function isReservedName(name: string): boolean {
  return name in Object.prototype || name === 'prototype';
}

/**
 * Reads JSON as `JSON.parse` does, and refuses what that lets pass: a key that occurs twice (the first would be lost),
 * keys that objects have by nature, such as `__proto__`, and nesting beyond `depth`.
 * @throws {TaggerError} `invalid-input` with file, line and column
 */
export function parseJson(text: string, options: JsonOptions): Json {
  return new Parser(text.startsWith('\uFEFF') ? text.slice(1) : text, options).document();
}

class Parser {
  readonly #text: string;
  readonly #file: string;
  readonly #depth: number;
  #at = 0;

  constructor(text: string, { file, depth = DEPTH }: JsonOptions) {
    this.#text = text;
    this.#file = file;
    this.#depth = depth;
  }

  document(): Json {
    const value = this.#value(0);
    if (this.#at < this.#text.length) this.#fail('something follows the end of the JSON value');
    return value;
  }

  #value(depth: number): Json {
    this.#skipBlank();
    const value = this.#bare(depth);
    this.#skipBlank();
    return value;
  }

  #bare(depth: number): Json {
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(depth + 1);
      case '[':
        return this.#array(depth + 1);
      case '"':
        return this.#string();
      case undefined:
        return this.#fail(this.#at === 0 ? 'the file is empty' : 'the file breaks off');
      default:
        return this.#word();
    }
  }

  #word(): Json {
    for (const [word, value] of [['true', true], ['false', false], ['null', null]] as const) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    const number = this.#skip(NUMBER);
    return number === '' ? this.#fail(`“${this.#text[this.#at] ?? ''}” does not begin a JSON value`) : Number(number);
  }

  #string(): string {
    const raw = this.#skip(STRING);
    if (raw === '') this.#fail('this string is not closed, or holds a bare control character or an unknown escape');
    // The grammar is checked; the escapes are the engine's to read.
    return raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
  }

  #array(depth: number): Json[] {
    this.#enter(depth);
    const items: Json[] = [];
    if (this.#take(']')) return items;
    do items.push(this.#value(depth));
    while (this.#take(','));
    if (!this.#take(']')) this.#fail('a comma or “]” is missing');
    return items;
  }

  #object(depth: number): JsonObject {
    this.#enter(depth);
    const entries: Record<string, Json> = {};
    if (this.#take('}')) return entries;
    do {
      this.#skipBlank();
      const start = this.#at;
      if (this.#text[start] !== '"') this.#fail('a key in double quotes is missing');
      const key = this.#string();
      if (isReservedName(key)) this.#fail(`the key "${key}" is reserved`, start);
      if (Object.hasOwn(entries, key)) this.#fail(`the key "${key}" occurs twice in this object`, start);
      this.#skipBlank();
      if (!this.#take(':')) this.#fail('“:” is missing after the key');
      entries[key] = this.#value(depth);
    } while (this.#take(','));
    if (!this.#take('}')) this.#fail('a comma or “}” is missing');
    return entries;
  }

  #enter(depth: number): void {
    if (depth > this.#depth) this.#fail(`there are more than ${this.#depth} levels of brackets`);
    this.#at++;
    this.#skipBlank();
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #skipBlank(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #fail(what: string, at = this.#at): never {
    const { line, column } = placeAt(this.#text, at);
    throw new TaggerError('invalid-input', `${this.#file}, line ${line}, column ${column}: ${what}.`, 'Check the file with a JSON editor.');
  }
}
