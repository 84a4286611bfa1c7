import { html, render } from 'lit';
import type { ValueTagger } from '../../src/components/value-tagger/value-tagger.ts';
import { list, megabytes } from '../../src/components/strings.ts';

const DEVICES = { webgpu: 'GPU', wasm: 'CPU' } as const;

/** Which model runs where. */
export function showModel(place: HTMLElement, { model, device }: ValueTagger): void {
  place.hidden = model === undefined;
  place.textContent = model ? [device && DEVICES[device], model.title].filter(Boolean).join(' · ') : '';
}

/** Whose work the model is, and under which licence. */
export function showAbout(place: HTMLElement, { model }: ValueTagger): void {
  place.hidden = model === undefined;
  if (!model) return;
  render(
    html`
      <p>
        ${model.title}, revision ${model.revision}, ${megabytes(model.bytes)}, licence ${model.licence}. Made from ${list(model.credit)}.
      </p>
      <p>Tags are guesses of a small model about what a sentence appeals to. They say nothing about who wrote or read it.</p>
    `,
    place,
  );
}
