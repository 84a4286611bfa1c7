import { html, type TemplateResult } from 'lit';
import { LABEL_SET_LIMITS as LIMITS, type LabelSet } from '../../label-sets/types.ts';
import { inputField, textField, type Field } from './fields.ts';
import { editorStrings as strings } from './strings.ts';

export type SetField = 'name' | 'description' | 'source' | 'licence' | 'language';

/** What a set says of itself. */
export function setForm(set: LabelSet, readonly: boolean, errors: Readonly<Record<string, string>>, change: (field: SetField, value: string) => void): TemplateResult {
  const field = (name: SetField, more: Partial<Field> = {}): Field => ({
    id: `set-${name}`,
    label: strings.set[name],
    value: set[name] ?? '',
    readonly,
    error: errors[`set-${name}`],
    most: LIMITS.text,
    input: (value) => change(name, value),
    ...more,
  });
  return html`
    <div class="set-form">
      ${inputField(field('name', { most: LIMITS.name }))} ${textField(field('description'), 3)} ${textField(field('source'), 2)}
      <div class="pair">${inputField(field('licence'))} ${inputField(field('language', { hint: strings.set.languageHint, most: 35 }))}</div>
    </div>
  `;
}
