import { html, type TemplateResult } from 'lit';
import type { Strings } from '../locale/strings.ts';
import type { Part } from '../part.ts';
import { failure } from './status.ts';
import type { WantedParts } from './wanted-parts.ts';

/** A part as `draw` draws it; in its place, until it is there, that it is awaited, or why it did not come and what can be done. */
export function partPlace<Code extends object>(part: Part<Code>, parts: WantedParts, strings: Strings, draw: (code: Code) => TemplateResult): TemplateResult {
  const code = parts.want(part);
  if (code) return draw(code);
  return parts.failed(part)
    ? failure({ message: strings.say('part.failed'), hint: strings.say('part.failedHint') }, strings, () => parts.retry(part))
    : html`<p class="awaited soft" role="status">${strings.say('part.awaited')}</p>`;
}
