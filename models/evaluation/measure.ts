import { activate } from '../../src/activation.ts';
import { bootstrapIntervals } from '../../src/analysis/bootstrap.ts';
import { evaluate, type LabelResult } from '../../src/analysis/evaluation.ts';
import type { Interval } from '../../src/analysis/interval.ts';
import { TaggerError } from '../../src/errors.ts';
import type { LoadedModel } from './encode-in-browser.ts';
import type { Truth } from './labelled-sets.ts';

/** A label's figures with 95 % bootstrap intervals; null where the data allows none. */
export interface LabelFigures extends LabelResult {
  readonly f1Interval: Interval | null;
  readonly aurocInterval: Interval | null;
}

export interface HeadResult {
  /** Plain mean of the labels' F1. */
  readonly macroF1: number;
  /** Harmonic mean of mean precision and mean recall, the shared task's score. */
  readonly valueEval: number;
  readonly macroF1Interval: Interval | null;
  readonly valueEvalInterval: Interval | null;
  readonly texts: number;
  /** How the intervals were made: samples drawn, of how many groups, and what these are. */
  readonly bootstrap: { readonly rounds: number; readonly groups: number; readonly groupedBy: string };
  readonly labels: Readonly<Record<string, LabelFigures>>;
}

const ROUNDS = 1000;

/** Compares a head's tags, at the bundle's own thresholds, with the truth. */
export function measure({ slices, info }: LoadedModel, rows: readonly (readonly number[])[], { head: id, labels, values, groups, groupedBy }: Truth): HeadResult {
  const slice = slices.find((candidate) => candidate.id === id);
  const head = info.heads.find((candidate) => candidate.id === id);
  if (!slice || !head) throw new TaggerError('invalid-input', `The bundle has no head "${id}".`, `It has ${info.heads.map((candidate) => candidate.id).join(', ')}.`);
  // Labels are matched by id: the data may have them in another order than the model.
  const columns = head.labels.map((label) => labels.indexOf(label.id));
  const missing = head.labels.filter((_, index) => columns[index] === -1);
  if (missing.length > 0) throw new TaggerError('invalid-input', `The data has no column for ${missing.map((label) => label.id).join(', ')}.`, 'The column names must be those of the data set.');
  const known = values.flatMap((row, text) => (row ? [{ row, text }] : []));
  const truth = known.map(({ row }) => columns.map((column) => row[column] ?? 0));
  const scores = known.map(({ text }) => activate(Float32Array.from(rows[text] ?? []), slice));
  const thresholds = head.labels.map(({ threshold }) => threshold);
  const { macroF1, valueEval, labels: results } = evaluate(scores, truth, thresholds, head.labels.map((label) => label.id));
  const knownGroups = known.map(({ text }) => groups[text] ?? '');
  const intervals = bootstrapIntervals(scores, truth, thresholds, { groups: knownGroups, rounds: ROUNDS });
  const figures = Object.entries(results).map(([label, result], column) => {
    const { f1, auroc } = intervals.labels[column] ?? { f1: null, auroc: null };
    return [label, { ...result, f1Interval: f1, aurocInterval: auroc }] as const;
  });
  return {
    macroF1,
    valueEval,
    macroF1Interval: intervals.macroF1,
    valueEvalInterval: intervals.valueEval,
    texts: known.length,
    bootstrap: { rounds: ROUNDS, groups: new Set(knownGroups).size, groupedBy },
    labels: Object.fromEntries(figures),
  };
}
