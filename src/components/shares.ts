import { html, type TemplateResult } from 'lit';
import type { Profile } from '../analysis/profile.ts';
import { getLabel } from '../taxonomy/registry.ts';
import type { Label } from '../taxonomy/types.ts';
import type { Strings } from './locale/strings.ts';

/** Sentences below which a share is drawn as uncertain. */
export const THIN = 5;

/** One label's part in a text, as the charts draw it. */
export interface Share {
  readonly label: Label;
  readonly sentences: number;
  /** All sentences of the text. */
  readonly total: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

export function sharesOf({ taxonomy, sentences: total, labels }: Profile): Share[] {
  return labels.flatMap(({ label: id, count: sentences, share, interval }) => {
    const label = getLabel(taxonomy, id);
    return label ? [{ label, sentences, total, share, low: interval.low, high: interval.high }] : [];
  });
}

/** The same in words. */
export function describeShare({ label, sentences, total, low, high }: Share, strings: Strings): string {
  const words = strings.wedge(label.name, sentences, total, low, high);
  return sentences > 0 && sentences < THIN ? `${words}, ${strings.say('chart.thin', strings.counted('sentences', sentences))}` : words;
}

/** The table behind a chart, for readers who do not see it. */
export function shareTable(title: string, shares: readonly Share[], strings: Strings): TemplateResult {
  return html`
    <div class="hidden">
      <table>
        <caption>${title}</caption>
        <thead>
          <tr>
            <th scope="col">${strings.say('chart.label')}</th>
            <th scope="col">${strings.say('chart.sentences')}</th>
            <th scope="col">${strings.say('chart.share')}</th>
            <th scope="col">${strings.say('chart.interval')}</th>
          </tr>
        </thead>
        <tbody>
          ${shares.map(
            ({ label, sentences, share, low, high }) => html`
              <tr>
                <th scope="row">${label.name}</th>
                <td>${strings.count(sentences)}</td>
                <td>${strings.percent(share)}</td>
                <td>${strings.percent(low)} – ${strings.percent(high)}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}
