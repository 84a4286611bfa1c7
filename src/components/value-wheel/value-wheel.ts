import { LitElement, html, nothing, svg, type PropertyValues, type SVGTemplateResult, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Profile } from '../../analysis/profile.ts';
import type { LabelId, Taxonomy } from '../../taxonomy/types.ts';
import { ValueChartHighlightEvent, ValueChartSelectEvent } from '../chart-events.ts';
import { LocaleController } from '../locale/locale-controller.ts';
import type { Strings } from '../locale/strings.ts';
import { namedIn } from '../locale/taxonomy-names.ts';
import { swapPalette } from '../palette-sheet.ts';
import { describeShare, shareTable, sharesOf, THIN, type Share } from '../shares.ts';
import { tokens } from '../tokens.styles.ts';
import { EXTENT, polar, RADIUS, radiusOf, scaleFor, sector, textArc } from './geometry.ts';
import { valueWheelStyles } from './value-wheel.styles.ts';

/**
 * The circle of a theory: a wedge a value, as long as the share of sentences that appeal to it, with its interval.
 * Values across from each other pull in opposite directions. A table with the same numbers stands behind it.
 *
 * @tagname value-wheel
 *
 * @fires {ValueChartHighlightEvent} value-chart-highlight - The pointer or the focus is on a value, or has left it.
 * @fires {ValueChartSelectEvent} value-chart-select - A value was clicked or Enter was pressed on it.
 *
 * @csspart chart - The drawing.
 * @csspart readout - The line beneath it.
 *
 * @cssprop --value-tagger-paper - Colour of the page that the chart stands on.
 * @cssprop --value-tagger-accent - Colour of what is focused.
 */
export class ValueWheel extends LitElement {
  static override styles = [tokens, valueWheelStyles];

  /** What to draw; its taxonomy should be a circle. */
  @property({ attribute: false }) profile: Profile | undefined;

  /** Value that is brought out from outside. */
  @property({ attribute: false }) highlight: LabelId | undefined;

  @state() private _hovered: LabelId | undefined;

  readonly #locale = new LocaleController(this);
  #palette: Taxonomy | undefined;
  #current = 0;

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('profile')) return;
    const taxonomy = this.profile?.taxonomy;
    if (taxonomy !== this.#palette) this.#current = 0;
    // The root that Lit makes is a shadow root; only its type is wider.
    swapPalette(this.renderRoot as ShadowRoot, this.#palette, taxonomy);
    this.#palette = taxonomy;
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.profile) return nothing;
    const { strings } = this.#locale;
    const profile = { ...this.profile, taxonomy: namedIn(this.profile.taxonomy, this.#locale.language) };
    const shares = sharesOf(profile);
    const scale = scaleFor(shares);
    const lit = this._hovered ?? this.highlight;
    const title = strings.say('chart.wheel', profile.taxonomy.title);
    return html`
      <svg
        part="chart"
        class=${lit === undefined ? '' : 'choosing'}
        viewBox="${-EXTENT} ${-EXTENT} ${2 * EXTENT} ${2 * EXTENT}"
        role="group"
        aria-label=${title}
        @keydown=${(event: KeyboardEvent) => this.#key(event, shares)}
      >
        <defs>
          <pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <line class="hatch" y2="4"></line>
          </pattern>
        </defs>
        ${[0.5, 1].map((part) => svg`<circle class="ring" r=${radiusOf(scale * part, scale)}></circle>`)}
        ${shares.map((share, index) => this.#wedge(share, index, shares.length, scale, lit))}
        ${[0.5, 1].map((part) => scaleMark(scale * part, scale))}
        ${groupArcs(shares, strings)}
      </svg>
      <p class="readout" part="readout">${this.#readout(shares, lit)}</p>
      ${shareTable(title, shares, strings)}
    `;
  }

  #wedge(share: Share, index: number, total: number, scale: number, lit: LabelId | undefined): SVGTemplateResult {
    const { label, sentences } = share;
    const from = index / total;
    const to = (index + 1) / total;
    const middle = (from + to) / 2;
    const gap = 0.0012;
    const outline = sector(from + gap, to - gap, RADIUS.hub, radiusOf(share.share, scale));
    const low = polar(middle, radiusOf(share.low, scale));
    const high = polar(middle, radiusOf(share.high, scale));
    const code = polar(middle, RADIUS.codes);
    const thin = sentences > 0 && sentences < THIN;
    const classes = ['wedge', thin ? 'thin' : '', sentences === 0 ? 'none' : '', lit === label.id ? 'lit' : ''];
    return svg`
      <g
        class=${classes.join(' ')}
        data-label=${label.id}
        data-index=${index}
        role="button"
        tabindex=${index === this.#current ? 0 : -1}
        aria-label="${label.code}, ${describeShare(share, this.#locale.strings)}"
        @pointerenter=${() => this.#hover(label.id)}
        @pointerleave=${() => this.#hover(undefined)}
        @focus=${() => this.#focus(index, label.id)}
        @blur=${() => this.#hover(undefined)}
        @click=${() => this.dispatchEvent(new ValueChartSelectEvent(label.id))}
      >
        <path class="area" d=${sector(from, to, RADIUS.hub, RADIUS.arc - 3)}></path>
        <path class="share" d=${outline}></path>
        ${thin ? svg`<path d=${outline} fill="url(#hatch)"></path>` : nothing}
        ${sentences > 0 ? svg`<line class="interval" x1=${low.x} y1=${low.y} x2=${high.x} y2=${high.y}></line>` : nothing}
        <text class="code" x=${code.x} y=${code.y}>${label.code}</text>
      </g>
    `;
  }

  #readout(shares: readonly Share[], lit: LabelId | undefined): string {
    const share = shares.find(({ label }) => label.id === lit);
    if (share) return describeShare(share, this.#locale.strings);
    const total = shares[0]?.total ?? 0;
    const { strings } = this.#locale;
    return shares.some(({ sentences }) => sentences > 0) ? strings.say('chart.caption', strings.count(total)) : strings.say('chart.empty');
  }

  #hover(label: LabelId | undefined): void {
    if (label === this._hovered) return;
    this._hovered = label;
    this.dispatchEvent(new ValueChartHighlightEvent(label));
  }

  #focus(index: number, label: LabelId): void {
    this.#current = index;
    this.#hover(label);
  }

  #key(event: KeyboardEvent, shares: readonly Share[]): void {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const label = shares[this.#current]?.label.id;
    if (step !== undefined) {
      this.#current = (this.#current + step + shares.length) % shares.length;
      this.requestUpdate();
      this.renderRoot.querySelector<SVGGElement>(`[data-index="${this.#current}"]`)?.focus();
    } else if ((event.key === 'Enter' || event.key === ' ') && label !== undefined) {
      this.dispatchEvent(new ValueChartSelectEvent(label));
    } else {
      return;
    }
    event.preventDefault();
  }
}

function scaleMark(share: number, scale: number): SVGTemplateResult {
  return svg`<text class="scale" y=${-radiusOf(share, scale) + 2.5} aria-hidden="true">${Math.round(share * 1000) / 10} %</text>`;
}

/** An arc with its name around each stretch of labels of the same group. */
function groupArcs(shares: readonly Share[], strings: Strings): SVGTemplateResult[] {
  const stretches: { group: string; first: number; last: number }[] = [];
  shares.forEach(({ label }, index) => {
    if (label.group === undefined || label.group === label.id) return;
    const last = stretches.at(-1);
    if (last?.group === label.group && last.last === index - 1) last.last = index;
    else stretches.push({ group: label.group, first: index, last: index });
  });
  return stretches.map(({ group, first, last }) => {
    const from = first / shares.length + 0.006;
    const to = (last + 1) / shares.length - 0.006;
    const start = polar(from, RADIUS.arc);
    const end = polar(to, RADIUS.arc);
    const middle = shares[(first + last) >> 1]?.label.id ?? '';
    return svg`
      <g data-label=${middle} aria-hidden="true">
        <path class="arc" d="M${start.x} ${start.y}A${RADIUS.arc} ${RADIUS.arc} 0 ${to - from > 0.5 ? 1 : 0} 1 ${end.x} ${end.y}"></path>
        <path id="names-${first}" d=${textArc(from, to, RADIUS.names)} fill="none"></path>
        <text class="group"><textPath href="#names-${first}" startOffset="50%">${strings.group(group) ?? group}</textPath></text>
      </g>
    `;
  });
}

declare global {
  interface HTMLElementTagNameMap {
    'value-wheel': ValueWheel;
  }
}
