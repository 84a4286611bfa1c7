import { css } from 'lit';

/** Slider under its histogram. */
export const confidenceStyles = css`
  .confidence-head {
    display: flex;
    align-items: baseline;
    gap: 0 0.75rem;
    font-size: 0.8125rem;
  }

  .confidence-head output {
    font-weight: 650;
  }

  .confidence-head :nth-child(2) {
    margin-inline-start: auto;
    /* Room for more tags: what begins here must not move while they are counted. */
    min-inline-size: 6rem;
    font-variant-numeric: tabular-nums;
  }

  .confidence-head .link {
    min-height: 0;
    padding: 0;
  }

  .slider {
    position: relative;
    direction: ltr;
  }

  /* The middle of the thumb travels from half its width to half its width before the end; the bars stand over that way. */
  .histogram {
    display: block;
    width: calc(100% - 16px);
    height: 22px;
    margin-inline: 8px;
  }

  .histogram rect {
    fill: var(--_rule);
  }

  .histogram .kept {
    fill: color-mix(in oklab, var(--_accent) 42%, var(--_paper));
  }

  .histogram .current {
    fill: var(--_accent);
  }

  .slider input {
    appearance: none;
    display: block;
    width: 100%;
    height: 24px;
    margin: -6px 0 0;
    background: none;
    cursor: pointer;
  }

  .slider input::-webkit-slider-runnable-track {
    height: 2px;
    background: var(--_control);
  }

  .slider input::-moz-range-track {
    height: 2px;
    background: var(--_control);
  }

  .slider input::-webkit-slider-thumb {
    appearance: none;
    width: 16px;
    height: 16px;
    margin-top: -7px;
    border: 2px solid var(--_paper);
    border-radius: 50%;
    background: var(--_accent);
  }

  .slider input::-moz-range-thumb {
    width: 12px;
    height: 12px;
    border: 2px solid var(--_paper);
    border-radius: 50%;
    background: var(--_accent);
  }

  .slider .fitted {
    position: absolute;
    left: 50%;
    bottom: 1px;
    width: 1px;
    height: 6px;
    background: var(--_ink);
    pointer-events: none;
  }

  .slider input:disabled {
    opacity: 0.5;
    cursor: default;
  }

  @media (forced-colors: active) {
    .histogram rect {
      fill: GrayText;
    }

    .histogram .current,
    .histogram .kept {
      fill: Highlight;
    }
  }
`;
