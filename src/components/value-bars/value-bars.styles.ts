import { css } from 'lit';

export const valueBarsStyles = css`
  :host {
    display: block;
  }

  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  button {
    display: grid;
    grid-template-columns: 2.5rem 1fr auto;
    align-items: baseline;
    gap: 0.125rem 0.5rem;
    width: 100%;
    padding: 0.3125rem 0.375rem;
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

  .share {
    font-variant-numeric: tabular-nums;
  }

  svg {
    grid-column: 1 / -1;
    width: 100%;
    height: 8px;
  }

  .ground {
    fill: var(--_rule);
  }

  .fill {
    fill: color-mix(in oklab, var(--label) 80%, var(--_paper));
  }

  .thin .fill {
    fill: color-mix(in oklab, var(--label) 40%, var(--_paper));
  }

  .interval {
    stroke: var(--_ink);
    stroke-width: 1;
    vector-effect: non-scaling-stroke;
  }

  .none .name,
  .none .share {
    color: var(--_soft);
  }

  .empty {
    margin: 0.5rem 0 0;
    color: var(--_soft);
    font-size: 0.8125rem;
  }

  @media (forced-colors: active) {
    .fill {
      fill: Highlight;
    }

    .interval {
      stroke: CanvasText;
    }
  }
`;
