import { html, type TemplateResult } from 'lit';
import type { Stability } from '../../src/analysis/stability.ts';
import { counted, percent } from '../../src/components/strings.ts';
import type { LabelSet } from '../../src/label-sets/types.ts';

/** Labels that are listed, those with the most tags first. */
const MOST = 30;

/** How many tags survive other words, label by label. */
export function stabilityTable({ sentences, all, labels, retaggings }: Stability, set: LabelSet): TemplateResult {
  const names = new Map(set.labels.map(({ id, name }) => [id, name]));
  const rows = Object.entries(labels)
    .filter(([, { tags }]) => tags > 0)
    .sort(([, a], [, b]) => b.tags - a.tags)
    .slice(0, MOST);
  return html`
    <p>
      ${all.share === null
        ? 'No sentence has a tag, so there is none that could be lost.'
        : html`${percent(all.share)} of the tags are still there when ${counted(sentences, 'sentence')} ${sentences === 1 ? 'is' : 'are'} read again, each time with one paraphrase of each label left out, and once with the
          labels in another order (${counted(retaggings.length, 'reading')}).`}
    </p>
    ${rows.length === 0
      ? ''
      : html`<table class="stability">
          <thead>
            <tr><th scope="col">Label</th><th scope="col">Still there</th><th scope="col">Of</th><th scope="col">Share</th></tr>
          </thead>
          <tbody>
            ${rows.map(([id, { survived, tags, share }]) => html`<tr><th scope="row">${names.get(id) ?? id}</th><td>${survived}</td><td>${tags}</td><td>${percent(share ?? 0)}</td></tr>`)}
          </tbody>
        </table>`}
  `;
}
