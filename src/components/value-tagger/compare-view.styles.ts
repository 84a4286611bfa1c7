import { css } from 'lit';

/** The field for another version. */
export const compareViewStyles = css`
  .other {
    margin-block-end: 1rem;
  }

  .other summary {
    min-height: 1.75rem;
    color: var(--_accent);
    cursor: pointer;
  }

  .other form {
    display: grid;
    gap: 0.5rem;
    justify-items: start;
    padding-block: 0.5rem;
  }

  .other textarea {
    width: 100%;
    padding: 0.625rem 0.75rem;
    border: 1px solid var(--_control);
    border-radius: 4px;
    background: var(--_paper);
    color: inherit;
    font: 400 1rem / 1.5 var(--_text-font);
    resize: vertical;
  }
`;
