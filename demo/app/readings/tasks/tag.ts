import { html } from 'lit';
import { abortError } from '../../../../src/errors.ts';
import { GeneratorTagger } from '../../../../src/generator/generator-tagger.ts';
import { readingsOf } from '../../../../src/label-sets/taxonomy.ts';
import type { Tagger } from '../../../../src/tagging/types.ts';
import type { ReadingsPage, Task } from '../task.ts';
import { scoresById } from './parts.ts';

/** Marks the text itself, as every tagger of the page does. */
export const tagTask: Task = {
  id: 'tag',
  title: 'mark its values',
  what: 'Each sentence of the text above is read by the label set, with one question for all labels, and marked in place. The scores are the model’s odds of yes against no; no threshold is fitted.',
  action: 'Read by the model',
  bySet: true,
  reads: 'all',
  async run({ generator, page, set, codebook, signal }, { show }) {
    const tagger = new GeneratorTagger(generator, codebook, { readings: readingsOf(set), keepGenerator: true });
    const { component } = page;
    show({
      view: () => html`<p>
          ${component.tagger === tagger ? html`The text above is marked by this reading.` : html`The text above is marked by the page’s own model again.`}
        </p>
        ${component.tagger === tagger ? html`<div class="readings-actions"><button type="button" @click=${() => page.goBack()}>Go back to the page’s model</button></div>` : ''}`,
      data: () => ({
        run: tagger.run,
        sentences: component.tagger === tagger ? component.sentences.map(({ text, start, end, scores }) => ({ text, start, end, scores: scoresById(codebook, scores[codebook.id] ?? new Float32Array()) })) : [],
      }),
    });
    const { digest } = await tagger.ready({ signal });
    component.taxonomy = codebook.id;
    await readWith(page, tagger, digest, signal);
  },
};

/** Has the element read the text with a tagger, until it has, or has failed. */
async function readWith({ component }: ReadingsPage, tagger: Tagger, digest: string, signal: AbortSignal): Promise<void> {
  const { text } = component;
  component.tagger = tagger;
  await component.updateComplete;
  const over = new AbortController();
  try {
    await new Promise<void>((resolve, reject) => {
      const listen = <K extends keyof HTMLElementEventMap>(type: K, listener: (event: HTMLElementEventMap[K]) => void): void => component.addEventListener(type, listener, { signal: over.signal });
      listen('value-tagger-tagged', ({ detail }) => detail.complete && component.model?.digest === digest && resolve());
      listen('value-tagger-error', ({ detail }) => reject(detail.error));
      // Stopped by the element's own button, or another tagger was chosen.
      const watch = setInterval(() => (component.run.kind === 'cancelled' || component.tagger !== tagger || component.text !== text) && reject(abortError()), 200);
      over.signal.addEventListener('abort', () => clearInterval(watch));
      signal.addEventListener('abort', () => {
        // Another text goes on by itself.
        if (component.text === text) component.cancel();
        reject(abortError());
      });
    });
  } finally {
    over.abort();
  }
}
