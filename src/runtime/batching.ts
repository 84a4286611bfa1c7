/** Rows that are run together. */
export interface BatchPlan {
  /** Which of the inputs. */
  readonly rows: readonly number[];
  /** Length that all rows are padded to, in tokens. */
  readonly length: number;
}

export interface BatchLimits {
  /** Padded tokens in a batch (rows × length); a single longer row is a batch of its own. */
  readonly tokens: number;
  /** Lengths are rounded up to a multiple of this, so that few shapes occur. */
  readonly multiple: number;
}

/**
 * Packs rows of similar length together, shortest first, so that little is computed on padding.
 * @param lengths tokens of each input
 * @returns every input exactly once
 */
export function planBatches(lengths: ArrayLike<number>, { tokens, multiple }: BatchLimits): BatchPlan[] {
  const lengthAt = (row: number): number => lengths[row] ?? 0;
  const order = Array.from(lengths, (_, row) => row).sort((a, b) => lengthAt(a) - lengthAt(b) || a - b);
  const plans: { rows: number[]; length: number }[] = [];
  for (const row of order) {
    const length = Math.max(multiple, Math.ceil(lengthAt(row) / multiple) * multiple);
    const open = plans.at(-1);
    if (open && (open.rows.length + 1) * length <= tokens) {
      open.rows.push(row);
      open.length = length;
    } else {
      plans.push({ rows: [row], length });
    }
  }
  return plans;
}

/** Share of a plan's tokens that is padding, 0 to 1. */
export function paddingShare(plans: readonly BatchPlan[], lengths: ArrayLike<number>): number {
  let padded = 0;
  let real = 0;
  for (const { rows, length } of plans) {
    padded += rows.length * length;
    for (const row of rows) real += lengths[row] ?? 0;
  }
  return padded === 0 ? 0 : 1 - real / padded;
}
