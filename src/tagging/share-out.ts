import type { EncodedBatch } from '../runtime/protocol.ts';

/**
 * Splits a batch among those who wait for its rows.
 * @param takersOf who takes the row of the text at `place` in the request, and which of the taker's texts it is; asked
 * once a row, in order
 * @returns for each taker the rows that it gets, in a copy of its own; takers of none are left out
 */
export function shareOut<T>({ indices, logits, truncated }: EncodedBatch, takersOf: (place: number) => readonly (readonly [taker: T, index: number])[]): Map<T, EncodedBatch> {
  const found = new Map<T, { readonly rows: number[]; readonly indices: number[] }>();
  for (const [row, place] of indices.entries()) {
    for (const [taker, index] of takersOf(place)) {
      const own = found.get(taker) ?? { rows: [], indices: [] };
      own.rows.push(row);
      own.indices.push(index);
      found.set(taker, own);
    }
  }
  const size = indices.length === 0 ? 0 : logits.length / indices.length;
  return new Map(
    [...found].map(([taker, { rows, indices: own }]) => {
      const numbers = new Float32Array(rows.length * size);
      for (const [at, row] of rows.entries()) numbers.set(logits.subarray(row * size, (row + 1) * size), at * size);
      return [taker, { indices: Uint32Array.from(own), logits: numbers, truncated: Uint8Array.from(rows, (row) => truncated[row] ?? 0) }];
    }),
  );
}
