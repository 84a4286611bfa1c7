import { html, nothing, render, type TemplateResult } from 'lit';
import { count, counted } from '../../../src/components/strings.ts';
import { guessColumns, textOfTable } from '../../../src/text/files/records.ts';
import type { FileContent, RecordTable } from '../../../src/text/files/types.ts';
import type { Source } from '../source.ts';

type TableContent = Extract<FileContent, { kind: 'table' }>;

/** Rows that are shown, and letters of a field. */
const SHOWN = 4;
const LETTERS = 160;
const NONE = '-1';

/** Asks which column of a table holds the text, and which one names its rows, with the first rows to look at. */
export function askForColumns(place: HTMLElement, content: TableContent, done: (source: Source) => void, cancel: () => void): void {
  let header = content.header ?? true;
  let table = content.read(header);
  let { text, id } = guessColumns(table);
  let fault = '';
  const draw = (): void => {
    render(form(), place);
  };

  function finish(event: Event): void {
    event.preventDefault();
    try {
      const joined = textOfTable(table, text, id);
      done({ title: content.title, ...joined, notes: [`${counted(joined.rows.length, 'row')} of the table; the ids are kept for exports.`] });
    } catch (error) {
      fault = error instanceof Error ? error.message : String(error);
      draw();
    }
  }

  function form(): TemplateResult {
    return html`
      <form class="table-picker" aria-labelledby="table-picker-title" @submit=${finish}>
        <h2 id="table-picker-title" tabindex="-1">Which column holds the text?</h2>
        <p class="soft">“${content.title}” has ${counted(table.rows.length, 'row')} and ${counted(table.columns.length, 'column')}.</p>
        <div class="table-picker-choices">
          <label>
            Text
            <select name="text" @change=${choose((column) => (text = column))}>
              ${table.columns.map((name, column) => html`<option value=${column} ?selected=${column === text}>${name}</option>`)}
            </select>
          </label>
          <label>
            Ids
            <select name="id" @change=${choose((column) => (id = column < 0 ? undefined : column))}>
              <option value=${NONE} ?selected=${id === undefined}>Numbers of the lines</option>
              ${table.columns.map((name, column) => html`<option value=${column} ?selected=${column === id}>${name}</option>`)}
            </select>
          </label>
          ${content.header === undefined
            ? nothing
            : html`<label class="check">
                <input
                  type="checkbox"
                  name="header"
                  .checked=${header}
                  @change=${(event: Event) => {
                    header = (event.target as HTMLInputElement).checked;
                    table = content.read(header);
                    draw();
                  }}
                />
                The first row names the columns
              </label>`}
        </div>
        ${preview(table, text, id)}
        <p role="alert" class="fault">${fault}</p>
        <div class="actions">
          <button class="primary" type="submit">Mark the values of ${counted(table.rows.length, 'row')}</button>
          <button class="plain" type="button" @click=${cancel}>Cancel</button>
        </div>
      </form>
    `;
  }

  function choose(take: (column: number) => void): (event: Event) => void {
    return (event) => {
      take(Number((event.target as HTMLSelectElement).value));
      fault = '';
      draw();
    };
  }

  draw();
  place.querySelector<HTMLElement>('#table-picker-title')?.focus();
}

function preview({ columns, rows }: RecordTable, text: number, id: number | undefined): TemplateResult {
  const kind = (column: number): string => (column === text ? 'text' : column === id ? 'id' : '');
  const short = (field: string): string => (field.length > LETTERS ? `${field.slice(0, LETTERS)}…` : field);
  return html`
    <div class="table-preview" tabindex="0" role="region" aria-label="First rows of the table">
      <table>
        <thead>
          <tr>
            <th scope="col">Line</th>
            ${columns.map((name, column) => html`<th scope="col" class=${kind(column)}>${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.slice(0, SHOWN).map(
            ({ line, fields }) =>
              html`<tr>
                <td>${count(line)}</td>
                ${fields.map((field, column) => html`<td class=${kind(column)} dir="auto">${short(field)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}
