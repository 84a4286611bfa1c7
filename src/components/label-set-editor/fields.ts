import { html, nothing, type TemplateResult } from 'lit';

/** A field of a form: what it shows, and what a change of it does. */
export interface Field {
  /** Unique in the editor; the error and the hint are tied to the input by it. */
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly readonly: boolean;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly most?: number;
  /** Called while the reader types, with what stands in the field. */
  readonly input: (value: string) => void;
}

/** The lines of a field that holds one phrase a line. */
export function linesOf(value: string): string[] {
  return value.split('\n').map((line) => line.trim()).filter((line) => line !== '');
}

function described({ id, hint, error }: Field): string | typeof nothing {
  return [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') || nothing;
}

function frame(field: Field, control: TemplateResult, kind: string): TemplateResult {
  const { id, label, hint, error } = field;
  return html`
    <div class="field ${kind}">
      <label for=${id}>${label}</label>
      ${control}
      ${hint && !field.readonly ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
      ${error ? html`<p class="error" id="${id}-error">${error}</p>` : nothing}
    </div>
  `;
}

const valueOf = (event: Event): string => (event.currentTarget as HTMLInputElement | HTMLTextAreaElement).value;

export function inputField(field: Field): TemplateResult {
  return frame(
    field,
    html`<input
      id=${field.id}
      type="text"
      autocomplete="off"
      spellcheck="false"
      maxlength=${field.most ?? nothing}
      ?readonly=${field.readonly}
      aria-invalid=${field.error ? 'true' : nothing}
      aria-describedby=${described(field)}
      data-value=${field.value}
      @input=${(event: Event) => field.input(valueOf(event))}
    />`,
    'short',
  );
}

/** @param rows lines that are seen at least */
export function textField(field: Field, rows: number): TemplateResult {
  return frame(
    field,
    html`<textarea
      id=${field.id}
      rows=${Math.max(rows, Math.min(8, field.value.split('\n').length))}
      maxlength=${field.most ?? nothing}
      ?readonly=${field.readonly}
      aria-invalid=${field.error ? 'true' : nothing}
      aria-describedby=${described(field)}
      data-value=${field.value}
      @input=${(event: Event) => field.input(valueOf(event))}
    ></textarea>`,
    'long',
  );
}

/**
 * Puts into all fields what they are to show. Not into the one in which the reader types: what is typed may not (yet) be
 * what is kept, and must not be taken from under the cursor.
 */
export function showValues(root: ShadowRoot): void {
  for (const field of root.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('[data-value]')) {
    const value = field.dataset['value'] ?? '';
    if (field !== root.activeElement && field.value !== value) field.value = value;
  }
}
