import { css } from 'lit';

export const valueWheelStyles = css`
  :host {
    display: block;
  }

  svg {
    display: block;
    width: 100%;
    max-width: 26rem;
    margin-inline: auto;
    overflow: visible;
  }

  .ring {
    fill: none;
    stroke: var(--_rule);
    stroke-width: 0.75;
  }

  .spoke {
    stroke: var(--_rule);
    stroke-width: 0.5;
  }

  .scale {
    font: 400 7px var(--_ui-font);
    fill: var(--_soft);
    text-anchor: middle;
    paint-order: stroke;
    stroke: var(--_paper);
    stroke-width: 3px;
  }

  .area {
    fill: transparent;
  }

  .share {
    fill: color-mix(in oklab, var(--label) 72%, var(--_paper));
    transition: opacity 0.15s;
  }

  .thin .share {
    fill: color-mix(in oklab, var(--label) 22%, var(--_paper));
  }

  .hatch {
    stroke: var(--_paper);
    stroke-width: 1.6;
  }

  .interval {
    stroke: var(--_ink);
    stroke-width: 0.9;
    opacity: 0.65;
  }

  .code {
    font: 600 8.5px var(--_ui-font);
    fill: var(--label);
    text-anchor: middle;
    dominant-baseline: central;
  }

  .none .code {
    fill: var(--_soft);
  }

  .arc {
    fill: none;
    stroke: var(--label);
    stroke-width: 1.25;
  }

  .group {
    font: italic 400 10.5px var(--_text-font);
    fill: var(--_soft);
    text-anchor: middle;
  }

  .wedge {
    cursor: pointer;
    outline: none;
  }

  .wedge:hover .area,
  .wedge.lit .area {
    fill: color-mix(in oklab, var(--label) 10%, transparent);
  }

  .wedge:focus-visible .area {
    stroke: var(--_accent);
    stroke-width: 2;
  }

  svg.choosing .wedge:not(.lit) .share {
    opacity: 0.35;
  }

  .readout {
    min-height: 2.9em;
    margin: 0.25rem 0 0;
    font-size: 0.8125rem;
    color: var(--_soft);
    text-align: center;
    text-wrap: balance;
    font-variant-numeric: tabular-nums;
  }

  @media (forced-colors: active) {
    .share {
      fill: Highlight;
    }

    .code,
    .group {
      fill: CanvasText;
    }

    .arc,
    .interval {
      stroke: CanvasText;
    }
  }
`;
