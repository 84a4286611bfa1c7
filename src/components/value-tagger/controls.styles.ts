import { css } from 'lit';

/** Switch between theories and taxonomies. */
export const controlsStyles = css`
  .toolbar {
    margin-block-end: 0.25rem;
  }

  /* There before the model is, so that nothing moves when it comes. */
  .taxonomies {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 1rem;
    min-height: 2.75rem;
  }

  .views {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1.25rem;
    border-block-end: 1px solid var(--_rule);
  }

  .view-tab {
    min-height: 2.25rem;
    margin-block-end: -1px;
    padding: 0 0.125rem;
    border: 0;
    border-block-end: 2px solid transparent;
    background: none;
    color: var(--_soft);
    cursor: pointer;
  }

  .view-tab:hover {
    color: var(--_ink);
  }

  .view-tab[aria-selected='true'] {
    border-color: var(--_accent);
    color: var(--_ink);
    font-weight: 600;
  }

  .theories {
    display: flex;
    margin: 0;
    padding: 0;
    border: 0;
    gap: 1.25rem;
  }

  .theory {
    position: relative;
    display: inline-flex;
    align-items: center;
    min-height: 2rem;
    cursor: pointer;
    color: var(--_soft);
  }

  .theory input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }

  .theory span {
    padding-block: 0.125rem;
    border-block-end: 2px solid transparent;
  }

  .theory input:checked + span {
    color: var(--_ink);
    font-weight: 600;
    border-color: var(--_accent);
  }

  .theory input:focus-visible + span {
    outline: 2px solid var(--_accent);
    outline-offset: 3px;
  }

  @media (forced-colors: active) {
    .view-tab[aria-selected='true'] {
      border-color: Highlight;
    }

    .theory span {
      border-color: Canvas;
    }

    .theory input:checked + span {
      border-color: Highlight;
    }
  }

  .level select,
  .add-label {
    min-height: 2rem;
    padding: 0.125rem 0.5rem;
    border: 1px solid var(--_control);
    border-radius: 4px;
    background: var(--_paper);
  }
`;
