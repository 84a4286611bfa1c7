import { html, type TemplateResult } from 'lit';
import type { TaggedSentence } from '../../tagging/types.ts';
import type { LabelId } from '../../taxonomy/types.ts';
import { strings } from '../strings.ts';

/** A sentence with the words marked that its score of a label rests on, where the tagger knows them. */
export function markedWords({ text, evidence }: Pick<TaggedSentence, 'text' | 'evidence'>, label: LabelId | undefined): (TemplateResult | string)[] {
  const spans = label !== undefined && evidence && Object.hasOwn(evidence, label) ? (evidence[label] ?? []) : [];
  const parts: (TemplateResult | string)[] = [];
  let at = 0;
  for (const { start, end, direction } of spans.toSorted((a, b) => a.start - b.start)) {
    if (start < at || end > text.length) continue;
    parts.push(text.slice(at, start), html`<mark title=${strings.details.word(direction)}>${text.slice(start, end)}</mark>`);
    at = end;
  }
  parts.push(text.slice(at));
  return parts;
}
