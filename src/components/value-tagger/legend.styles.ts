import { css } from 'lit';

/** Labels with their counts. */
export const legendStyles = css`
  .legend {
    margin-block-start: 1rem;
  }

  .entry-name {
    display: grid;
    grid-template-columns: 2.5rem 1fr auto;
    align-items: baseline;
    gap: 0.5rem;
    width: 100%;
    min-height: 1.75rem;
    padding: 0.1875rem 0.375rem;
    margin-inline: -0.375rem;
    border: 0;
    border-radius: 3px;
    background: none;
    text-align: start;
    cursor: pointer;
  }

  .entry-name:hover,
  .entry-name[aria-expanded='true'] {
    background: color-mix(in oklab, var(--label) 12%, transparent);
  }

  .entry .code {
    padding-block-end: 3px;
    text-decoration: underline var(--pattern) var(--thickness) var(--label);
    text-decoration-skip-ink: none;
    text-underline-offset: 0.35em;
  }

  .entry .number {
    color: var(--_soft);
  }

  /* Figures grow away from the edge that they stand at; written so, they begin there and nothing moves. */
  .entry .number:dir(ltr) {
    min-inline-size: 3.5rem;
    direction: rtl;
    text-align: right;
  }

  .entry.none .name {
    color: var(--_soft);
  }

  .legend > .small {
    margin-block-start: 0.75rem;
  }

  .definition {
    padding: 0.125rem 0.375rem 0.5rem 3rem;
    color: var(--_soft);
  }

  .steps {
    display: flex;
    gap: 1rem;
  }

  @media (forced-colors: active) {
    .entry .code {
      text-decoration-color: CanvasText;
    }
  }
`;
