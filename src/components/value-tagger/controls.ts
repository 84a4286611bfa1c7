import { html, nothing, type TemplateResult } from 'lit';
import { getTaxonomy } from '../../taxonomy/registry.ts';
import type { Taxonomy, TaxonomyId } from '../../taxonomy/types.ts';
import type { Strings } from '../locale/strings.ts';

/** Theories between which the reader switches at a click, each with its taxonomies. */
const THEORIES = [
  { id: 'schwartz', name: 'theory.schwartz', has: (id: TaxonomyId) => getTaxonomy(id) !== undefined && !id.startsWith('mft-') },
  { id: 'foundations', name: 'theory.foundations', has: (id: TaxonomyId) => getTaxonomy(id) !== undefined && id.startsWith('mft-') },
  { id: 'own', name: 'theory.own', has: (id: TaxonomyId) => getTaxonomy(id) === undefined },
] as const;

/** Switch between theories, and between the taxonomies of one. */
export function taxonomySwitch(
  available: readonly Taxonomy[],
  current: TaxonomyId,
  strings: Strings,
  choose: (id: TaxonomyId) => void,
): TemplateResult | typeof nothing {
  const theories = THEORIES.map((theory) => ({ ...theory, levels: available.filter(({ id }) => theory.has(id)) }));
  const open = theories.find((theory) => theory.has(current));
  return html`
    <fieldset class="theories">
      <legend class="hidden">${strings.say('theory.legend')}</legend>
      ${theories.map(({ id, name, levels }) =>
        levels.length === 0
          ? nothing
          : html`<label class="theory">
              <input
                type="radio"
                name="theory"
                value=${id}
                .checked=${id === open?.id}
                @change=${() => choose(levels[0]?.id ?? current)}
              />
              <span>${strings.say(name)}</span>
            </label>`,
      )}
    </fieldset>
    ${open && open.levels.length > 1
      ? html`<label class="level">
          <span class="hidden">${strings.say('theory.level')}</span>
          <select .value=${current} @change=${(event: Event) => choose(chosen(event))}>
            ${open.levels.map(
              ({ id, title }) => html`<option value=${id} ?selected=${id === current}>${strings.level(id) ?? title}</option>`,
            )}
          </select>
        </label>`
      : nothing}
  `;
}

function chosen(event: Event): string {
  // The listener stands on a select element only.
  return (event.currentTarget as HTMLSelectElement).value;
}
