import { css } from 'lit';

export const labelSetEditorStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }

  .base {
    border-radius: 4px;
  }

  .dragged {
    outline: 2px dashed var(--_accent);
    outline-offset: 6px;
  }

  .toolbar,
  .inline,
  .form-actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem;
  }

  .toolbar {
    padding-block: 0.25rem 0.5rem;
  }

  .gap {
    flex: 1;
  }

  button {
    min-height: 2rem;
    padding: 0.25rem 0.75rem;
    border: 1px solid var(--_control);
    border-radius: 4px;
    background: none;
    cursor: pointer;
  }

  button:hover:not(:disabled) {
    border-color: var(--_ink);
  }

  button:disabled {
    border-color: var(--_rule);
    color: var(--_soft);
    cursor: default;
  }

  button.primary {
    border-color: var(--_accent);
    color: var(--_accent);
    font-weight: 600;
  }

  button.quiet {
    border-color: transparent;
    color: var(--_soft);
  }

  .message {
    margin: 0;
    color: var(--_soft);
  }

  .message:not(:empty) {
    padding-block: 0.25rem 0.5rem;
  }

  .message.failed {
    color: var(--_accent);
  }

  details {
    border-block-start: 1px solid var(--_rule);
  }

  summary {
    width: fit-content;
    padding-block: 0.625rem;
    color: var(--_soft);
    cursor: pointer;
  }

  summary:hover,
  details[open] summary {
    color: var(--_ink);
  }

  details > :last-child {
    padding-block-end: 1rem;
  }

  .columns {
    display: grid;
    grid-template-columns: minmax(12rem, 17rem) minmax(0, 1fr);
    gap: 2rem;
    padding-block-start: 1rem;
    border-block-start: 1px solid var(--_rule);
  }

  .search input {
    width: 100%;
  }

  input[type='text'],
  input[type='search'],
  input[type='number'],
  select,
  textarea {
    width: 100%;
    min-height: 2.25rem;
    padding: 0.3125rem 0.5rem;
    border: 1px solid var(--_control);
    border-radius: 4px;
    background: var(--_paper);
    color: inherit;
    font: inherit;
  }

  textarea {
    display: block;
    max-height: 24rem;
    line-height: 1.45;
    resize: vertical;
    field-sizing: content;
  }

  .inline select {
    width: auto;
    max-width: 20rem;
  }

  input[readonly],
  textarea[readonly],
  select:disabled {
    border-color: var(--_rule);
    background: none;
    opacity: 1;
    resize: none;
  }

  [aria-invalid='true'] {
    border-color: var(--_accent);
  }

  :focus-visible {
    outline-offset: 0;
  }

  .list {
    position: relative;
    overflow-y: auto;
    height: min(70vh, 40rem);
    border-block: 1px solid var(--_rule);
  }

  .rows {
    position: relative;
  }

  .row {
    position: absolute;
    display: flex;
    align-items: center;
    width: 100%;
    height: 36px;
    padding-inline-end: 0.5rem;
    cursor: pointer;
  }

  .row-name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .row.group {
    font-weight: 600;
  }

  .row:hover {
    background: var(--_panel);
  }

  .row[aria-selected='true'] {
    background: var(--_panel);
    box-shadow: inset 3px 0 var(--_accent);
  }

  .form h2 {
    margin: 0 0 -0.25rem;
    overflow-wrap: anywhere;
    font: 400 1.375rem / 1.25 var(--_text-font);
  }

  .crosswalk h2 {
    margin: 0.5rem 0;
    font-size: 0.875rem;
  }

  .form {
    display: grid;
    gap: 1rem;
  }

  .set-form {
    display: grid;
    gap: 1rem;
    max-width: 46rem;
  }

  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    align-items: start;
    gap: 1rem;
  }

  .pair > div {
    display: grid;
    gap: 1rem;
  }

  .field {
    display: grid;
    gap: 0.25rem;
    min-width: 0;
  }

  .pair > .field {
    gap: 0.25rem;
  }

  .field label {
    font-size: 0.8125rem;
    font-weight: 600;
  }

  .hint,
  .error {
    margin: 0;
    color: var(--_soft);
    font-size: 0.8125rem;
    text-wrap: pretty;
  }

  .side > .hint {
    padding-block: 0.375rem;
  }

  .error {
    color: var(--_accent);
  }

  .crosswalk {
    padding-block-end: 1rem;
  }

  .scroll {
    overflow-x: auto;
  }

  table {
    width: 100%;
    margin-block: 0.75rem;
    border-collapse: collapse;
  }

  th,
  td {
    padding: 0.25rem 0.75rem 0.25rem 0;
    border-block-end: 1px solid var(--_rule);
    text-align: start;
  }

  th {
    font-size: 0.8125rem;
    font-weight: 600;
  }

  td input[type='number'] {
    width: 5.5rem;
  }

  @container (max-width: 44rem) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
      gap: 1rem;
    }

    .list {
      height: 15rem;
    }

    .pair {
      grid-template-columns: minmax(0, 1fr);
    }

    .gap {
      flex-basis: 100%;
    }

    button,
    input[type='text'],
    input[type='search'],
    select {
      min-height: 2.75rem;
    }
  }
`;
