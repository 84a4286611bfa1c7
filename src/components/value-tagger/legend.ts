import { html, nothing, type TemplateResult } from 'lit';
import { WEAK_F1 } from './results.ts';
import type { Label, LabelId, Taxonomy } from '../../taxonomy/types.ts';
import type { Strings } from '../locale/strings.ts';

export interface LegendView {
  readonly strings: Strings;
  /** Words that the listed labels are to have; empty for all. */
  readonly search: string;
  readonly taxonomy: Taxonomy;
  readonly counts: ReadonlyMap<LabelId, number>;
  /** Labels that the model knows badly. */
  readonly weak: ReadonlySet<LabelId>;
  /** Label whose sentences stay brought out. */
  readonly pinned: LabelId | undefined;
}

export interface LegendActions {
  readonly search: (words: string) => void;
  /** The pointer or the focus is on a label, or has left it. */
  readonly hover: (label: LabelId | undefined) => void;
  readonly pin: (label: LabelId | undefined) => void;
  /** Go to the next (1) or previous (-1) sentence with this label. */
  readonly step: (label: LabelId, direction: 1 | -1) => void;
}

/** Labels from which on only those that the text has are listed. */
const MANY = 80;

/** All labels with the number of their sentences; a chosen one tells what it means and leads through its sentences. */
export function legend(view: LegendView, actions: LegendActions): TemplateResult {
  const { strings, search } = view;
  const { labels } = view.taxonomy;
  const found = search.trim() === '' ? undefined : labels.filter((label) => hasWords(label, search, strings.locale));
  const listed = found ?? (labels.length < MANY ? labels : labels.filter(({ id }) => id === view.pinned || (view.counts.get(id) ?? 0) > 0));
  return html`
    <section class="legend" part="legend" aria-labelledby="legend-title">
      <h2 id="legend-title">${strings.say('legend.title')}</h2>
      <input
        class="search"
        type="search"
        aria-label=${strings.say('legend.search')}
        placeholder=${strings.say('legend.search')}
        autocomplete="off"
        spellcheck="false"
        .value=${search}
        @input=${(event: InputEvent) => actions.search(valueOf(event))}
        @keydown=${(event: KeyboardEvent) => searchKey(event, listed[0]?.id, view, actions)}
      />
      <p class="hidden" role="status">${found ? strings.counted('labels', found.length) : nothing}</p>
      ${found?.length === 0 ? html`<p class="soft small">${strings.say('legend.nothing')}</p>` : nothing}
      ${groupsOf(view.taxonomy, listed, strings).map(
        ({ name, labels }) => html`
          ${name === undefined ? nothing : html`<h3>${name}</h3>`}
          <ul>
            ${labels.map((label) => entry(label, view, actions))}
          </ul>
        `,
      )}
      ${!found && listed.length < labels.length ? html`<p class="soft small">${strings.unlisted(labels.length - listed.length)}</p>` : nothing}
      ${view.weak.size > 0 ? html`<p class="soft small"><span aria-hidden="true">† </span>${strings.say('legend.weak', strings.fraction(WEAK_F1))}</p>` : nothing}
    </section>
  `;
}

function entry(label: Label, { strings, counts, pinned, weak }: LegendView, { hover, pin, step }: LegendActions): TemplateResult {
  const { id, name, code, definition } = label;
  const sentences = counts.get(id) ?? 0;
  const open = pinned === id;
  return html`
    <li class=${sentences === 0 ? 'entry none' : 'entry'} data-label=${id}>
      <button
        type="button"
        class="entry-name"
        aria-expanded=${open}
        title=${definition}
        @click=${() => pin(open ? undefined : id)}
        @pointerenter=${() => hover(id)}
        @pointerleave=${() => hover(undefined)}
        @focus=${() => hover(id)}
        @blur=${() => hover(undefined)}
      >
        <span class="code">${code}</span>
        <span class="name">
          ${name}${weak.has(id) ? html`<span aria-hidden="true"> †</span><span class="hidden">, ${strings.say('legend.weakOne')}</span>` : nothing}
        </span>
        <span class="number">${strings.count(sentences)}<span class="hidden"> ${strings.say('legend.sentences')}</span></span>
      </button>
      ${open
        ? html`<div class="definition">
            <p>${definition}</p>
            ${sentences > 0
              ? html`<p class="steps">
                  <button type="button" class="link" @click=${() => step(id, -1)}>${strings.say('legend.previous')}</button>
                  <button type="button" class="link" @click=${() => step(id, 1)}>${strings.say('legend.next')}</button>
                </p>`
              : nothing}
          </div>`
        : nothing}
    </li>
  `;
}

/** Some labels in the taxonomy's order under the names of their groups, where it has groups with names. */
function groupsOf({ groupNames }: Taxonomy, listed: readonly Label[], strings: Strings): { name: string | undefined; labels: Label[] }[] {
  const groups: { name: string | undefined; labels: Label[] }[] = [];
  for (const label of listed) {
    const name = label.group === undefined || (label.group === label.id && !groupNames) ? undefined : (groupNames?.[label.group] ?? strings.group(label.group));
    const last = groups.at(-1);
    if (last && last.name === name) last.labels.push(label);
    else groups.push({ name, labels: [label] });
  }
  return groups;
}

/** Without accents and case, so that `securite` finds `Sécurité`. */
function folded(text: string, locale: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase(locale);
}

function hasWords({ name, code, definition }: Label, search: string, locale: string): boolean {
  const all = folded(`${name} ${code} ${definition}`, locale);
  return folded(search, locale).split(/\s+/).every((word) => all.includes(word));
}

function valueOf(event: Event): string {
  // The listener stands on the search field only.
  return (event.currentTarget as HTMLInputElement).value;
}

/** Enter goes to the next sentence with the first label that was found, Escape empties the field. */
function searchKey(event: KeyboardEvent, first: LabelId | undefined, { search }: LegendView, actions: LegendActions): void {
  if (event.key === 'Enter' && first !== undefined && search.trim() !== '') {
    actions.pin(first);
    actions.step(first, 1);
  } else if (event.key === 'Escape' && search !== '') {
    actions.search('');
  } else {
    return;
  }
  event.preventDefault();
}
