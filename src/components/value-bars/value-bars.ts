import { LitElement, html, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Profile } from '../../analysis/profile.ts';
import type { LabelId, Taxonomy } from '../../taxonomy/types.ts';
import { ValueChartHighlightEvent, ValueChartSelectEvent } from '../chart-events.ts';
import { LocaleController } from '../locale/locale-controller.ts';
import { namedIn } from '../locale/taxonomy-names.ts';
import { swapPalette } from '../palette-sheet.ts';
import { describeShare, shareTable, sharesOf, THIN, type Share } from '../shares.ts';
import { tokens } from '../tokens.styles.ts';
import { valueBarsStyles } from './value-bars.styles.ts';

/** Labels that a chart shows at most; the table behind it has all. */
const MOST = 24;

/**
 * A bar a label, as long as the share of sentences that appeal to it, with its interval: for taxonomies that are no
 * circle, such as moral foundations. A table with the same numbers stands behind it.
 *
 * @tagname value-bars
 *
 * @fires {ValueChartHighlightEvent} value-chart-highlight - The pointer or the focus is on a label, or has left it.
 * @fires {ValueChartSelectEvent} value-chart-select - A label was clicked or Enter was pressed on it.
 *
 * @csspart chart - The bars.
 */
export class ValueBars extends LitElement {
  static override styles = [tokens, valueBarsStyles];

  /** What to draw. */
  @property({ attribute: false }) profile: Profile | undefined;

  /** Label that is brought out from outside. */
  @property({ attribute: false }) highlight: LabelId | undefined;

  @state() private _hovered: LabelId | undefined;

  readonly #locale = new LocaleController(this);
  #palette: Taxonomy | undefined;

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('profile')) return;
    const taxonomy = this.profile?.taxonomy;
    // The root that Lit makes is a shadow root; only its type is wider.
    swapPalette(this.renderRoot as ShadowRoot, this.#palette, taxonomy);
    this.#palette = taxonomy;
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.profile) return nothing;
    const { strings } = this.#locale;
    const profile = { ...this.profile, taxonomy: namedIn(this.profile.taxonomy, this.#locale.language) };
    const shares = sharesOf(profile);
    // A long list is shown by size; a short one stays in the order of its theory, so that the eye finds each label again.
    const shown = shares.length <= MOST ? shares : [...shares].sort((a, b) => b.share - a.share).slice(0, MOST);
    const scale = Math.max(0.05, ...shown.map(({ share, high }) => Math.min(high, share * 2)));
    const title = strings.say('chart.bars', profile.taxonomy.title);
    return html`
      <ul part="chart" aria-label=${title}>
        ${shown.map((share) => this.#bar(share, scale))}
      </ul>
      ${shown.some(({ sentences }) => sentences > 0) ? nothing : html`<p class="empty">${strings.say('chart.empty')}</p>`}
      ${shareTable(title, shares, strings)}
    `;
  }

  #bar(share: Share, scale: number): TemplateResult {
    const { label, sentences } = share;
    const lit = (this._hovered ?? this.highlight) === label.id;
    const thin = sentences > 0 && sentences < THIN;
    return html`
      <li data-label=${label.id} class=${[lit ? 'lit' : '', thin ? 'thin' : '', sentences === 0 ? 'none' : ''].join(' ')}>
        <button
          type="button"
          title=${describeShare(share, this.#locale.strings)}
          @pointerenter=${() => this.#hover(label.id)}
          @pointerleave=${() => this.#hover(undefined)}
          @focus=${() => this.#hover(label.id)}
          @blur=${() => this.#hover(undefined)}
          @click=${() => this.dispatchEvent(new ValueChartSelectEvent(label.id))}
        >
          <span class="code">${label.code}</span>
          <span class="name">${label.name}</span>
          <span class="share">${this.#locale.strings.percent(share.share)}</span>
          <svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
            <rect class="ground" y="3" width="1000" height="4"></rect>
            <rect class="fill" width=${across(share.share, scale)} height="10"></rect>
            ${sentences > 0
              ? svg`<line class="interval" x1=${across(share.low, scale)} x2=${across(share.high, scale)} y1="5" y2="5"></line>`
              : nothing}
          </svg>
        </button>
      </li>
    `;
  }

  #hover(label: LabelId | undefined): void {
    if (label === this._hovered) return;
    this._hovered = label;
    this.dispatchEvent(new ValueChartHighlightEvent(label));
  }
}

function across(share: number, scale: number): number {
  return Math.round(Math.min(1, share / scale) * 1000);
}

declare global {
  interface HTMLElementTagNameMap {
    'value-bars': ValueBars;
  }
}
