import { css } from 'lit';

/** Where the parts of the element stand, wide and narrow. */
export const valueTaggerStyles = css`
  :host {
    display: block;
    background: var(--_paper);
  }

  h2,
  h3,
  p,
  ul,
  blockquote {
    margin: 0;
    padding: 0;
  }

  ul {
    list-style: none;
  }

  h2 {
    font-size: 0.8125rem;
    font-weight: 650;
    letter-spacing: 0.01em;
  }

  h3 {
    margin-block: 0.75rem 0.125rem;
    font: italic 400 0.875rem / 1.4 var(--_text-font);
    color: var(--_soft);
  }

  .soft {
    color: var(--_soft);
  }

  .small {
    font-size: 0.8125rem;
  }

  .number {
    font-variant-numeric: tabular-nums;
  }

  .link {
    padding: 0.125rem 0;
    min-height: 1.5rem;
    border: 0;
    background: none;
    color: var(--_accent);
    text-decoration: underline;
    text-underline-offset: 0.2em;
    text-decoration-thickness: 1px;
    cursor: pointer;
  }

  /* Text on the left, what is known of it on the right. */

  .wide .columns {
    display: grid;
    grid-template-columns: minmax(0, 44rem) minmax(17rem, 24rem);
    justify-content: space-between;
    gap: clamp(1.5rem, 4vw, 4rem);
    align-items: start;
  }

  .wide .side {
    position: sticky;
    top: 0;
    max-height: calc(100vh - 5.5rem);
    max-height: calc(100dvh - 5.5rem);
    overflow-y: auto;
    scrollbar-gutter: stable;
    padding: 0.5rem 0.25rem 1.5rem 0.25rem;
  }

  .text {
    padding-block-end: 3rem;
  }

  /* Counts, confidence, training domain: always in sight. */

  .footer {
    position: sticky;
    bottom: 0;
    z-index: 2;
    display: grid;
    grid-template-columns: minmax(8rem, 1fr) minmax(16rem, 26rem) minmax(10rem, 1fr);
    align-items: center;
    gap: 0.25rem 2rem;
    padding-block: 0.5rem;
    border-block-start: 1px solid var(--_rule);
    background: var(--_paper);
    /* Hides what hangs over the ends of the lines beneath. */
    box-shadow:
      -6px 0 var(--_paper),
      6px 0 var(--_paper);
  }

  .domain {
    color: var(--_soft);
    font-size: 0.8125rem;
    text-align: end;
  }

  .footer-end {
    display: grid;
    justify-items: end;
  }

  .totals {
    font-variant-numeric: tabular-nums;
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

  .narrow .footer {
    grid-template-columns: 1fr auto;
  }

  .narrow .confidence {
    grid-column: 1 / -1;
    order: -1;
  }

  .narrow .totals {
    align-self: center;
    font-size: 0.8125rem;
  }

  .narrow .totals,
  .narrow .footer-end {
    grid-column: 1;
    justify-items: start;
  }

  .narrow .sheet-open {
    grid-area: 2 / 2 / span 2;
    align-self: center;
  }

  .narrow .domain {
    margin-block-end: 1rem;
    text-align: start;
  }

  /* On paper nothing sticks, and the profile comes after the text. */

  @media print {
    .wide .columns {
      display: block;
    }

    .toolbar,
    .status,
    .confidence,
    .sheet-open,
    .sheet-close,
    slot[name='status'] {
      display: none;
    }

    .wide .side,
    .narrow .side {
      position: static;
      visibility: visible;
      transform: none;
      overflow: visible;
      max-height: none;
      break-inside: avoid;
      box-shadow: none;
    }

    .footer {
      position: static;
    }
  }
`;
