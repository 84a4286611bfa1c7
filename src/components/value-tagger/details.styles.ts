import { css } from 'lit';

/** What was found in one sentence. */
export const detailsStyles = css`
  .details mark {
    background: color-mix(in oklab, var(--label, var(--_accent)) 14%, transparent);
    color: inherit;
    text-decoration: underline 2px var(--label, var(--_accent));
    text-underline-offset: 0.2em;
  }

  .details mark.middle {
    background: color-mix(in oklab, var(--label, var(--_accent)) 9%, transparent);
    text-decoration-thickness: 1.5px;
  }

  .details mark.weak {
    background: none;
    text-decoration-thickness: 1px;
  }

  .judgement,
  .correction-tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.375rem 0.5rem;
  }

  .judgement {
    padding-block: 0.25rem;
  }

  .correction-tools {
    margin-block: 0.75rem;
  }

  .correction-tools p {
    flex-basis: 100%;
  }

  .verdict {
    color: var(--_soft);
    font-style: italic;
  }

  [data-verdict='reject'] .name,
  [data-verdict='reject'] .code {
    text-decoration: line-through;
  }

  [data-verdict='reject'] .verdict {
    display: inline-block;
    margin-inline-start: 0.25em;
    text-decoration: none;
  }

  .details blockquote {
    margin-block: 0.25rem 0.75rem;
    padding-inline-start: 0.875rem;
    border-inline-start: 2px solid var(--_accent);
    font: 400 1rem / 1.5 var(--_text-font);
    white-space: pre-wrap;
    overflow-wrap: break-word;
    max-height: 12rem;
    overflow-y: auto;
  }

  .details > p + p,
  .details > .small {
    margin-block-start: 0.5rem;
  }

  .cut {
    font-weight: 600;
  }

  .bars {
    margin-block: 0.75rem 0.5rem;
  }

  .bar-name {
    display: grid;
    grid-template-columns: 2.5rem 1fr auto;
    align-items: baseline;
    gap: 0.0625rem 0.5rem;
    width: 100%;
    padding: 0.25rem 0.375rem;
    margin-inline: -0.375rem;
    border: 0;
    border-radius: 3px;
    background: none;
    text-align: start;
    cursor: pointer;
  }

  .bar-name:hover,
  .bar-name[aria-expanded='true'] {
    background: color-mix(in oklab, var(--label) 10%, transparent);
  }

  .bar .track {
    grid-column: 1 / -1;
    width: 100%;
    height: 5px;
  }

  .track .ground {
    fill: var(--_rule);
  }

  .track .fill {
    fill: var(--label);
  }

  .track .limit {
    fill: var(--_ink);
  }

  .bar.below .name,
  .bar.below .number,
  .bar.below .code {
    color: var(--_soft);
  }

  .bar.below .fill {
    fill: var(--_control);
  }

  .about {
    display: grid;
    gap: 0.25rem;
    padding: 0.25rem 0 0.625rem;
    font-size: 0.8125rem;
  }

  .about strong {
    color: var(--_ink);
  }

  @media (forced-colors: active) {
    .track .ground {
      fill: GrayText;
    }

    .track .fill {
      fill: Highlight;
    }

    .track .limit {
      fill: CanvasText;
    }
  }
`;
