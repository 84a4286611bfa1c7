import { css } from 'lit';

/** Where the parts of the element stand, wide and narrow. */
export const valueTaggerStyles = css`
  :host {
    display: block;
    background: var(--_paper);
  }

  /*
   * The page may say anything of the element itself, even with !important, and what is inherited comes in by it: so the box
   * within begins from nothing, but for what a reader's settings must reach.
   */
  .base {
    all: initial;
    position: relative;
    display: block;
    visibility: inherit;
    color-scheme: inherit;
    color: var(--_ink);
    background: var(--_paper);
    font: 400 0.875rem / 1.45 var(--_ui-font);
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
  }

  .base.light {
    color-scheme: light;
  }

  .base.dark {
    color-scheme: dark;
  }

  /* Boxes over the page, where the browser cannot draw on text by itself. They start from this corner. */
  .overlay {
    position: absolute;
    inset: 0 auto auto 0;
    pointer-events: none;
  }

  .overlay .stroke,
  .overlay .chosen {
    position: absolute;
  }

  .overlay .stroke {
    border-block-end: 2px var(--border, solid) var(--label);
  }

  .overlay .chosen {
    background: color-mix(in oklab, var(--_accent) 14%, transparent);
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

  .text,
  #panel > * {
    padding-block-end: 3rem;
  }

  .text[hidden] {
    display: none;
  }

  .small-button {
    min-height: 1.875rem;
    padding: 0.125rem 0.625rem;
    border: 1px solid var(--_control);
    border-radius: 4px;
    background: var(--_paper);
    cursor: pointer;
  }

  .small-button[aria-pressed='true'] {
    border-color: var(--_accent);
    background: color-mix(in oklab, var(--_accent) 12%, var(--_paper));
    font-weight: 600;
  }

  .search {
    appearance: none;
    width: 100%;
    min-height: 2rem;
    margin-block: 0.375rem 0.25rem;
    padding: 0.125rem 0.5rem;
    border: 1px solid var(--_control);
    border-radius: 4px;
    background: var(--_paper);
  }

  .search::placeholder {
    color: var(--_soft);
    opacity: 1;
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
