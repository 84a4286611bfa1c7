import { css } from 'lit';

/** What stands beside the text, or over it as a sheet, and the head of a sentence's details. */
export const sideStyles = css`
  .wide .side {
    position: sticky;
    top: 0;
    max-height: calc(100vh - 5.5rem);
    max-height: calc(100dvh - 5.5rem);
    overflow-y: auto;
    scrollbar-gutter: stable;
    padding: 0.5rem 0.25rem 1.5rem 0.25rem;
  }

  /* On a narrow page the side is a sheet. */

  .narrow .side {
    position: fixed;
    inset: auto 0 0;
    z-index: 3;
    max-height: 80vh;
    max-height: 80dvh;
    overflow-y: auto;
    padding: 0.75rem 1rem calc(1.5rem + env(safe-area-inset-bottom));
    border-block-start: 1px solid var(--_rule);
    border-radius: 12px 12px 0 0;
    background: var(--_paper);
    box-shadow: 0 -8px 32px rgb(0 0 0 / 0.18);
    visibility: hidden;
    transform: translateY(100%);
    transition:
      transform 0.2s ease-out,
      visibility 0s 0.2s;
  }

  /* Visible at once, so that it can take the focus. */
  .narrow .side.open {
    visibility: visible;
    transform: none;
    transition: transform 0.2s ease-out;
  }

  .narrow .sheet-close {
    display: block;
    margin-inline-start: auto;
  }

  .details header {
    display: flex;
    justify-content: space-between;
    align-items: center;
  }

  .details h2:focus {
    outline: none;
  }

  .close {
    display: grid;
    place-items: center;
    width: 2rem;
    height: 2rem;
    border: 0;
    border-radius: 4px;
    background: none;
    cursor: pointer;
  }

  .close:hover {
    background: var(--_panel);
  }

  .close svg {
    width: 1rem;
    height: 1rem;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
  }

  /* About as high as what comes in its place. It says nothing where that comes at once. */
  .awaited {
    min-height: 24rem;
    animation: say-late 0.2s 0.4s backwards;
  }

  @keyframes say-late {
    from {
      opacity: 0;
    }
  }
`;
