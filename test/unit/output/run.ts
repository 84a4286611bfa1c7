import type { RunResult } from '../../../src/output/findings.ts';
import type { TaggedSentence } from '../../../src/tagging/types.ts';
import { mft6 } from '../../../src/taxonomy/moral-foundations.ts';
import { segment } from '../../../src/text/segment.ts';

const LABELS = mft6.labels.map(({ id }) => id);

/** A run over `text` whose sentence n has the n-th label of the foundations at .9 and the next at .6, and no other over its threshold of .5. */
export function madeUpRun(text: string, change: Partial<RunResult> = {}): RunResult {
  const sentences = segment(text).map(
    (sentence): TaggedSentence => ({
      ...sentence,
      scores: { mft: Float32Array.from(LABELS, (_, column) => (column === sentence.index % LABELS.length ? 0.9 : column === (sentence.index + 1) % LABELS.length ? 0.6 : 0.1)) },
      truncated: false,
      cached: false,
    }),
  );
  return {
    title: 'A text',
    text,
    sentences,
    model: {
      id: 'made-up',
      title: 'Made-up model',
      revision: '1',
      digest: 'd'.repeat(64),
      licence: 'CC0-1.0',
      credit: ['nobody'],
      languages: ['en'],
      trainingDomain: ['nothing'],
      heads: [{ id: 'mft', taxonomy: 'mft-6', trainingDomain: 'nothing', labels: LABELS.map((id) => ({ id, threshold: 0.5 })), thresholdSource: 'rows of its own' }],
      maxTokens: 128,
      bytes: 1000,
    },
    device: 'wasm',
    taxonomy: 'mft-6',
    date: new Date('2026-01-02T03:04:05Z'),
    ...change,
  };
}
