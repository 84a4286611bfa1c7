import { html, nothing, type TemplateResult } from 'lit';
import type { Direction, Tag } from '../../tagging/types.ts';
import { fraction } from '../strings.ts';

/** A word beside a label's name. */
const MARKS: Readonly<Record<Direction, string>> = { supports: 'for', opposes: 'against', ambivalent: 'for and against' };

const SAYS: Readonly<Record<Direction, string>> = {
  supports: 'The sentence speaks for it',
  opposes: 'The sentence speaks against it',
  ambivalent: 'The sentence speaks both for and against it',
};

/** Whether a sentence speaks for or against a label, where that is known. */
export function directionMark({ direction }: Pick<Tag, 'direction'>): TemplateResult | typeof nothing {
  return direction ? html` <small class="direction soft">${MARKS[direction]}</small>` : nothing;
}

/** The same as a sentence, with both scores. */
export function directionNote({ direction, directionScores }: Pick<Tag, 'direction' | 'directionScores'>): TemplateResult | typeof nothing {
  if (!directionScores) return nothing;
  const { supports, opposes } = directionScores;
  return html`<p>${direction ? SAYS[direction] : 'The sentence speaks clearly neither for nor against it'}: ${fraction(supports)} for, ${fraction(opposes)} against.</p>`;
}
