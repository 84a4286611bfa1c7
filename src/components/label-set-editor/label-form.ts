import { html, nothing, type TemplateResult } from 'lit';
import { LABEL_SET_LIMITS as LIMITS, type LabelSet, type OwnLabel } from '../../label-sets/types.ts';
import type { LabelId } from '../../taxonomy/types.ts';
import { inputField, linesOf, textField, type Field } from './fields.ts';
import { editorStrings as strings } from './strings.ts';

export type LinesField = 'include' | 'exclude' | 'examples' | 'hypotheses' | 'supports' | 'opposes' | 'aliases';

export interface LabelFormView {
  readonly set: LabelSet;
  readonly label: OwnLabel;
  /** Labels that it may be put under; undefined before they are asked for, as there may be thousands. */
  readonly parents: readonly OwnLabel[] | undefined;
  readonly readonly: boolean;
  readonly errors: Readonly<Record<string, string>>;
}

export interface LabelFormActions {
  readonly name: (value: string) => void;
  readonly id: (value: string) => void;
  readonly definition: (value: string) => void;
  readonly lines: (field: LinesField, lines: readonly string[]) => void;
  readonly openParents: () => void;
  readonly parent: (id: LabelId | undefined) => void;
  readonly move: (direction: 1 | -1) => void;
  readonly remove: () => void;
}

/** Everything that a set says of one label. */
export function labelForm(view: LabelFormView, actions: LabelFormActions): TemplateResult {
  const { label, readonly, errors, set } = view;
  const field = (id: string, label_: string, value: string, input: (value: string) => void, more: Partial<Field> = {}): Field => ({ id, label: label_, value, readonly, input, error: errors[id], ...more });
  const lines = (id: LinesField, hint: string, rows: number): TemplateResult =>
    textField(field(id, strings.label[id], (label[id] ?? []).map((line) => line.replaceAll('\n', ' ')).join('\n'), (value) => actions.lines(id, linesOf(value)), { hint }), rows);
  return html`
    <section class="form" aria-labelledby="label-title">
      <h2 id="label-title">${label.name}</h2>
      ${readonly
        ? nothing
        : html`<div class="form-actions">
            <button type="button" @click=${() => actions.move(-1)}>${strings.label.up}</button>
            <button type="button" @click=${() => actions.move(1)}>${strings.label.down}</button>
            <button type="button" ?disabled=${set.labels.length === 1} @click=${() => actions.remove()}>${strings.label.remove}</button>
          </div>`}
      ${inputField(field('name', strings.label.name, label.name, actions.name, { most: LIMITS.name }))}
      ${textField(field('definition', strings.label.definition, label.definition ?? '', actions.definition, { most: LIMITS.text }), 2)}
      <div class="pair">${lines('include', strings.label.line, 3)} ${lines('exclude', strings.label.line, 3)}</div>
      <div class="pair">${lines('hypotheses', strings.label.hypothesesHint, 4)} ${lines('examples', strings.label.line, 4)}</div>
      <div class="pair">${lines('supports', strings.label.line, 2)} ${lines('opposes', strings.label.line, 2)}</div>
      <div class="pair">
        ${lines('aliases', strings.label.aliasesHint, 2)}
        <div>
          ${parentField(view, actions)}
          ${inputField(field('id', strings.label.id, label.id, actions.id, { most: LIMITS.id }))}
        </div>
      </div>
    </section>
  `;
}

function parentField({ set, label, parents, readonly }: LabelFormView, { openParents, parent }: LabelFormActions): TemplateResult {
  const current = set.labels.find(({ id }) => id === label.parent);
  const options = parents ?? (current ? [current] : []);
  return html`
    <div class="field short">
      <label for="parent">${strings.label.parent}</label>
      <select
        id="parent"
        ?disabled=${readonly}
        @focus=${openParents}
        @pointerdown=${openParents}
        @change=${(event: Event) => parent((event.currentTarget as HTMLSelectElement).value || undefined)}
      >
        <option value="" ?selected=${!current} .selected=${!current}>${strings.label.noParent}</option>
        ${options.map(({ id, name }) => html`<option value=${id} .selected=${id === label.parent}>${name}</option>`)}
      </select>
    </div>
  `;
}
