import { html, nothing, type TemplateResult } from 'lit';
import type { TextTypeVerdict } from '../../text/text-type.ts';
import type { Strings } from '../locale/strings.ts';

/** What the reader is told of a text that is unlike what the model learned from; undefined where there is nothing to tell. */
export function textTypeMessage({ type, share, languages }: TextTypeVerdict, strings: Strings): string | undefined {
  const { say, formats } = strings;
  const names = formats.either(languages.map((tag) => formats.languageName(tag)));
  switch (type) {
    case 'narrative':
    case 'list':
    case 'code':
      return `${say(`textType.${type}`, strings.percent(share))} ${say('textType.unlike')}`;
    case 'other-language':
      return say('textType.other', names || say('textType.inAnother'));
    case 'partly-other-language':
      return say('textType.partly', names || say('textType.inOthers'), strings.percent(share));
    case 'argument-like':
    case 'too-short-to-tell':
      return undefined;
  }
}

/** A note above the text. Its place is always there, since a live region must be before what it announces. */
export function textTypeNotice(message: string | undefined, strings: Strings, dismiss: () => void): TemplateResult {
  return html`
    <div class=${message ? 'unlike shown' : 'unlike'} part="text-type">
      <p role="status" aria-label=${strings.say('textType.title')}>${message ?? nothing}</p>
      ${message
        ? html`<button type="button" class="close" aria-label=${strings.say('textType.dismiss')} @click=${dismiss}>
            <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3.5 3.5l9 9m0-9l-9 9"></path></svg>
          </button>`
        : nothing}
    </div>
  `;
}
