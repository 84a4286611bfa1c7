import { activate } from '../../src/activation.ts';
import { evaluate, type LabelResult } from '../../src/analysis/evaluation.ts';
import { TaggerError } from '../../src/errors.ts';
import type { LoadedModel } from './encode-in-browser.ts';
import type { Truth } from './labelled-sets.ts';

export interface HeadResult {
  /** Plain mean of the labels' F1. */
  readonly macroF1: number;
  /** Harmonic mean of mean precision and mean recall, the shared task's score. */
  readonly valueEval: number;
  readonly texts: number;
  readonly labels: Readonly<Record<string, LabelResult>>;
}

/** Compares a head's tags, at the bundle's own thresholds, with the truth. */
export function measure({ slices, info }: LoadedModel, rows: readonly (readonly number[])[], { head: id, labels, values }: Truth): HeadResult {
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
  const { macroF1, valueEval, labels: results } = evaluate(scores, truth, head.labels.map(({ threshold }) => threshold), head.labels.map((label) => label.id));
  return { macroF1, valueEval, texts: known.length, labels: results };
}
