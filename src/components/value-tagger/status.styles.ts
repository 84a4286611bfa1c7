import { css } from 'lit';

/** Where a run stands. */
export const statusStyles = css`
  .status-line {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 1rem;
    min-height: 1.75rem;
    font-variant-numeric: tabular-nums;
  }

  /* Words before it grow while it must not move. */
  .status-line .link {
    margin-inline-start: auto;
  }

  .progress {
    height: 2px;
    margin-block-end: 0.75rem;
    background: var(--_rule);
  }

  .progress svg {
    display: block;
    width: 100%;
    height: 100%;
  }

  .progress rect {
    fill: var(--_accent);
  }

  .progress .waiting {
    animation: wait 1.4s ease-in-out infinite alternate;
  }

  @keyframes wait {
    to {
      transform: translateX(75%);
    }
  }

  .failure {
    margin-block: 0.5rem 1.25rem;
    padding: 0.75rem 1rem 1rem;
    border-inline-start: 3px solid var(--_accent);
    background: var(--_panel);
    display: grid;
    gap: 0.25rem;
    justify-items: start;
  }

  .failure-title {
    font-weight: 650;
    color: var(--_accent);
  }

  .failure button,
  .sheet-open,
  .sheet-close {
    min-height: 2.25rem;
    padding: 0.25rem 0.875rem;
    border: 1px solid var(--_control);
    border-radius: 4px;
    background: var(--_paper);
    cursor: pointer;
  }

  .failure button {
    margin-block-start: 0.5rem;
  }

  .notices {
    margin-block-end: 0.75rem;
    font-size: 0.8125rem;
    color: var(--_soft);
  }

  .notices li {
    padding-inline-start: 0.875rem;
    border-inline-start: 2px solid var(--_rule);
  }

  .notices li + li {
    margin-block-start: 0.25rem;
  }

  @media (forced-colors: active) {
    .progress rect {
      fill: Highlight;
    }
  }
`;
