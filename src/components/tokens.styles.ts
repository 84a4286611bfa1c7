import { css, unsafeCSS } from 'lit';
import { PAGE, PANEL } from './palette.ts';

/** Colours, type and helpers that all elements share. Every token can be set from outside; the theme follows `color-scheme`. */
export const tokens = css`
  :host {
    --_paper: var(--value-tagger-paper, light-dark(${unsafeCSS(PAGE.light)}, ${unsafeCSS(PAGE.dark)}));
    --_panel: var(--value-tagger-panel, light-dark(${unsafeCSS(PANEL.light)}, ${unsafeCSS(PANEL.dark)}));
    --_ink: var(--value-tagger-ink, light-dark(#211f1c, #e6e3dc));
    --_soft: var(--value-tagger-soft-ink, light-dark(#625d55, #aaa69d));
    --_rule: var(--value-tagger-rule, light-dark(#dedad1, #35373c));
    --_control: light-dark(#8b857a, #7d7f85);
    --_accent: var(--value-tagger-accent, light-dark(#8a3324, #e8a08f));
    --_text-font: var(--value-tagger-text-font, 'Iowan Old Style', 'Palatino Linotype', Palatino, Charter, 'Source Serif 4', Georgia, 'Liberation Serif', serif);
    --_ui-font: var(--value-tagger-ui-font, system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif);
    color: var(--_ink);
    font-family: var(--_ui-font);
    font-size: 0.875rem;
    line-height: 1.45;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
  }

  :host([theme='light']) {
    color-scheme: light;
  }

  :host([theme='dark']) {
    color-scheme: dark;
  }

  :host([hidden]) {
    display: none;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  button,
  select,
  input {
    font: inherit;
    color: inherit;
  }

  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .code {
    font: 600 0.6875rem / 1 var(--_ui-font);
    letter-spacing: 0.02em;
    color: var(--label, var(--_soft));
  }

  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
`;
