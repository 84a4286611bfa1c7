import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ComparedPair, ComparedShare, Comparison } from '../../analysis/compare.ts';
import { getLabel } from '../../taxonomy/registry.ts';
import type { LabelId, Taxonomy } from '../../taxonomy/types.ts';
import { ValueSentenceSelectEvent } from '../chart-events.ts';
import { LocaleController } from '../locale/locale-controller.ts';
import type { Strings } from '../locale/strings.ts';
import { namedIn } from '../locale/taxonomy-names.ts';
import { swapPalette } from '../palette-sheet.ts';
import { tokens } from '../tokens.styles.ts';
import { valueCompareStyles } from './value-compare.styles.ts';

/** Two versions, laid against each other. */
export interface ComparedTexts {
  readonly comparison: Comparison;
  /** Sentences of the other version and of this one. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * Two versions of a text side by side: sentences that were added, removed and changed, and labels that appeared and vanished;
 * above them the share of each label in both.
 *
 * @tagname value-compare
 *
 * @fires {ValueSentenceSelectEvent} value-sentence-select - A sentence of this version was clicked.
 *
 * @csspart shares - How often each label stands in both versions.
 * @csspart pairs - The sentences.
 */
export class ValueCompare extends LitElement {
  static override styles = [tokens, valueCompareStyles];

  @property({ attribute: false }) texts: ComparedTexts | undefined;

  @state() private _changesOnly = true;

  readonly #locale = new LocaleController(this);
  #palette: Taxonomy | undefined;

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('texts')) return;
    const taxonomy = this.texts?.comparison.taxonomy;
    // The root that Lit makes is a shadow root; only its type is wider.
    swapPalette(this.renderRoot as ShadowRoot, this.#palette, taxonomy);
    this.#palette = taxonomy;
  }

  override render(): TemplateResult | typeof nothing {
    const { texts } = this;
    if (!texts) return nothing;
    const { strings, language } = this.#locale;
    const { comparison } = texts;
    const taxonomy = namedIn(comparison.taxonomy, language);
    const { counts, pairs, shares } = comparison;
    const shown = this._changesOnly ? pairs.filter(differs) : pairs;
    return html`
      <p class="summary">${strings.say('compare.summary', strings.count(counts.same), strings.count(counts.changed), strings.count(counts.added), strings.count(counts.removed))}</p>
      ${shareTable(shares, taxonomy, strings)}
      <label class="filter">
        <input type="checkbox" .checked=${this._changesOnly} @change=${() => (this._changesOnly = !this._changesOnly)} /> ${strings.say('compare.onlyChanges')}
      </label>
      <div class="head" aria-hidden="true"><span>${strings.say('compare.before')}</span><span>${strings.say('compare.after')}</span></div>
      ${shown.length === 0 ? html`<p class="empty">${strings.say('compare.nothing')}</p>` : nothing}
      <ol class="pairs" part="pairs" aria-label=${strings.say('compare.title')}>
        ${shown.map((pair) => this.#pair(pair, texts, taxonomy, strings))}
      </ol>
    `;
  }

  #pair({ kind, before, after, appeared, vanished }: ComparedPair, texts: ComparedTexts, taxonomy: Taxonomy, strings: Strings): TemplateResult {
    const old = before === undefined ? undefined : texts.before[before];
    const now = after === undefined ? undefined : texts.after[after];
    return html`
      <li class="pair ${kind}">
        <div class="side before" dir="auto">
          ${old === undefined ? nothing : html`<span class="hidden">${strings.say('compare.before')}: </span>${old}`}
        </div>
        <div class="side after">
          ${now === undefined || after === undefined
            ? nothing
            : html`<span class="hidden">${strings.say('compare.after')}: </span
                ><button type="button" dir="auto" @click=${(event: MouseEvent) => this.dispatchEvent(new ValueSentenceSelectEvent(after, event.detail === 0))}>${now}</button>`}
        </div>
        <div class="what">
          <span class="kind">${strings.say(`compare.${kind}`)}</span>
          ${tags('compare.appeared', appeared, taxonomy, strings)} ${tags('compare.vanished', vanished, taxonomy, strings)}
        </div>
      </li>
    `;
  }
}

function differs({ kind, appeared, vanished }: ComparedPair): boolean {
  return kind !== 'same' || appeared.length > 0 || vanished.length > 0;
}

function tags(message: 'compare.appeared' | 'compare.vanished', labels: readonly LabelId[], taxonomy: Taxonomy, strings: Strings): TemplateResult | typeof nothing {
  if (labels.length === 0) return nothing;
  const names = labels.map((id) => getLabel(taxonomy, id)?.name ?? id);
  const sign = message === 'compare.appeared' ? '+' : '−';
  return html`<span class="tags" title=${strings.say(message, strings.list(names))}>
    <span class="hidden">${strings.say(message, strings.list(names))}</span>
    ${labels.map((id) => html`<span class="code" aria-hidden="true" data-label=${id}>${sign}${getLabel(taxonomy, id)?.code ?? id}</span>`)}
  </span>`;
}

function shareTable(shares: readonly ComparedShare[], taxonomy: Taxonomy, strings: Strings): TemplateResult {
  const there = shares.filter(({ before, after }) => before > 0 || after > 0);
  const scale = Math.max(0.05, ...there.flatMap(({ before, after }) => [before, after]));
  const bar = (share: number, kind: string): TemplateResult => html`<svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class=${kind} width=${(share / scale) * 100} height="4"></rect></svg>`;
  return html`
    <details part="shares">
      <summary>${strings.say('compare.shares')}</summary>
      <table>
      <caption class="hidden">${strings.say('compare.shares')}</caption>
      <thead>
        <tr>
          <th scope="col">${strings.say('chart.label')}</th>
          <th scope="col">${strings.say('compare.before')}</th>
          <th scope="col">${strings.say('compare.after')}</th>
          <th scope="col">${strings.say('compare.difference')}</th>
        </tr>
      </thead>
      <tbody>
        ${there.map(
          ({ label, before, after }) => html`
            <tr data-label=${label}>
              <th scope="row"><span class="code" aria-hidden="true">${getLabel(taxonomy, label)?.code ?? ''}</span> ${getLabel(taxonomy, label)?.name ?? label}</th>
              <td>${bar(before, 'old')}${strings.percent(before)}</td>
              <td>${bar(after, 'now')}${strings.percent(after)}</td>
              <td>${difference(after - before, strings)}</td>
            </tr>
          `,
        )}
      </tbody>
      </table>
    </details>
  `;
}

function difference(share: number, strings: Strings): string {
  const points = Math.round(share * 100);
  return points === 0 ? '0' : `${points > 0 ? '+' : '−'}${strings.count(Math.abs(points))}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'value-compare': ValueCompare;
  }
}
