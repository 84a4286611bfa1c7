import { css } from 'lit';

export const valueListStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }

  .soft {
    color: var(--_soft);
  }

  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.375rem 1.25rem;
    min-height: 2.25rem;
    margin-block-end: 0.25rem;
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }

  .tools [role='status'] {
    margin-inline-start: auto;
    /* Room for more: what begins here must not move while sentences come. */
    min-inline-size: 8.5rem;
  }

  .tools .note {
    flex-basis: 100%;
    margin: 0;
  }

  select {
    min-height: 2rem;
    margin-inline-start: 0.25rem;
    padding: 0.125rem 0.375rem;
    border: 1px solid var(--_control);
    border-radius: 4px;
    background: var(--_paper);
  }

  .filter {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
    min-height: 2rem;
  }

  input[type='checkbox'] {
    width: 1rem;
    height: 1rem;
    margin: 0;
    accent-color: var(--_accent);
  }

  .row {
    display: grid;
    grid-template-columns: 3.25rem minmax(0, 1fr) minmax(0, 11rem) 5rem;
    align-items: center;
    gap: 0 0.75rem;
    /* All rows are as high: those out of sight need not be there. */
    block-size: var(--_row, 3.5rem);
    border-block-end: 1px solid var(--_rule);
  }

  .row.head {
    position: sticky;
    top: 0;
    z-index: 1;
    block-size: 2.25rem;
    background: var(--_paper);
    color: var(--_soft);
    font-size: 0.75rem;
  }

  .head [aria-sort='ascending'],
  .head [aria-sort='descending'] {
    color: var(--_ink);
    font-weight: 650;
  }

  .chunk {
    block-size: calc(var(--rows) * var(--_row, 3.5rem));
    contain: strict;
    content-visibility: auto;
  }

  .position,
  .score {
    text-align: end;
    color: var(--_soft);
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }

  .sentence button {
    display: flex;
    align-items: center;
    width: 100%;
    min-height: 2.75rem;
    padding: 0.125rem 0.25rem;
    margin-inline: -0.25rem;
    border: 0;
    border-radius: 3px;
    background: none;
    font: 400 0.9375rem / 1.35 var(--_text-font);
    text-align: start;
    cursor: pointer;
  }

  .clamp {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-clamp: 2;
    overflow-wrap: anywhere;
  }

  .sentence button:focus-visible {
    outline-offset: -2px;
  }

  .row:not(.head):hover {
    background: color-mix(in oklab, var(--_ink) 4%, transparent);
  }

  .row.lit {
    background: color-mix(in oklab, var(--_accent) 8%, transparent);
  }

  .row.selected {
    background: color-mix(in oklab, var(--_accent) 13%, transparent);
  }

  .labels {
    display: flex;
    flex-wrap: wrap;
    gap: 0.125rem 0.625rem;
    max-block-size: 3rem;
    overflow: hidden;
    font-size: 0.75rem;
  }

  .tag .code {
    text-decoration: underline var(--pattern) var(--thickness) var(--label);
    text-decoration-skip-ink: none;
    text-underline-offset: 0.35em;
    line-height: 1.7;
  }

  /* Names are spoken; codes are read. */
  .tag .name {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .empty {
    padding-block: 2rem;
    font: italic 400 1.0625rem / 1.6 var(--_text-font);
  }

  @container (max-width: 34rem) {
    .row {
      grid-template-columns: 2.25rem minmax(0, 1fr) minmax(0, 5rem);
      gap: 0 0.5rem;
    }

    .score {
      display: none;
    }
  }

  @media (forced-colors: active) {
    .row.selected,
    .row.lit {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
