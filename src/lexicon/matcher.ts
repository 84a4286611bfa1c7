import { TaggerError } from '../errors.ts';
import { LIMITS } from './builder.ts';
import type { Direction, LexiconEntry, MatchOptions } from './types.ts';
import { WordReader, joins, type Word } from './words.ts';

/** What an entry says of one column of scores. */
export interface Meaning {
  readonly column: number;
  readonly weight: number;
  readonly direction?: Direction;
}

/** A stretch of a text and what it means. */
export interface Match {
  readonly start: number;
  readonly end: number;
  /** At most one for each column. */
  readonly meanings: readonly Meaning[];
}

/** Words that entries share from their beginning; the next word leads on. */
class Node {
  /** Most nodes end an entry and have no branch. */
  next: Map<string, Node> | undefined;
  /** By the beginning of the next word, for entries with a star there. */
  starred: Map<string, Node> | undefined;
  /** Lengths of those beginnings, longest first: so many look-ups does a word cost, however many entries there are. */
  lengths: readonly number[] = [];
  meanings: Meaning[] | undefined;
}

/**
 * Finds the entries of a lexicon in a text: the longest phrase that begins at a word, then on after it. Where several
 * entries match the same words, a whole word goes before a star, and a longer beginning before a shorter one; each
 * column takes the first that speaks of it.
 */
export class Matcher {
  readonly #root = new Node();
  readonly #reader: WordReader;

  /** @param columnOf column and direction that a category counts for; undefined for one that counts for none */
  constructor(entries: readonly LexiconEntry[], columnOf: (category: number) => { readonly column: number; readonly direction?: Direction | undefined } | undefined, options: MatchOptions = {}) {
    this.#reader = new WordReader(options);
    for (const { pattern, category, weight, direction } of entries) {
      const target = columnOf(category);
      if (!target) continue;
      const side = target.direction ?? direction;
      this.#add(pattern, { column: target.column, weight, ...(side === undefined ? {} : { direction: side }) });
    }
    finish(this.#root);
  }

  #add(pattern: string, meaning: Meaning): void {
    const words = this.#reader.words(pattern);
    if (words.length > LIMITS.words) throw new TaggerError('invalid-input', `The entry “${pattern}” has more than ${LIMITS.words} words.`, 'Leave it out.');
    let node = this.#root;
    for (const { end, folded } of words) {
      const branches: Map<string, Node> = pattern[end] === '*' ? (node.starred ??= new Map()) : (node.next ??= new Map());
      let next = branches.get(folded);
      if (!next) branches.set(folded, (next = new Node()));
      node = next;
    }
    const known = (node.meanings ??= []);
    const before = known.findIndex(({ column }) => column === meaning.column);
    if (before < 0) known.push(meaning);
    else if ((known[before]?.weight ?? 0) < meaning.weight) known[before] = meaning;
  }

  matches(text: string): Match[] {
    const words = this.#reader.words(text);
    const found: Match[] = [];
    for (let at = 0; at < words.length; ) {
      const best: Found = { length: 0, nodes: [] };
      walk(this.#root, text, words, at, 0, best);
      const first = words[at];
      const last = words[at + best.length - 1];
      if (best.length === 0 || !first || !last) {
        at++;
        continue;
      }
      found.push({ start: first.start, end: last.end, meanings: merged(best.nodes) });
      at += best.length;
    }
    return found;
  }
}

/** The longest match so far, and the nodes at its end in their order of precedence. */
interface Found {
  length: number;
  nodes: Node[];
}

function walk(node: Node, text: string, words: readonly Word[], at: number, length: number, best: Found): void {
  if (node.meanings && length >= best.length) {
    if (length > best.length) best.nodes = [];
    best.length = length;
    best.nodes.push(node);
  }
  const word = words[at + length];
  if (!word) return;
  const before = length > 0 ? words[at + length - 1] : undefined;
  if (before && !joins(text.slice(before.end, word.start))) return;
  const exact = node.next?.get(word.folded);
  if (exact) walk(exact, text, words, at, length + 1, best);
  for (const size of node.lengths) {
    if (size > word.folded.length) continue;
    const starred = node.starred?.get(word.folded.slice(0, size));
    if (starred) walk(starred, text, words, at, length + 1, best);
  }
}

function merged(nodes: readonly Node[]): readonly Meaning[] {
  const [first] = nodes;
  if (nodes.length === 1 && first?.meanings) return first.meanings;
  const byColumn = new Map<number, Meaning>();
  for (const { meanings = [] } of nodes) for (const meaning of meanings) if (!byColumn.has(meaning.column)) byColumn.set(meaning.column, meaning);
  return [...byColumn.values()];
}

/** Prepares a tree for look-ups; without recursion, as a phrase may be long. */
function finish(root: Node): void {
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.starred) node.lengths = [...new Set([...node.starred.keys()].map((start) => start.length))].sort((a, b) => b - a);
    for (const branches of [node.next, node.starred]) if (branches) for (const next of branches.values()) open.push(next);
  }
}
