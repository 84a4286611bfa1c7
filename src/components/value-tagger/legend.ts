import { html, nothing, type TemplateResult } from 'lit';
import type { Label, LabelId, Taxonomy } from '../../taxonomy/types.ts';
import { count, strings } from '../strings.ts';

export interface LegendView {
  readonly taxonomy: Taxonomy;
  readonly counts: ReadonlyMap<LabelId, number>;
  /** Labels that the model knows badly. */
  readonly weak: ReadonlySet<LabelId>;
  /** Label whose sentences stay brought out. */
  readonly pinned: LabelId | undefined;
}

export interface LegendActions {
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
  const { labels } = view.taxonomy;
  const listed = labels.length < MANY ? labels : labels.filter(({ id }) => id === view.pinned || (view.counts.get(id) ?? 0) > 0);
  return html`
    <section class="legend" part="legend" aria-labelledby="legend-title">
      <h2 id="legend-title">${strings.legend.title}</h2>
      ${groupsOf(view.taxonomy, listed).map(
        ({ name, labels }) => html`
          ${name === undefined ? nothing : html`<h3>${name}</h3>`}
          <ul>
            ${labels.map((label) => entry(label, view, actions))}
          </ul>
        `,
      )}
      ${listed.length < labels.length ? html`<p class="soft small">${strings.legend.unlisted(labels.length - listed.length)}</p>` : nothing}
      ${view.weak.size > 0 ? html`<p class="soft small"><span aria-hidden="true">† </span>${strings.legend.weak}</p>` : nothing}
    </section>
  `;
}

function entry(label: Label, { counts, pinned, weak }: LegendView, { hover, pin, step }: LegendActions): TemplateResult {
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
          ${name}${weak.has(id) ? html`<span aria-hidden="true"> †</span><span class="hidden">, ${strings.legend.weakOne}</span>` : nothing}
        </span>
        <span class="number">${count(sentences)}<span class="hidden"> ${strings.legend.sentences}</span></span>
      </button>
      ${open
        ? html`<div class="definition">
            <p>${definition}</p>
            ${sentences > 0
              ? html`<p class="steps">
                  <button type="button" class="link" @click=${() => step(id, -1)}>${strings.legend.previous}</button>
                  <button type="button" class="link" @click=${() => step(id, 1)}>${strings.legend.next}</button>
                </p>`
              : nothing}
          </div>`
        : nothing}
    </li>
  `;
}

/** Some labels in the taxonomy's order under the names of their groups, where it has groups with names. */
function groupsOf({ groupNames }: Taxonomy, listed: readonly Label[]): { name: string | undefined; labels: Label[] }[] {
  const groups: { name: string | undefined; labels: Label[] }[] = [];
  for (const label of listed) {
    const name = label.group === undefined || (label.group === label.id && !groupNames) ? undefined : (groupNames?.[label.group] ?? strings.groups[label.group]);
    const last = groups.at(-1);
    if (last && last.name === name) last.labels.push(label);
    else groups.push({ name, labels: [label] });
  }
  return groups;
}
