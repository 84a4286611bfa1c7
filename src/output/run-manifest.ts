import { sha256HexOfText } from '../hash.ts';
import { scoreAt } from '../tagging/decide.ts';
import { version } from '../version.ts';
import type { Findings } from './findings.ts';

/** Everything that somebody needs to get the same result again, or to see why theirs differs. */
export interface RunManifest {
  readonly tool: { readonly name: 'value-tagger'; readonly version: string };
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly model: { readonly id: string; readonly title: string; readonly revision: string; readonly digest: string; readonly licence: string; readonly maxTokens: number };
  readonly device: string;
  readonly head: string;
  readonly taxonomy: { readonly id: string; readonly title: string; readonly source: string };
  /** How the taxonomy was read from the head's labels, where that is another one. */
  readonly crosswalk?: { readonly from: string; readonly to: string; readonly rule: string; readonly source: string };
  readonly confidence: number;
  /** For each label of the head: its own threshold, and the score that the confidence asks for. */
  readonly thresholds: Readonly<Record<string, { readonly fitted: number; readonly used: number }>>;
  readonly thresholdSource: string;
  readonly segmentation: { readonly method: string; readonly sentences: number; readonly offsets: 'UTF-16 units' };
  readonly text: { readonly title: string; readonly length: number; readonly sha256: string };
  readonly truncated: number;
  readonly notices: readonly string[];
}

export function runManifest(findings: Findings): RunManifest {
  const { model, device, view, confidence, sentences, text, title, date, notices = [] } = findings;
  const { head, taxonomy, crosswalk } = view;
  return {
    tool: { name: 'value-tagger', version },
    date: date.toISOString(),
    model: { id: model.id, title: model.title, revision: model.revision, digest: model.digest, licence: model.licence, maxTokens: model.maxTokens },
    device: device ?? 'unknown',
    head: head.id,
    taxonomy: { id: taxonomy.id, title: taxonomy.title, source: taxonomy.source },
    ...(crosswalk ? { crosswalk: { from: crosswalk.from, to: crosswalk.to, rule: crosswalk.rule, source: crosswalk.source } } : {}),
    confidence,
    thresholds: Object.fromEntries(head.labels.map(({ id, threshold }) => [id, { fitted: threshold, used: scoreAt(confidence, threshold) }])),
    thresholdSource: head.thresholdSource ?? 'not stated',
    segmentation: { method: `value-tagger ${version}, Intl.Segmenter with rules of its own, language guessed`, sentences: sentences.length, offsets: 'UTF-16 units' },
    text: { title, length: text.length, sha256: sha256HexOfText(text) },
    truncated: sentences.filter(({ truncated }) => truncated).length,
    notices: notices.map(({ message }) => message),
  };
}
