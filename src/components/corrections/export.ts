import type { Correction } from './types.ts';

export type CorrectionFormat = 'json' | 'csv';

/** What a file of corrections says of where they come from. */
export interface CorrectionSource {
  /** Id and digest of the model whose tags were corrected. */
  readonly model: string;
  readonly digest: string;
  readonly confidence: number;
}

/** Corrections as a file's text. It holds the sentences, since it is made where a reader asks for it. */
export function writeCorrections(corrections: readonly Correction[], format: CorrectionFormat, source: CorrectionSource): string {
  return format === 'json' ? toJson(corrections, source) : toCsv(corrections, source);
}

function toJson(corrections: readonly Correction[], source: CorrectionSource): string {
  const entries = corrections.map(({ text, taxonomy, label, verdict, at }) => ({ sentence: text, taxonomy, label, verdict, at: new Date(at).toISOString() }));
  return `${JSON.stringify({ format: 'value-tagger-corrections', version: 1, ...source, corrections: entries }, null, 2)}\n`;
}

const COLUMNS = ['sentence', 'taxonomy', 'label', 'verdict', 'at', 'model', 'confidence'] as const;

function toCsv(corrections: readonly Correction[], { model, confidence }: CorrectionSource): string {
  const rows = corrections.map(({ text, taxonomy, label, verdict, at }) => [text, taxonomy, label, verdict, new Date(at).toISOString(), model, String(confidence)]);
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** A cell by RFC 4180. One that a spreadsheet would take for a formula is led by an apostrophe, which it does not show. */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
