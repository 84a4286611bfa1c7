import { html, nothing, type TemplateResult } from 'lit';
import type { TextTypeVerdict } from '../../text/text-type.ts';
import { languageName, strings } from '../strings.ts';

/** What the reader is told of a text that is unlike what the model learned from; undefined where there is nothing to tell. */
export function textTypeMessage({ type, share, languages }: TextTypeVerdict): string | undefined {
  const names = languages.map(languageName);
  switch (type) {
    case 'narrative':
    case 'list':
    case 'code':
      return `${strings.textType[type](share)} ${strings.textType.unlike}`;
    case 'other-language':
      return strings.textType.otherLanguage(names);
    case 'partly-other-language':
      return strings.textType.partlyOtherLanguage(names, share);
    case 'argument-like':
    case 'too-short-to-tell':
      return undefined;
  }
}

/** A note above the text. Its place is always there, since a live region must be before what it announces. */
export function textTypeNotice(message: string | undefined, dismiss: () => void): TemplateResult {
  return html`
    <div class=${message ? 'unlike shown' : 'unlike'} part="text-type">
      <p role="status" aria-label=${strings.textType.title}>${message ?? nothing}</p>
      ${message
        ? html`<button type="button" class="close" aria-label=${strings.textType.dismiss} @click=${dismiss}>
            <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3.5 3.5l9 9m0-9l-9 9"></path></svg>
          </button>`
        : nothing}
    </div>
  `;
}
