import { activate } from '../activation.ts';
import type { CachedRow } from '../cache/types.ts';
import type { Sentence } from '../text/types.ts';
import type { RowEvidence, RowReport } from './row-source.ts';
import type { EvidenceSpan, ModelInfo, TaggedSentence } from './types.ts';

/** A sentence with the scores that a row of numbers stands for. */
export function finish(sentence: Sentence, row: CachedRow, slices: RowReport['slices'], cached: boolean, words?: RowEvidence, info?: ModelInfo): TaggedSentence {
  const scores: Record<string, Float32Array> = {};
  for (const slice of slices) scores[slice.id] = activate(row.logits, slice);
  const tagged = { ...sentence, scores, truncated: row.truncated, cached };
  return words && info ? { ...tagged, evidence: evidenceOf(words, slices, info) } : tagged;
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
