import { html, nothing, type TemplateResult } from 'lit';
import { uncertaintyOf } from '../../../src/analysis/uncertainty.ts';
import { fraction } from '../../../src/components/strings.ts';
import type { ValueTagger } from '../../../src/components/value-tagger/value-tagger.ts';
import { resolveView } from '../../../src/tagging/decide.ts';
import type { TaxonomyId } from '../../../src/taxonomy/types.ts';

/** Sentences that are listed. */
const MOST = 10;

/** The sentences on which taggers that vote lie furthest apart; a click opens one in the text. */
export function disagreementTable(component: ValueTagger, taxonomy: TaxonomyId): TemplateResult | typeof nothing {
  const view = component.model && resolveView(component.model, taxonomy);
  if (!view) return nothing;
  const { id } = view.head;
  const rows = component.sentences
    .flatMap(({ index, text, scores, disagreement }) => {
      const own = scores[id];
      const { entropy, spread } = uncertaintyOf(own ?? [], disagreement?.[id]);
      return own && spread !== undefined ? [{ index, text, entropy, spread }] : [];
    })
    .sort((a, b) => b.spread - a.spread || a.index - b.index)
    .slice(0, MOST);
  if (rows.length === 0) return nothing;
  return html`
    <p>Where the taggers lie furthest apart. Spread: the largest distance between two of them on one label. Entropy: 0 where one label takes all, 1 where none stands out.</p>
    <table class="stability disagreement">
      <thead>
        <tr><th scope="col">Sentence</th><th scope="col">Spread</th><th scope="col">Entropy</th></tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ index, text, entropy, spread }) =>
            html`<tr><th scope="row"><button type="button" class="disagreement-open" @click=${() => component.select(index)}>${index + 1}: ${text}</button></th><td>${fraction(spread)}</td><td>${fraction(entropy)}</td></tr>`,
        )}
      </tbody>
    </table>
  `;
}
