import { html, nothing, type TemplateResult } from 'lit';
import type { Direction, Tag } from '../../tagging/types.ts';
import type { Strings } from '../locale/strings.ts';

/** A word beside a label's name. */
const MARKS = { supports: 'direction.for', opposes: 'direction.against', ambivalent: 'direction.both' } as const satisfies Record<Direction, string>;

const SAYS = { supports: 'direction.supports', opposes: 'direction.opposes', ambivalent: 'direction.ambivalent' } as const satisfies Record<Direction, string>;

/** Whether a sentence speaks for or against a label, where that is known. */
export function directionMark({ direction }: Pick<Tag, 'direction'>, strings: Strings): TemplateResult | typeof nothing {
  return direction ? html` <small class="direction soft">${strings.say(MARKS[direction])}</small>` : nothing;
}

/** The same as a sentence, with both scores. */
export function directionNote({ direction, directionScores }: Pick<Tag, 'direction' | 'directionScores'>, strings: Strings): TemplateResult | typeof nothing {
  if (!directionScores) return nothing;
  const { supports, opposes } = directionScores;
  return html`<p>${strings.say(direction ? SAYS[direction] : 'direction.neither')} ${strings.say('direction.scores', strings.fraction(supports), strings.fraction(opposes))}</p>`;
}
