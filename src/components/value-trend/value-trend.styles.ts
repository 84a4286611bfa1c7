import { css } from 'lit';

export const valueTrendStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }

  .note,
  .empty {
    margin: 0 0 0.75rem;
    color: var(--_soft);
    font-size: 0.8125rem;
  }

  .empty {
    padding-block: 2rem;
    font: italic 400 1.0625rem / 1.6 var(--_text-font);
  }

  .strips {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  button {
    display: grid;
    grid-template-columns: 2.5rem minmax(0, 12.5rem) 2.5rem minmax(0, 1fr);
    align-items: end;
    gap: 0 0.5rem;
    width: 100%;
    padding: 0.1875rem 0.375rem;
    margin-inline: -0.375rem;
    border: 0;
    border-radius: 3px;
    background: none;
    text-align: start;
    cursor: pointer;
  }

  button:hover,
  .lit button {
    background: color-mix(in oklab, var(--label) 10%, transparent);
  }

  .code,
  .name,
  .count {
    padding-block-end: 0.125rem;
    line-height: 1.45;
  }

  .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: 0.8125rem;
  }

  .count {
    color: var(--_soft);
    font-size: 0.8125rem;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }

  /* Time runs with the script. */
  :host(:dir(rtl)) svg {
    transform: scaleX(-1);
  }

  svg {
    width: 100%;
    height: 2rem;
  }

  .ground {
    stroke: var(--_rule);
    stroke-width: 1;
    vector-effect: non-scaling-stroke;
  }

  .area {
    fill: color-mix(in oklab, var(--label) 30%, var(--_paper));
  }

  .edge {
    fill: none;
    stroke: var(--label);
    stroke-width: 1.5;
    vector-effect: non-scaling-stroke;
  }

  details {
    margin-block-start: 1rem;
    font-size: 0.8125rem;
  }

  summary {
    min-height: 1.5rem;
    color: var(--_accent);
    cursor: pointer;
  }

  .scroller {
    overflow-x: auto;
    margin-block-start: 0.5rem;
  }

  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }

  caption {
    padding-block: 0.25rem;
    color: var(--_soft);
    text-align: start;
  }

  th,
  td {
    padding: 0.25rem 0.625rem 0.25rem 0;
    border-block-end: 1px solid var(--_rule);
    font-weight: 400;
    text-align: end;
    white-space: nowrap;
  }

  th:first-child {
    text-align: start;
  }

  thead th {
    color: var(--_soft);
  }

  @container (max-width: 34rem) {
    button {
      grid-template-columns: 2.5rem minmax(0, 1fr) 2.5rem;
    }

    svg {
      grid-column: 1 / -1;
      height: 1.75rem;
    }
  }

  @media (forced-colors: active) {
    .area {
      fill: Highlight;
    }

    .edge {
      stroke: CanvasText;
    }
  }
`;
