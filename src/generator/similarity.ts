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

/** Cosine of the angle between two vectors; 0 where one is nothing. */
export function cosine(a: TextVector, b: TextVector): number {
  let product = 0;
  let squareA = 0;
  let squareB = 0;
  for (let index = 0; index < a.length; index++) {
    const [x, y] = [a[index] ?? 0, b[index] ?? 0];
    product += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  return squareA === 0 || squareB === 0 ? 0 : product / Math.sqrt(squareA * squareB);
}

/**
 * Groups of vectors: those two groups are joined that are nearest by the mean of their members' cosines (average
 * linkage), until none are nearer than `nearest`. Among equals the first come first, so the result is always the same.
 * @returns indices, ascending within groups, groups by size and then by their first
 */
export function agglomerate(vectors: readonly TextVector[], nearest: number): number[][] {
  const likeness = vectors.map((a) => Float64Array.from(vectors, (b) => cosine(a, b)));
  let groups = vectors.map((_, index) => [index]);
  for (;;) {
    let best: { readonly a: number; readonly b: number; readonly mean: number } | undefined;
    for (let a = 0; a < groups.length; a++) {
      for (let b = a + 1; b < groups.length; b++) {
        const mean = meanLikeness(groups[a] ?? [], groups[b] ?? [], likeness);
        if (mean >= nearest && (!best || mean > best.mean)) best = { a, b, mean };
      }
    }
    if (!best) break;
    const { a, b } = best;
    const joined = [...(groups[a] ?? []), ...(groups[b] ?? [])].sort((x, y) => x - y);
    groups = groups.flatMap((group, index) => (index === a ? [joined] : index === b ? [] : [group]));
  }
  return groups.sort((x, y) => y.length - x.length || (x[0] ?? 0) - (y[0] ?? 0));
}

function meanLikeness(a: readonly number[], b: readonly number[], likeness: readonly Float64Array[]): number {
  let sum = 0;
  for (const x of a) for (const y of b) sum += likeness[x]?.[y] ?? 0;
  return sum / (a.length * b.length);
}
