import { languages, type LanguageRules } from './languages.ts';

/** What a full stop after this word may be. */
export type Abbreviation = 'open' | 'counted' | 'final' | 'initial';

const union = (pick: (rules: LanguageRules) => readonly string[]): ReadonlySet<string> =>
  new Set(Object.values(languages).flatMap((rules) => [...pick(rules)]));

// The lists of all languages hold at once: texts quote each other's names and titles, and the lists hardly clash.
const open = union(({ open }) => open);
const counted = union(({ counted }) => counted);
const final = union(({ final }) => final);
const starters = union(({ starters }) => starters);

/** Words of up to five letters with a full stop each, at most one space apart: `z. B.`, `U.S.`, `i. d. R.`, `J.-C.`. */
const dotted = /(?:^|[^\p{L}\p{M}\p{N}.])((?:\p{L}{1,4}\.(?:\s|-)?){1,3}\p{L}{1,4}\.)$/u;
const word = /(?:^|[^\p{L}\p{M}\p{N}'’.-])((?:[\p{L}\p{M}]|(?<=\p{L})[.'’-](?=\p{L})){0,12}[\p{L}\p{M}]\.|§\.?)$/u;
const letters = /^(?:\p{L}[.-]+)+$/u;

/**
 * What kind of abbreviation the end of `before` is, a string whose last character is a full stop; undefined where it is
 * none. Looks at the last 32 characters only.
 */
export function abbreviationAt(before: string): Abbreviation | undefined {
  const tail = before.slice(-32);
  const compound = dotted.exec(tail)?.[1]?.replace(/\s/g, '').toLowerCase();
  if (compound !== undefined) {
    const kind = lookUp(compound);
    if (kind !== undefined) return kind;
  }
  const last = word.exec(tail)?.[1];
  if (last === undefined) return undefined;
  if (letters.test(last)) return last.length === 2 ? 'initial' : (lookUp(last.toLowerCase()) ?? 'final');
  return lookUp(last.toLowerCase());
}

function lookUp(abbreviation: string): Abbreviation | undefined {
  if (open.has(abbreviation)) return 'open';
  if (final.has(abbreviation)) return 'final';
  return counted.has(abbreviation) ? 'counted' : undefined;
}

// Parts of names, which follow an initial more often than they begin a sentence.
const particles = new Set(['de', 'du', 'des', 'van', 'von', 'di', 'da', 'del', 'dos', 'la', 'le', 'zu']);

/**
 * Whether a sentence begins with `next`, the word after an abbreviation that may end one: it does where sentences often
 * begin with that word, in any of the languages known.
 */
export function begins(next: string, after: Abbreviation): boolean {
  const key = next.toLowerCase();
  return starters.has(key) && !(after === 'initial' && particles.has(key));
}
