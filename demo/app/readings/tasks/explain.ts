import { html } from 'lit';
import { strings } from '../../../../src/generator/strings.ts';
import type { Explanation } from '../../../../src/generator/tasks/explain.ts';
import type { CodebookLabel, GeneratorRun } from '../../../../src/generator/types.ts';
import { decide, readSentence, resolveView } from '../../../../src/tagging/decide.ts';
import type { TaggedSentence } from '../../../../src/tagging/types.ts';
import type { ReadingsPage, Task } from '../task.ts';
import { quoted } from './parts.ts';

/** Most tags of a sentence that are explained. */
const MOST = 5;

/** Labels of a sentence as the page shows it, strongest first; the strongest alone where none reaches its threshold. */
export function shownTags({ component }: ReadingsPage, sentence: TaggedSentence): CodebookLabel[] {
  const view = component.model && resolveView(component.model, component.taxonomy);
  if (!view) return [];
  const tags = decide(sentence, view, component.chosenConfidence);
  const [strongest] = readSentence(sentence, view).sort((a, b) => b.confidence - a.confidence);
  return (tags.length > 0 ? tags.slice(0, MOST) : strongest ? [strongest] : []).flatMap(({ label }) => {
    const known = view.taxonomy.labels.find(({ id }) => id === label);
    return known ? [{ id: known.id, name: known.name, definition: known.definition }] : [];
  });
}

/** Why the chosen sentence may have its tags. */
export const explainTask: Task = {
  id: 'explain',
  title: 'say why a sentence has its tags',
  what: 'For each tag of the sentence that is chosen above, a reason, and the words of the sentence that it rests on.',
  action: 'Why?',
  bySet: false,
  reads: 'chosen',
  async run({ generator, page, chosen, signal, onText }, { show, step }) {
    if (!chosen) return;
    const labels = shownTags(page, chosen);
    const found: { readonly label: CodebookLabel; readonly explanation: Explanation; readonly run: GeneratorRun }[] = [];
    show({
      view: () => html`
        ${quoted(chosen.text)}
        <dl class="readings-reasons">
          ${found.map(
            ({ label, explanation: { reason, quote, evidence } }) => html`<div>
              <dt>${label.name}</dt>
              <dd>${reason || 'No reason was given.'} ${evidence === 'quoted' ? html`<q dir="auto">${quote?.text}</q>` : html`<span class="soft">${strings.unquoted}</span>`}</dd>
            </div>`,
          )}
        </dl>
      `,
      data: () => ({ sentence: chosen.text, reasons: found.map(({ label, explanation: { reason, quote, evidence }, run }) => ({ label: label.id, reason, quote, evidence, run })) }),
    });
    for (const [index, label] of labels.entries()) {
      step(index, labels.length);
      const { run, ...explanation } = await generator.explain(chosen.text, label, { signal, onText });
      found.push({ label, explanation, run });
      step(index + 1, labels.length);
    }
  },
};
