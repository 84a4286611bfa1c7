/** A vector of a text; all of one run have the same length. */
export type TextVector = Float32Array;

const BUCKETS = 512;

/**
 * Vectors that need no model: counts of character trigrams, in buckets, of the words at the beginning of which they
 * stand; what is spelled alike is near. Words that mean the same are not: an encoder's vectors are better.
 */
export function trigramVectors(texts: readonly string[]): TextVector[] {
  return texts.map((text) => {
    const vector = new Float32Array(BUCKETS);
    for (const word of text.toLocaleLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
      const padded = ` ${word} `;
      for (let at = 0; at + 3 <= padded.length; at++) {
        const bucket = hash(padded.slice(at, at + 3)) % BUCKETS;
        vector[bucket] = (vector[bucket] ?? 0) + 1;
      }
    }
    return vector;
  });
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}

/** Cosines of the angles between all vectors, [vectors][vectors]; 0 where one is nothing. */
function cosines(vectors: readonly TextVector[]): Float64Array[] {
  const lengths = vectors.map((vector) => Math.sqrt(product(vector, vector)));
  const rows = vectors.map(() => new Float64Array(vectors.length));
  for (const [a, row] of rows.entries()) {
    for (let b = a; b < rows.length; b++) {
      const [x, y, both] = [vectors[a], vectors[b], (lengths[a] ?? 0) * (lengths[b] ?? 0)];
      const cosine = x && y && both > 0 ? product(x, y) / both : 0;
      row[b] = cosine;
      const other = rows[b];
      if (other) other[a] = cosine;
    }
  }
  return rows;
}

function product(a: TextVector, b: TextVector): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

/** A group, at the place of its first member. */
interface Group {
  readonly members: number[];
  /** Sums of the cosines between its members and those of each other group, by place. */
  readonly sums: Float64Array;
  /** The nearest group behind this one: its place, and the mean cosine. */
  best: number;
  mean: number;
}

/**
 * Groups of vectors: those two groups are joined that are nearest by the mean of their members' cosines (average
 * linkage), until none are nearer than `nearest`. Among equals the first come first, so the result is always the same.
 * Each join looks again only at groups whose nearest it has changed: otherwise a thousand vectors would take minutes.
 * @returns indices, ascending within groups, groups by size and then by their first
 */
export function agglomerate(vectors: readonly TextVector[], nearest: number): number[][] {
  const groups = new Map(cosines(vectors).map((sums, place): [number, Group] => [place, { members: [place], sums, best: -1, mean: -Infinity }]));
  const look = (place: number, group: Group): void => {
    group.best = -1;
    group.mean = -Infinity;
    for (const [behind, { members }] of groups) {
      const mean = (group.sums[behind] ?? 0) / (group.members.length * members.length);
      if (behind > place && mean > group.mean) Object.assign(group, { best: behind, mean });
    }
  };
  for (const [place, group] of groups) look(place, group);
  for (;;) {
    let first = -1;
    let mean = -Infinity;
    for (const [place, group] of groups) if (group.mean > mean) [first, mean] = [place, group.mean];
    const joined = groups.get(first);
    const second = joined?.best ?? -1;
    const gone = groups.get(second);
    if (!joined || !gone || !(mean >= nearest)) break;
    groups.delete(second);
    joined.members.push(...gone.members);
    for (const [place, { sums }] of groups) {
      const sum = (joined.sums[place] ?? 0) + (gone.sums[place] ?? 0);
      joined.sums[place] = sum;
      sums[first] = sum;
    }
    look(first, joined);
    for (const [place, group] of groups) {
      if (place >= second || place === first) continue;
      if (group.best === first || group.best === second) look(place, group);
      else if (place < first) {
        const now = (group.sums[first] ?? 0) / (group.members.length * joined.members.length);
        if (now > group.mean || (now === group.mean && first < group.best)) Object.assign(group, { best: first, mean: now });
      }
    }
  }
  const found = [...groups.values()].map(({ members }) => members.sort((a, b) => a - b));
  return found.sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0));
}
