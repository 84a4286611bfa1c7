import type { LoadedModel, TextEncoder } from './encode-in-browser.ts';
import { scoresOfHead } from './head-scores.ts';
import type { TextPair } from './pairs.ts';

/** How a head's tags and scores move under a change. Shares are 0 to 1. The twin of `compare` in pipeline/robustness.py. */
export interface RobustnessResult {
  readonly pairs: number;
  /** Tags a text before the change. */
  readonly tags: number;
  /** Share of texts whose set of tags is another one after the change. */
  readonly changed: number;
  /** Share of texts where a tag came or went whose probability moved by more than {@link CLEARLY}. */
  readonly changedClearly: number;
  /** Tags a text that were there before only. */
  readonly lost: number;
  /** Tags a text that are there afterwards only. */
  readonly gained: number;
  /** Shared tags / all tags (Jaccard), the mean over texts with any tag before or after; null where there is none. */
  readonly kept: number | null;
  /** Mean |Δp| over texts and labels. */
  readonly meanChange: number;
  /** The label whose mean probability moves furthest, with mean p after minus mean p before. */
  readonly largestShift: { readonly label: string; readonly difference: number };
}

/** Results by kind of change, then by head. */
export type Robustness = Readonly<Record<string, Readonly<Record<string, RobustnessResult>>>>;

/** A tag that merely stood at the edge of its threshold moves by less. */
export const CLEARLY = 0.05;

/** Scores each text once, however many pairs it is in, and compares the two sides of every pair. */
export async function measureRobustness(encoder: TextEncoder, pairs: readonly TextPair[]): Promise<Robustness> {
  const texts = [...new Set(pairs.flatMap(({ original, changed }) => [original, changed]))];
  const { rows } = await encoder.encode(texts);
  return compareByKind(encoder.model, pairs, new Map(texts.map((text, index) => [text, rows[index] ?? []])));
}

/** @param rows the logits of each text, in the layout of `model.slices` */
export function compareByKind(model: Pick<LoadedModel, 'slices' | 'info'>, pairs: readonly TextPair[], rows: ReadonlyMap<string, readonly number[]>): Robustness {
  const kinds = [...new Set(pairs.map(({ kind }) => kind))];
  return Object.fromEntries(
    kinds.map((kind) => {
      const own = pairs.filter((pair) => pair.kind === kind);
      return [kind, Object.fromEntries(model.info.heads.map((head) => [head.id, compareHead(model, head, own, rows)]))];
    }),
  );
}

function compareHead(model: Pick<LoadedModel, 'slices'>, head: LoadedModel['info']['heads'][number], pairs: readonly TextPair[], rows: ReadonlyMap<string, readonly number[]>): RobustnessResult {
  const scoresOfRow = scoresOfHead(model, head.id);
  const scoresOf = (text: string): Float32Array => scoresOfRow(rows.get(text) ?? []);
  const each = pairs.map(({ original, changed }) => {
    const [before, after] = [scoresOf(original), scoresOf(changed)];
    const labels = head.labels.map(({ threshold }, index) => {
      const [p, q] = [before[index] ?? 0, after[index] ?? 0];
      return { had: p >= threshold, has: q >= threshold, shift: q - p };
    });
    const flipped = labels.filter(({ had, has }) => had !== has);
    return {
      tags: labels.filter(({ had }) => had).length,
      changed: flipped.length > 0 ? 1 : 0,
      changedClearly: flipped.some(({ shift }) => Math.abs(shift) > CLEARLY) ? 1 : 0,
      lost: flipped.filter(({ had }) => had).length,
      gained: flipped.filter(({ has }) => has).length,
      shared: labels.filter(({ had, has }) => had && has).length,
      shifts: labels.map(({ shift }) => shift),
    };
  });
  const shifts = head.labels.map(({ id }, index) => ({ label: id, difference: mean(each.map((pair) => pair.shifts[index] ?? 0)) }));
  const largestShift = shifts.reduce((a, b) => (Math.abs(b.difference) > Math.abs(a.difference) ? b : a));
  const tagged = each.filter(({ shared, lost, gained }) => shared + lost + gained > 0);
  return {
    pairs: each.length,
    tags: mean(each.map(({ tags }) => tags)),
    changed: mean(each.map(({ changed }) => changed)),
    changedClearly: mean(each.map(({ changedClearly }) => changedClearly)),
    lost: mean(each.map(({ lost }) => lost)),
    gained: mean(each.map(({ gained }) => gained)),
    kept: tagged.length > 0 ? mean(tagged.map(({ shared, lost, gained }) => shared / (shared + lost + gained))) : null,
    meanChange: mean(each.flatMap(({ shifts }) => shifts.map(Math.abs))),
    largestShift,
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
