import { css } from 'lit';

/** The whole text at a glance. */
export const profileViewStyles = css`
  .profile value-wheel {
    max-width: 34rem;
    margin-inline: auto;
  }

  .poles {
    max-width: 34rem;
    margin: 1.5rem auto 0;
  }

  .poles ul {
    margin-block-start: 0.5rem;
  }

  .poles li {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0.125rem 1rem;
    padding-block: 0.375rem;
    font-size: 0.8125rem;
  }

  .poles svg {
    grid-column: 1 / -1;
    grid-row: 2;
    width: 100%;
    height: 8px;
  }

  .poles .end {
    text-align: end;
  }

  .poles .ground {
    fill: var(--_rule);
  }

  .poles .middle {
    fill: var(--_ink);
  }

  .poles .fill {
    fill: color-mix(in oklab, var(--group) 80%, var(--_paper));
  }

  /* The bars start at the side where the first pole's name stands. */
  .poles svg:dir(rtl) {
    transform: scaleX(-1);
  }

  @media (forced-colors: active) {
    .poles .fill {
      fill: Highlight;
    }
  }
`;
