import { html, nothing, type TemplateResult } from 'lit';
import type { CrosswalkLink, LabelSet, OwnCrosswalk, OwnLabel } from '../../label-sets/types.ts';
import type { LabelId } from '../../taxonomy/types.ts';
import { inputField } from './fields.ts';
import { editorStrings as strings } from './strings.ts';

/** A theory that a crosswalk can lead to. */
export interface CrosswalkTarget {
  readonly id: string;
  readonly name: string;
  readonly labels: readonly { readonly id: LabelId; readonly name: string }[];
}

/** Links that are shown at a time. */
export const LINKS = 25;

export interface CrosswalkView {
  readonly set: LabelSet;
  readonly targets: readonly CrosswalkTarget[];
  readonly selected: OwnLabel | undefined;
  readonly readonly: boolean;
  /** First link shown, by crosswalk. */
  readonly pages: Readonly<Record<string, number>>;
}

export interface CrosswalkActions {
  readonly add: (to: string) => void;
  readonly remove: (to: string) => void;
  readonly edit: (to: string, patch: { rule?: OwnCrosswalk['rule']; source?: string | undefined; links?: readonly CrosswalkLink[] }) => void;
  readonly page: (to: string, first: number) => void;
}

/** How the labels of the set count towards those of other theories. */
export function crosswalkTables(view: CrosswalkView, actions: CrosswalkActions): TemplateResult {
  const crosswalks = view.set.crosswalks ?? [];
  const free = view.targets.filter(({ id }) => id !== view.set.id && !crosswalks.some(({ to }) => to === id));
  return html`
    ${crosswalks.length === 0 ? html`<p class="hint">${strings.crosswalk.none}</p>` : nothing}
    ${crosswalks.map((crosswalk) => table(crosswalk, view, actions))}
    ${view.readonly || free.length === 0
      ? nothing
      : html`<p class="inline">
          <label for="crosswalk-to">${strings.crosswalk.to}</label>
          <select id="crosswalk-to">${free.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}</select>
          <button type="button" @click=${(event: Event) => actions.add(chosenBefore(event))}>${strings.crosswalk.add}</button>
        </p>`}
  `;
}

/** Value of the select that stands before a button in the same line. */
function chosenBefore(event: Event): string {
  return (event.currentTarget as HTMLElement).parentElement?.querySelector('select')?.value ?? '';
}

function table(crosswalk: OwnCrosswalk, view: CrosswalkView, actions: CrosswalkActions): TemplateResult {
  const { to, rule, source = '', links } = crosswalk;
  const { readonly, selected, set } = view;
  const target = view.targets.find(({ id }) => id === to);
  const name = target?.name ?? strings.crosswalk.unknown(to);
  const names = new Map(set.labels.map((label) => [label.id, label.name]));
  const first = Math.min(view.pages[to] ?? 0, Math.max(0, links.length - 1));
  const last = Math.min(links.length, first + LINKS);
  const replace = (at: number, link: CrosswalkLink | undefined): void => actions.edit(to, { links: links.toSpliced(at, 1, ...(link ? [link] : [])) });
  const taken = new Set(links.filter(({ from }) => from === selected?.id).map((link) => link.to));
  const open = target?.labels.filter(({ id }) => !taken.has(id)) ?? [];
  return html`
    <section class="crosswalk" aria-label=${strings.crosswalk.caption(name)}>
      <h2>${name}</h2>
      <div class="pair">
        <div class="field short">
          <label for="rule-${to}">${strings.crosswalk.rule}</label>
          <select id="rule-${to}" ?disabled=${readonly} @change=${(event: Event) => actions.edit(to, { rule: (event.currentTarget as HTMLSelectElement).value === 'max' ? 'max' : 'weighted-mean' })}>
            ${(['max', 'weighted-mean'] as const).map((one) => html`<option value=${one} .selected=${one === rule}>${strings.crosswalk.rules[one]}</option>`)}
          </select>
        </div>
        ${inputField({ id: `source-${to}`, label: strings.crosswalk.source, value: source, readonly, most: 4000, input: (value) => actions.edit(to, { source: value || undefined }) })}
      </div>
      ${links.length === 0
        ? nothing
        : html`<div class="scroll" tabindex="0" role="group" aria-label=${strings.crosswalk.caption(name)}>
            <table>
              <thead>
                <tr>
                  <th scope="col">${strings.crosswalk.from}</th>
                  <th scope="col">${strings.crosswalk.target}</th>
                  <th scope="col">${strings.crosswalk.weight}</th>
                  ${readonly ? nothing : html`<td></td>`}
                </tr>
              </thead>
              <tbody>
                ${links.slice(first, last).map((link, offset) => linkRow(link, names.get(link.from) ?? link.from, target, readonly, (next) => replace(first + offset, next)))}
              </tbody>
            </table>
          </div>`}
      ${links.length > LINKS
        ? html`<p class="inline">
            <span>${strings.crosswalk.page(first + 1, last, links.length)}</span>
            <button type="button" ?disabled=${first === 0} @click=${() => actions.page(to, Math.max(0, first - LINKS))}>${strings.crosswalk.earlier}</button>
            <button type="button" ?disabled=${last === links.length} @click=${() => actions.page(to, first + LINKS)}>${strings.crosswalk.later}</button>
          </p>`
        : nothing}
      ${readonly
        ? nothing
        : html`<p class="inline">
            ${selected && open.length > 0
              ? html`<label for="link-${to}">${strings.crosswalk.addLink(selected.name)}</label>
                  <select id="link-${to}">${open.map(({ id, name: label }) => html`<option value=${id}>${label}</option>`)}</select>
                  <button type="button" @click=${(event: Event) => actions.edit(to, { links: [...links, { from: selected.id, to: chosenBefore(event) }] })}>${strings.crosswalk.add}</button>`
              : nothing}
            <button type="button" class="quiet" @click=${() => actions.remove(to)}>${strings.crosswalk.remove(name)}</button>
          </p>`}
    </section>
  `;
}

function linkRow(link: CrosswalkLink, from: string, target: CrosswalkTarget | undefined, readonly: boolean, replace: (link: CrosswalkLink | undefined) => void): TemplateResult {
  const to = target?.labels.find(({ id }) => id === link.to)?.name ?? link.to;
  const weigh = (event: Event): void => {
    const input = event.currentTarget as HTMLInputElement;
    const weight = input.valueAsNumber;
    if (weight > 0 && weight <= 1) replace({ ...link, weight });
    else input.value = String(link.weight ?? 1);
  };
  return html`
    <tr>
      <td>${from}</td>
      <td>${to}</td>
      <td><input type="number" min="0.05" max="1" step="0.05" .value=${String(link.weight ?? 1)} ?readonly=${readonly} aria-label="${strings.crosswalk.weight}: ${from}, ${to}" @change=${weigh} /></td>
      ${readonly ? nothing : html`<td><button type="button" class="quiet" aria-label=${strings.crosswalk.removeLink(from, to)} @click=${() => replace(undefined)}>×</button></td>`}
    </tr>
  `;
}
