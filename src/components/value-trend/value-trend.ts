import { LitElement, html, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { LabelTrend, Trend } from '../../analysis/trend.ts';
import { getLabel } from '../../taxonomy/registry.ts';
import type { LabelId, Taxonomy } from '../../taxonomy/types.ts';
import { ValueChartHighlightEvent, ValueSentenceSelectEvent } from '../chart-events.ts';
import { LocaleController } from '../locale/locale-controller.ts';
import type { Strings } from '../locale/strings.ts';
import { namedIn } from '../locale/taxonomy-names.ts';
import { swapPalette } from '../palette-sheet.ts';
import { tokens } from '../tokens.styles.ts';
import { valueTrendStyles } from './value-trend.styles.ts';

/** Sentences below which nothing is said of a trend. */
const FEWEST = 10;

const WIDTH = 1000;
const HEIGHT = 40;

/**
 * Values along a text: a strip a label, as high as the smoothed share of sentences with it, all on one scale. A press leads to
 * the sentence near the highest place. A table with the shares by part of the text stands behind it.
 *
 * @tagname value-trend
 *
 * @fires {ValueSentenceSelectEvent} value-sentence-select - A strip was clicked or Enter was pressed on it.
 * @fires {ValueChartHighlightEvent} value-chart-highlight - The pointer or the focus is on a label, or has left it.
 *
 * @csspart chart - The strips.
 * @csspart table - The table behind them.
 */
export class ValueTrend extends LitElement {
  static override styles = [tokens, valueTrendStyles];

  /** What to draw. */
  @property({ attribute: false }) trend: Trend | undefined;

  /** Label that is brought out from outside. */
  @property({ attribute: false }) highlight: LabelId | undefined;

  readonly #locale = new LocaleController(this);
  #palette: Taxonomy | undefined;

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('trend')) return;
    // The root that Lit makes is a shadow root; only its type is wider.
    swapPalette(this.renderRoot as ShadowRoot, this.#palette, this.trend?.taxonomy);
    this.#palette = this.trend?.taxonomy;
  }

  override render(): TemplateResult | typeof nothing {
    const { trend } = this;
    if (!trend) return nothing;
    const { strings, language } = this.#locale;
    const taxonomy = namedIn(trend.taxonomy, language);
    if (trend.sentences < FEWEST) return html`<p class="empty">${strings.say('trend.few')}</p>`;
    const found = trend.labels.filter(({ count }) => count > 0);
    if (found.length === 0) return html`<p class="empty">${strings.say('chart.empty')}</p>`;
    const scale = Math.max(0.05, ...found.flatMap(({ smooth }) => smooth));
    return html`
      <p class="note">${strings.say('trend.note', strings.percent(scale))}</p>
      <ul class="strips" part="chart" aria-label=${strings.say('trend.title')}>
        ${found.map((label) => this.#strip(label, taxonomy, scale, strings))}
      </ul>
      <details part="table">
        <summary>${strings.say('trend.show')}</summary>
        <div class="scroller" tabindex="0" role="region" aria-label=${strings.say('trend.table')}>${table(trend, found, taxonomy, strings)}</div>
      </details>
    `;
  }

  #strip({ label, count, smooth, peak }: LabelTrend, taxonomy: Taxonomy, scale: number, strings: Strings): TemplateResult {
    const known = getLabel(taxonomy, label);
    const name = known?.name ?? label;
    const step = WIDTH / Math.max(1, smooth.length - 1);
    const points = smooth.map((share, at) => `${(at * step).toFixed(1)} ${(HEIGHT - (share / scale) * (HEIGHT - 2)).toFixed(1)}`);
    const hover = (on: boolean): void => void this.dispatchEvent(new ValueChartHighlightEvent(on ? label : undefined));
    return html`
      <li data-label=${label} class=${this.highlight === label ? 'lit' : ''}>
        <button
          type="button"
          title=${strings.say('trend.peak', name, strings.counted('sentences', count), strings.count(peak + 1))}
          @click=${(event: MouseEvent) => this.dispatchEvent(new ValueSentenceSelectEvent(peak, event.detail === 0))}
          @pointerenter=${() => hover(true)}
          @pointerleave=${() => hover(false)}
          @focus=${() => hover(true)}
          @blur=${() => hover(false)}
        >
          <span class="code" aria-hidden="true">${known?.code ?? ''}</span>
          <span class="name" aria-hidden="true">${name}</span>
          <span class="count" aria-hidden="true">${strings.count(count)}</span>
          <span class="hidden">${strings.say('trend.peak', name, strings.counted('sentences', count), strings.count(peak + 1))}</span>
          <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
            <line class="ground" x2=${WIDTH} y1=${HEIGHT} y2=${HEIGHT}></line>
            ${svg`<path class="area" d="M0 ${HEIGHT}L${points.join('L')}L${WIDTH} ${HEIGHT}Z"></path><path class="edge" d="M${points.join('L')}"></path>`}
          </svg>
        </button>
      </li>
    `;
  }
}

function table({ parts }: Trend, labels: readonly LabelTrend[], taxonomy: Taxonomy, strings: Strings): TemplateResult {
  return html`
    <table>
      <caption>${strings.say('trend.table')}</caption>
      <thead>
        <tr>
          <th scope="col">${strings.say('chart.label')}</th>
          ${parts.map(({ from, to }) => html`<th scope="col"><span class="hidden">${strings.say('trend.part', strings.count(from + 1), strings.count(to + 1))}</span><span aria-hidden="true">${from + 1}–${to + 1}</span></th>`)}
        </tr>
      </thead>
      <tbody>
        ${labels.map(
          ({ label, shares }) => html`
            <tr>
              <th scope="row">${getLabel(taxonomy, label)?.name ?? label}</th>
              ${shares.map((share) => html`<td>${strings.percent(share)}</td>`)}
            </tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    'value-trend': ValueTrend;
  }
}
