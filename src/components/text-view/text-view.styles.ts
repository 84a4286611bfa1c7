import { css } from 'lit';

/**
 * The text and what is drawn on it. A line is tall enough for codes above and three underlines below its letters,
 * so that tags come and go without moving it.
 */
export const textViewStyles = css`
  .text {
    --_size: var(--value-tagger-text-size, 1.1875rem);
    --_line: 2.2;
    font: 400 var(--_size) / var(--_line) var(--_text-font);
    overflow-wrap: break-word;
    hyphens: none;
  }

  .block {
    position: relative;
    content-visibility: auto;
    /* Room for focus rings and for what hangs over the end of a line. */
    overflow-clip-margin: 0.625rem;
    contain-intrinsic-block-size: auto calc(var(--lines) * var(--_line) * var(--_size));
  }

  .block p {
    margin: 0;
    white-space: pre-wrap;
    unicode-bidi: plaintext;
    tab-size: 4;
  }

  .sentence {
    border-radius: 2px;
    cursor: pointer;
    transition: background-color 0.15s;
  }

  .sentence:hover {
    background: color-mix(in oklab, var(--_ink) 6%, transparent);
  }

  .sentence[aria-expanded='true'] {
    background: color-mix(in oklab, var(--_accent) 13%, transparent);
  }

  .sentence:focus-visible {
    outline-offset: 1px;
  }

  .line {
    text-decoration: underline var(--pattern) var(--thickness) color-mix(in oklab, var(--label) 82%, var(--_paper));
    text-decoration-skip-ink: none;
  }

  .line-1 {
    text-underline-offset: 0.25em;
  }

  .line-2 {
    text-underline-offset: 0.47em;
  }

  .line-3 {
    text-underline-offset: 0.69em;
  }

  .text[data-streaming] .line {
    animation: appear 0.4s ease-out;
  }

  @keyframes appear {
    from {
      text-decoration-color: transparent;
    }
  }

  .text[data-highlighting] .sentence:not(.lit) .line {
    text-decoration-color: color-mix(in oklab, var(--label) 30%, transparent);
  }

  .sentence.lit {
    background: color-mix(in oklab, var(--label) 16%, transparent);
  }

  .glosses {
    position: absolute;
    inset: 0;
    pointer-events: none;
    user-select: none;
    -webkit-user-select: none;
  }

  .gloss {
    position: absolute;
    top: -0.8em;
    left: 0;
    display: flex;
    gap: 5px;
    font: 600 10px / 1 var(--_ui-font);
    letter-spacing: 0.02em;
    white-space: nowrap;
    direction: ltr;
    color: var(--_soft);
  }

  .gloss [data-label] {
    color: var(--label);
  }

  .empty {
    margin: 0;
    padding-block: 2rem;
    color: var(--_soft);
    font: italic 400 1.0625rem / 1.6 var(--_text-font);
  }

  @media (forced-colors: active) {
    .line {
      text-decoration-color: CanvasText;
    }

    .gloss [data-label] {
      color: CanvasText;
    }

    .sentence.lit,
    .sentence[aria-expanded='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
