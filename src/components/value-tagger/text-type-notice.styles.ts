import { css } from 'lit';

/** Note on a text that is unlike what the model learned from. */
export const textTypeNoticeStyles = css`
  .unlike.shown {
    display: flex;
    align-items: flex-start;
    gap: 0.75rem;
    margin-block-end: 1rem;
    padding: 0.5rem 0.375rem 0.5rem 0.875rem;
    border-inline-start: 2px solid var(--_control);
    background: var(--_panel);
    font-size: 0.875rem;
    line-height: 1.5;
  }

  .unlike.shown p {
    flex: 1;
    padding-block: 0.25rem;
  }
`;
