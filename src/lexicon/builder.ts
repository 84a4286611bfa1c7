import { TaggerError } from '../errors.ts';
import { isReservedName } from '../text/json.ts';
import type { Direction, Lexicon, LexiconEntry } from './types.ts';

/** More is no lexicon, or not one for a page. */
export const LIMITS = { bytes: 64_000_000, entries: 500_000, categories: 2_000, pattern: 200, words: 12 } as const;

const NOTED = 5;

/** Collects the entries of one or more files, and refuses what cannot be matched. */
export class LexiconBuilder {
  readonly #categories = new Map<string, number>();
  /** By category and pattern, so that a word counts once for each. */
  readonly #entries = new Map<string, LexiconEntry>();
  readonly #repeated: string[] = [];
  readonly #wordless: string[] = [];
  #assign: Lexicon['assign'] = 'all';

  /** Index of a category, new or known. */
  category(name: string, fail: (what: string) => never): number {
    const known = this.#categories.get(name);
    if (known !== undefined) return known;
    if (name === '' || name.length > LIMITS.pattern) fail(name === '' ? 'a category has no name' : `the name of a category is longer than ${LIMITS.pattern} characters`);
    if (isReservedName(name)) fail(`a category cannot be called "${name}"`);
    if (this.#categories.size >= LIMITS.categories) fail(`there are more than ${LIMITS.categories} categories`);
    this.#categories.set(name, this.#categories.size);
    return this.#categories.size - 1;
  }

  assignLargest(): void {
    this.#assign = 'largest';
  }

  /** Notes an entry that is left out. */
  skip(word: string): void {
    this.#wordless.push(word);
  }

  /** @param weight over 0, at most 1 */
  add(word: string, category: number, weight: number, direction: Direction | undefined, fail: (what: string) => never): void {
    const pattern = word.trim().replace(/\s+/g, ' ');
    if (pattern === '') fail('there is no word');
    if (pattern.length > LIMITS.pattern) fail(`the entry is longer than ${LIMITS.pattern} characters`);
    if (/\*(?![\s'’\-‐‑]|$)/u.test(pattern) || /(?:^|[\s'’\-‐‑])\*/u.test(pattern)) fail(`a star in “${pattern}” is not at the end of a word`);
    if (!/[\p{L}\p{N}]/u.test(pattern)) {
      this.skip(pattern);
      return;
    }
    const key = `${category} ${pattern}`;
    const before = this.#entries.get(key);
    if (before) this.#repeated.push(pattern);
    if (before && before.weight >= weight) return;
    if (!before && this.#entries.size >= LIMITS.entries) fail(`there are more than ${LIMITS.entries} entries`);
    this.#entries.set(key, { pattern, category, weight, ...(direction === undefined ? {} : { direction }) });
  }

  /** @throws {TaggerError} `invalid-input` where there is no entry at all */
  build(file: string): Lexicon {
    if (this.#entries.size === 0) throw new TaggerError('invalid-input', `${file}: there is no word in it that could be matched.`, 'Choose a word list.');
    const notes = [
      ...noted(this.#repeated, 'repeated for the same category; the largest weight counts'),
      ...noted(this.#wordless, 'without a letter or digit, and left out'),
    ];
    return { categories: [...this.#categories.keys()], entries: [...this.#entries.values()], assign: this.#assign, notes };
  }
}

function noted(words: readonly string[], what: string): string[] {
  if (words.length === 0) return [];
  const some = words.slice(0, NOTED).map((word) => `“${word}”`).join(', ');
  return [`${words.length} ${words.length === 1 ? 'entry is' : 'entries are'} ${what}: ${some}${words.length > NOTED ? ' …' : ''}.`];
}
