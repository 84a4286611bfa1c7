import { html, type TemplateResult } from 'lit';
import type { EvidenceSpan, TaggedSentence, WordEffect } from '../../tagging/types.ts';
import type { LabelId } from '../../taxonomy/types.ts';
import type { Strings } from '../locale/strings.ts';

/** A sentence with the words marked that its score of a label rests on, where the tagger knows them. */
export function markedWords(
  { text, evidence }: Pick<TaggedSentence, 'text' | 'evidence'>,
  label: LabelId | undefined,
  found: readonly WordEffect[] | undefined,
  strings: Strings,
): (TemplateResult | string)[] {
  const listed = label !== undefined && evidence && Object.hasOwn(evidence, label) ? (evidence[label] ?? []) : [];
  const spans: readonly (EvidenceSpan | WordEffect)[] = listed.length > 0 ? listed : (found ?? []);
  const parts: (TemplateResult | string)[] = [];
  let at = 0;
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const { start, end } = span;
    if (start < at || end > text.length) continue;
    parts.push(text.slice(at, start), html`<mark class=${strengthOf(span.weight)} title=${why(span, strings)}>${text.slice(start, end)}</mark>`);
    at = end;
  }
  parts.push(text.slice(at));
  return parts;
}

function why(span: EvidenceSpan | WordEffect, strings: Strings): string {
  return 'drop' in span ? strings.say('evidence.drop', strings.fraction(span.drop)) : strings.word(span.direction);
}

/** Three steps: shades between them could not be told apart. */
function strengthOf(weight: number): string {
  return weight > 0.66 ? 'strong' : weight > 0.33 ? 'middle' : 'weak';
}
