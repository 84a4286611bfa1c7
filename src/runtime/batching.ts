/** Rows that are run together. */
export interface BatchPlan {
  /** Which of the inputs. */
  readonly rows: readonly number[];
  /** Length that all rows are padded to, in tokens. */
  readonly length: number;
  /** Rows that are computed: those of {@link rows}, and below them empty ones whose results are thrown away. */
  readonly height: number;
}

/** A shape that a session is made for: it runs no other, and every run of it computes all of its rows. */
export interface StaticShape {
  readonly rows: number;
  /** Tokens of a row. */
  readonly length: number;
}

export interface BatchLimits {
  /** Padded tokens in a batch (rows × length); a single longer row is a batch of its own. */
  readonly tokens: number;
  /** Lengths are rounded up to a multiple of this. */
  readonly multiple: number;
  /**
   * Texts are laid one after the other without padding, so they need no sorting: a batch is one row of so many tokens.
   */
  readonly ragged?: boolean;
  /** Use few shapes, so that what a GPU prepares for a shape (programs, buffers) is prepared once. */
  readonly fewShapes: boolean;
  /** Shapes that come before all others: only a text that is longer than all of them is in a batch of another. */
  readonly buckets?: readonly StaticShape[];
}

/** Share of a batch that may be padding to its longest row, 0 to 1; what lengths are rounded by is not counted. */
const PADDING = 0.1;

/**
 * Packs rows of similar length together, so that little is computed on padding. The longest row of a batch decides how
 * many rows there are at most. Where shapes need not be few, a batch ends before the row that would make too much of it padding.
 * @param lengths tokens of each input
 * @returns every input exactly once, the shortest first; where batches are ragged, in the given order
 */
export function planBatches(lengths: ArrayLike<number>, limits: BatchLimits): BatchPlan[] {
  if (limits.ragged) return planRagged(lengths, limits.tokens);
  const lengthAt = (row: number): number => lengths[row] ?? 0;
  const order = Array.from(lengths, (_, row) => row).sort((a, b) => lengthAt(b) - lengthAt(a) || a - b);
  const plans: BatchPlan[] = [];
  for (let at = 0; at < order.length; ) {
    const bucket = bucketFor(lengthAt(order[at] ?? 0), limits.buckets);
    const length = bucket?.length ?? paddedLength(lengthAt(order[at] ?? 0), limits);
    const most = bucket?.rows ?? Math.max(1, Math.floor(limits.tokens / length));
    // A static shape is computed whole, so shorter rows fill it; they do not go into other shapes for which they have one.
    const fits = bucket || limits.fewShapes ? order.slice(at, at + most) : littlePadding(order.slice(at, at + most), lengthAt);
    const rows = fits.filter((row) => bucket !== undefined || !bucketFor(lengthAt(row), limits.buckets)).reverse();
    plans.push({ rows, length, height: bucket?.rows ?? (limits.fewShapes ? fewHeights(rows.length, most) : rows.length) });
    at += rows.length;
  }
  return plans.reverse();
}

/** The first of `rows`, the longest first, that leave little padding when they are padded to its length; one at least. */
function littlePadding(rows: readonly number[], lengthAt: (row: number) => number): readonly number[] {
  const longest = lengthAt(rows[0] ?? 0);
  let real = 0;
  const end = rows.findIndex((row, place) => {
    real += lengthAt(row);
    return real < (1 - PADDING) * longest * (place + 1);
  });
  return end < 0 ? rows : rows.slice(0, end);
}

function planRagged(lengths: ArrayLike<number>, tokens: number): BatchPlan[] {
  const plans: { rows: number[]; length: number; height: 1 }[] = [];
  for (let row = 0; row < lengths.length; row++) {
    const own = lengths[row] ?? 0;
    const last = plans.at(-1);
    if (last && last.length + own <= tokens) {
      last.rows.push(row);
      last.length += own;
    } else {
      plans.push({ rows: [row], length: own, height: 1 });
    }
  }
  return plans;
}

/** The shortest one that a row fits into. */
function bucketFor(length: number, buckets: readonly StaticShape[] = []): StaticShape | undefined {
  return buckets.filter((bucket) => bucket.length >= length).toSorted((a, b) => a.length - b.length)[0];
}

/** Limits of which no batch has more than `tokens`. */
export function smaller({ buckets, ...limits }: BatchLimits, tokens: number): BatchLimits {
  const left = buckets?.filter(({ rows, length }) => rows * length <= tokens) ?? [];
  return { ...limits, tokens, ...(left.length > 0 ? { buckets: left } : {}) };
}

/** Where shapes are to be few, long rows, of which there are few, are rounded more coarsely. */
function paddedLength(length: number, { multiple, fewShapes }: BatchLimits): number {
  const step = !fewShapes || length <= 64 ? multiple : length <= 128 ? 2 * multiple : 4 * multiple;
  return Math.max(1, Math.ceil(length / step)) * step;
}

/** The next power of two, and not one, unless there is no room for two: a single row takes GPU programs of its own. */
function fewHeights(rows: number, most: number): number {
  if (most < 2) return rows;
  return Math.max(2, Math.min(most, 2 ** Math.ceil(Math.log2(rows))));
}

/** Shapes (rows × tokens) that a text of short and middling sentences will need most. */
export function commonShapes(limits: BatchLimits): { readonly height: number; readonly length: number }[] {
  if (limits.buckets) return limits.buckets.map(({ rows, length }) => ({ height: rows, length }));
  return [16, 32, 64].map((tokens) => {
    const length = paddedLength(tokens, limits);
    return { height: Math.max(1, Math.floor(limits.tokens / length)), length };
  });
}

/** Share of a plan's tokens that is padding, 0 to 1. */
export function paddingShare(plans: readonly BatchPlan[], lengths: ArrayLike<number>): number {
  let padded = 0;
  let real = 0;
  for (const { rows, length, height } of plans) {
    padded += height * length;
    for (const row of rows) real += lengths[row] ?? 0;
  }
  return padded === 0 ? 0 : 1 - real / padded;
}
