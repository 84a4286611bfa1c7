import { activate } from '../activation.ts';
import type { CachedRow } from '../cache/types.ts';
import type { Sentence } from '../text/types.ts';
import type { RowEvidence, RowReport } from './row-source.ts';
import type { EvidenceSpan, ModelInfo, TaggedSentence } from './types.ts';

/** A sentence with its scores, from the row that was made or kept of it. */
export function finish(sentence: Sentence, row: CachedRow, { slices, info, read }: RowReport, cached: boolean, words?: RowEvidence): TaggedSentence {
  const scored = read ? read(row.logits) : { scores: Object.fromEntries(slices.map((slice) => [slice.id, activate(row.logits, slice)])) };
  const tagged = { ...sentence, ...scored, truncated: row.truncated, cached };
  return words ? { ...tagged, evidence: evidenceOf(words, slices, info) } : tagged;
}

/** Words by the label whose column they count in. */
function evidenceOf(words: RowEvidence, slices: RowReport['slices'], { heads }: ModelInfo): Record<string, EvidenceSpan[]> {
  const evidence: Record<string, EvidenceSpan[]> = {};
  for (const { column, span } of words) {
    const slice = slices.find(({ offset, size }) => column >= offset && column < offset + size);
    const label = slice && heads.find(({ id }) => id === slice.id)?.labels[column - slice.offset]?.id;
    if (label !== undefined) (evidence[label] ??= []).push(span);
  }
  return evidence;
}
