import { css } from 'lit';

export const valueCompareStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }

  .summary {
    margin: 0 0 0.75rem;
    font-variant-numeric: tabular-nums;
  }

  summary {
    min-height: 1.75rem;
    color: var(--_accent);
    cursor: pointer;
  }

  table {
    width: 100%;
    margin-block-start: 0.25rem;
    border-collapse: collapse;
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }

  caption {
    padding-block-end: 0.25rem;
    color: var(--_soft);
    text-align: start;
  }

  th,
  td {
    padding: 0.25rem 0.5rem 0.25rem 0;
    border-block-end: 1px solid var(--_rule);
    font-weight: 400;
    text-align: start;
  }

  td {
    width: 22%;
    white-space: nowrap;
  }

  td:last-child,
  th:last-child {
    width: 4rem;
    text-align: end;
  }

  thead th {
    color: var(--_soft);
  }

  th .code {
    display: inline-block;
    min-width: 2.25rem;
  }

  svg {
    display: inline-block;
    width: 55%;
    height: 5px;
    margin-inline-end: 0.5rem;
    vertical-align: middle;
  }

  .old {
    fill: color-mix(in oklab, var(--label) 45%, var(--_paper));
  }

  .now {
    fill: var(--label);
  }

  .filter {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
    min-height: 2.25rem;
    margin-block-start: 0.75rem;
    font-size: 0.8125rem;
  }

  input[type='checkbox'] {
    width: 1rem;
    height: 1rem;
    margin: 0;
    accent-color: var(--_accent);
  }

  .head,
  .pair {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: 0 1.5rem;
  }

  .head {
    padding-block: 0.25rem;
    border-block-end: 1px solid var(--_rule);
    color: var(--_soft);
    font-size: 0.75rem;
  }

  .pairs {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .pair {
    padding-block: 0.5rem;
    border-block-end: 1px solid var(--_rule);
    content-visibility: auto;
    contain-intrinsic-block-size: auto 4.5rem;
  }

  .side,
  .side button {
    font: 400 0.9375rem / 1.45 var(--_text-font);
    overflow-wrap: anywhere;
  }

  .side button {
    padding: 0;
    border: 0;
    background: none;
    text-align: start;
    cursor: pointer;
  }

  .side button:hover {
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 0.2em;
  }

  .removed .before {
    color: var(--_soft);
    text-decoration: line-through;
    text-decoration-thickness: 1px;
  }

  .changed .before {
    color: var(--_soft);
  }

  .added .after,
  .changed .after {
    padding-inline-start: 0.5rem;
    margin-inline-start: -0.625rem;
    border-inline-start: 2px solid var(--_accent);
  }

  .what {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.75rem;
    margin-block-start: 0.25rem;
    color: var(--_soft);
    font-size: 0.75rem;
  }

  .tags {
    display: inline-flex;
    align-items: center;
    gap: 0.5rem;
  }

  .empty {
    margin: 0;
    padding-block: 1.5rem;
    color: var(--_soft);
    font: italic 400 1.0625rem / 1.6 var(--_text-font);
  }

  @container (max-width: 34rem) {
    .head {
      display: none;
    }

    .pair {
      grid-template-columns: minmax(0, 1fr);
      gap: 0.25rem;
    }

    .side:empty {
      display: none;
    }

    td {
      width: auto;
    }

    svg {
      display: none;
    }
  }

  @media (forced-colors: active) {
    .old,
    .now {
      fill: Highlight;
    }
  }
`;
