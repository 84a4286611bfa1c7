import { html, type TemplateResult } from 'lit';
import type { TaggerError } from '../../../src/errors.ts';

/** What went wrong, and what to do. */
export const failure = ({ message, hint }: TaggerError): TemplateResult => html`
  <div class="readings-failure" role="alert">
    <p>${message}</p>
    <p class="soft">${hint}</p>
  </div>
`;
