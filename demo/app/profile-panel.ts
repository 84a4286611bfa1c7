import { html, nothing, render, type TemplateResult } from 'lit';
import type { Profile } from '../../src/analysis/profile.ts';
import '../../src/components/value-bars/define.ts';
import '../../src/components/value-wheel/define.ts';
import { getLabel } from '../../src/taxonomy/registry.ts';
import type { ValueTagger } from '../../src/components/value-tagger/value-tagger.ts';

/** Labels whose strongest sentences are shown, and how many sentences of each. */
const LABELS = 5;
const SENTENCES = 2;

/** Keeps a chart of the whole text and the strongest sentences of its most frequent labels up to date. */
export function profilePanel(tagger: ValueTagger, chart: HTMLElement, evidence: HTMLElement): void {
  let planned: ReturnType<typeof setTimeout> | undefined;
  let cost = 0;
  tagger.addEventListener('value-tagger-tagged', ({ detail }) => {
    // While sentences stream in, three times a second is often enough for a picture of all of them, and less in a long text.
    if (planned !== undefined && !detail.complete) return;
    clearTimeout(planned);
    planned = setTimeout(
      () => {
        planned = undefined;
        const started = performance.now();
        draw();
        cost = performance.now() - started;
      },
      detail.complete ? 0 : Math.max(300, 20 * cost),
    );
  });
  chart.addEventListener('value-chart-highlight', ({ detail }) => {
    tagger.highlight = detail.label;
  });

  function draw(): void {
    const profile = tagger.profile(SENTENCES);
    render(
      profile
        ? html`<h2>Profile of the text</h2>
            ${profile.taxonomy.circular === true
              ? html`<value-wheel .profile=${profile}></value-wheel>`
              : html`<value-bars .profile=${profile}></value-bars>`}`
        : nothing,
      chart,
    );
    render(profile ? strongest(tagger, profile) : nothing, evidence);
  }
}

function strongest(tagger: ValueTagger, { taxonomy, labels }: Profile): TemplateResult | typeof nothing {
  const frequent = labels.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count).slice(0, LABELS);
  if (frequent.length === 0) return nothing;
  return html`
    <h2>Strongest sentences</h2>
    ${frequent.map(
      ({ label, strongest }) => html`
        <h3>${getLabel(taxonomy, label)?.name ?? label}</h3>
        <ul>
          ${strongest.map(
            (index) =>
              html`<li><button type="button" dir="auto" @click=${() => tagger.select(index)}>${tagger.sentence(index)?.text}</button></li>`,
          )}
        </ul>
      `,
    )}
  `;
}
