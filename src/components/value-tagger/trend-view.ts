import { html, type TemplateResult } from 'lit';
import { trend } from '../../analysis/trend.ts';
import type { Confidence } from '../../tagging/types.ts';
import type { LabelId } from '../../taxonomy/types.ts';
import '../value-trend/define.ts';
import type { Reading } from './reading.ts';

/** How often the text has each label, from its beginning to its end. */
export function trendView({ rows, view }: Reading, confidence: Confidence, highlight: LabelId | undefined): TemplateResult {
  return html`<value-trend part="trend" .trend=${trend(rows, view.taxonomy, confidence)} .highlight=${highlight}></value-trend>`;
}
