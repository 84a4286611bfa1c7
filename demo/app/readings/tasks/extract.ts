import { html, nothing, type TemplateResult } from 'lit';
import { fraction } from '../../../../src/components/strings.ts';
import type { Extraction, OpenItem } from '../../../../src/generator/tasks/extract.ts';
import type { GeneratorRun, OfSentence } from '../../../../src/generator/types.ts';
import type { Task } from '../task.ts';
import { quoted, sentencesOf, whereEmpty } from './parts.ts';

const VALENCES = { support: 'speaks for it', oppose: 'speaks against it', either: 'either way' } as const;

/** Values, rights and duties outside any list. */
export const extractTask: Task = {
  id: 'extract',
  title: 'find values, rights and duties',
  what: 'Outside any list, in the model’s own words: each with how much it bears on the sentence, whether the sentence speaks for or against it, and why. What stands against each other stands side by side.',
  action: 'Find them',
  bySet: false,
  reads: 'part',
  async run({ generator, text, signal, onText }, { show, step, keepOpenValues }) {
    const total = sentencesOf(text);
    const found: OfSentence<Extraction>[] = [];
    let run: GeneratorRun | undefined;
    show({
      view: () => html`${found.map(({ sentence, result }) => extraction(sentence.text, result))}`,
      data: () => ({ run, sentences: found.map(({ sentence: { text: words, start, end }, result }) => ({ text: words, start, end, ...result })) }),
    });
    step(0, total);
    ({ run } = await generator.extract(text, {
      signal,
      onText,
      onSentence(result) {
        found.push(result);
        step(found.length, total);
      },
    }));
    keepOpenValues(found.flatMap(({ result }) => result.items));
  },
};

function extraction(sentence: string, { items, opposed }: Extraction): TemplateResult {
  const paired = new Set(opposed.flatMap(({ support, oppose }) => [support, oppose]));
  const others = items.filter((item) => !paired.has(item));
  return html`
    <section class="readings-sentence">
      ${quoted(sentence)} ${whereEmpty(items.length === 0, 'Nothing was found in it.')}
      ${opposed.length === 0
        ? nothing
        : html`<ul class="readings-opposed" aria-label="What stands against each other">
            ${opposed.map(({ support, oppose }) => html`<li>${openItem(support)} ${openItem(oppose)}</li>`)}
          </ul>`}
      ${others.length === 0 ? nothing : html`<ul class="readings-items">${others.map((item) => html`<li>${openItem(item)}</li>`)}</ul>`}
    </section>
  `;
}

const openItem = ({ kind, name, relevance, valence, why }: OpenItem): TemplateResult => html`
  <div class="readings-item" data-valence=${valence}>
    <p><b dir="auto">${name}</b> <span class="soft">${kind} · the sentence ${VALENCES[valence]} · relevance ${fraction(relevance)}</span></p>
    ${why === '' ? nothing : html`<p dir="auto">${why}</p>`}
  </div>
`;
