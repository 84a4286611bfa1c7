/** Two places that belong together, or one that has no partner. */
export type Pair =
  | { readonly kind: 'same' | 'changed'; readonly before: number; readonly after: number }
  | { readonly kind: 'removed'; readonly before: number }
  | { readonly kind: 'added'; readonly after: number };

/** Cells of the table of common subsequences that are filled at most; larger stretches without any unique sentence are rare. */
const MOST_CELLS = 4_000_000;

/** Words of two sentences that must be shared (Dice: 2·common / all) for one to count as a changed version of the other. */
const ALIKE = 0.5;

/** A sentence as far as the comparison sees it: without case, marks and the kind of white space. */
export function normalized(sentence: string): string {
  return sentence
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * Aligns two versions of a text, sentence by sentence, in reading order. Sentences that both have once are anchors (Cohen's
 * patience diff); between them the longest common subsequence is taken; what is left between two anchors is paired in order
 * where half of the words are shared.
 */
export function align(before: readonly string[], after: readonly string[]): Pair[] {
  const a = before.map(normalized);
  const b = after.map(normalized);
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  for (const [x, y] of [...common(a, 0, a.length, b, 0, b.length), [a.length, b.length] as const]) {
    pairs.push(...between(a, i, x, b, j, y));
    if (x < a.length) pairs.push({ kind: 'same', before: x, after: y });
    [i, j] = [x + 1, y + 1];
  }
  return pairs;
}

type Match = readonly [before: number, after: number];

/** Places with equal sentences, rising in both. */
function common(a: readonly string[], a0: number, a1: number, b: readonly string[], b0: number, b1: number): Match[] {
  const head: Match[] = [];
  while (a0 < a1 && b0 < b1 && a[a0] === b[b0]) head.push([a0++, b0++]);
  const tail: Match[] = [];
  while (a0 < a1 && b0 < b1 && a[a1 - 1] === b[b1 - 1]) tail.push([--a1, --b1]);
  return [...head, ...middle(a, a0, a1, b, b0, b1), ...tail.reverse()];
}

function middle(a: readonly string[], a0: number, a1: number, b: readonly string[], b0: number, b1: number): Match[] {
  if (a0 >= a1 || b0 >= b1) return [];
  const anchors = rising(uniqueInBoth(a.slice(a0, a1), b.slice(b0, b1)));
  if (anchors.length === 0) return (a1 - a0) * (b1 - b0) <= MOST_CELLS ? subsequence(a.slice(a0, a1), b.slice(b0, b1)).map(([x, y]): Match => [x + a0, y + b0]) : [];
  const found: Match[] = [];
  let [i, j] = [a0, b0];
  for (const [x, y] of anchors.map(([x, y]): Match => [x + a0, y + b0])) {
    found.push(...common(a, i, x, b, j, y), [x, y]);
    [i, j] = [x + 1, y + 1];
  }
  return [...found, ...common(a, i, a1, b, j, b1)];
}

function uniqueInBoth(a: readonly string[], b: readonly string[]): Match[] {
  const inB = places(b);
  return [...places(a)].flatMap(([text, at]): Match[] => {
    const other = inB.get(text);
    return at === undefined || other === undefined ? [] : [[at, other]];
  });
}

/** Where each text stands; undefined for one that stands in several places. */
function places(texts: readonly string[]): Map<string, number | undefined> {
  const found = new Map<string, number | undefined>();
  texts.forEach((text, at) => found.set(text, found.has(text) ? undefined : at));
  return found;
}

/** The longest part of matches (rising in the first text) that also rises in the second: patience sorting. */
function rising(matches: readonly Match[]): Match[] {
  const sorted = matches.toSorted(([x], [y]) => x - y);
  const tops: { readonly match: Match; readonly before: number }[] = [];
  const piles: number[] = [];
  for (const match of sorted) {
    let [low, high] = [0, piles.length];
    while (low < high) {
      const half = (low + high) >> 1;
      if ((tops[piles[half] ?? 0]?.match[1] ?? 0) < match[1]) low = half + 1;
      else high = half;
    }
    piles[low] = tops.push({ match, before: low > 0 ? (piles[low - 1] ?? -1) : -1 }) - 1;
  }
  const found: Match[] = [];
  for (let at = piles.at(-1) ?? -1; at >= 0; ) {
    const top = tops[at];
    if (!top) break;
    found.push(top.match);
    at = top.before;
  }
  return found.reverse();
}

/** Longest common subsequence by the table of its lengths. */
function subsequence(a: readonly string[], b: readonly string[]): Match[] {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const found: Match[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) found.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return found;
}

/** What lies between two common sentences: alike ones in order are changed, the others were removed or added. */
function between(a: readonly string[], a0: number, a1: number, b: readonly string[], b0: number, b1: number): Pair[] {
  const pairs: Pair[] = [];
  let j = b0;
  for (let i = a0; i < a1; i++) {
    const partner = mostAlike(a[i] ?? '', b, j, b1);
    if (partner === undefined) {
      pairs.push({ kind: 'removed', before: i });
      continue;
    }
    for (; j < partner; j++) pairs.push({ kind: 'added', after: j });
    pairs.push({ kind: 'changed', before: i, after: partner });
    j = partner + 1;
  }
  for (; j < b1; j++) pairs.push({ kind: 'added', after: j });
  return pairs;
}

/** Sentences that are looked at for a partner. */
const REACH = 20;

function mostAlike(sentence: string, others: readonly string[], from: number, to: number): number | undefined {
  let best: number | undefined;
  let most = ALIKE;
  for (let at = from; at < Math.min(to, from + REACH); at++) {
    const likeness = dice(sentence, others[at] ?? '');
    if (likeness < most || (likeness === most && best !== undefined)) continue;
    [best, most] = [at, likeness];
  }
  return best;
}

function dice(a: string, b: string): number {
  const own = new Set(a.split(' '));
  const other = new Set(b.split(' '));
  let shared = 0;
  for (const word of own) if (word !== '' && other.has(word)) shared++;
  return (2 * shared) / (own.size + other.size);
}
