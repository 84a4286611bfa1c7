import { html, type TemplateResult } from 'lit';
import { counted } from '../../../../src/components/strings.ts';
import { byHolder, type HolderProfile, type TaggedPerception } from '../../../../src/generator/tasks/perceptions.ts';
import type { Codebook, GeneratorRun, OfSentence } from '../../../../src/generator/types.ts';
import type { Task } from '../task.ts';
import { scoresById, sentencesOf, tagList } from './parts.ts';

/** What a sentence says, one thing at a time, by who sees it so. */
export const perceptionsTask: Task = {
  id: 'perceptions',
  title: 'split it into perceptions',
  what: 'A sentence that says several things is split into short ones, each with who sees it so; each is read by the label set, and they are taken together by author.',
  action: 'Split and read',
  bySet: true,
  reads: 'part',
  async run({ generator, text, codebook, signal, onText }, { show, step }) {
    const total = sentencesOf(text);
    const found: OfSentence<TaggedPerception[]>[] = [];
    let run: GeneratorRun | undefined;
    const all = (): TaggedPerception[] => found.flatMap(({ result }) => result);
    const holders = (): HolderProfile[] => byHolder(all(), codebook.labels.length);
    show({
      view: () => html`${holders().map((holder) => profile(holder, all(), codebook))}`,
      data: () => ({
        run,
        holders: holders().map(({ holder, perceptions, mean, supporting }) => ({ holder, perceptions, mean: scoresById(codebook, mean), supporting: Object.fromEntries(codebook.labels.map(({ id }, index) => [id, supporting[index] ?? 0])) })),
        sentences: found.map(({ sentence: { text: words, start, end }, result }) => ({ text: words, start, end, perceptions: result.map(({ holder, text: part, scores, none }) => ({ holder, text: part, none, scores: scoresById(codebook, scores) })) })),
      }),
    });
    step(0, total);
    ({ run } = await generator.perceptions(text, codebook, {
      signal,
      onText,
      onSentence(result) {
        found.push(result);
        step(found.length, total);
      },
    }));
  },
};

function profile({ holder, perceptions, supporting }: HolderProfile, all: readonly TaggedPerception[], codebook: Codebook): TemplateResult {
  const often = codebook.labels.map(({ name }, index) => ({ name, count: supporting[index] ?? 0 })).filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
  return html`
    <section class="readings-sentence">
      <h3 dir="auto">${holder}</h3>
      <p class="soft">${counted(perceptions, 'perception')}${often.length === 0 ? ', none with a label' : `: ${often.slice(0, 5).map(({ name, count }) => `${name} in ${count}`).join(', ')}`}</p>
      <ul class="readings-items">
        ${all
          .filter((perception) => perception.holder.toLocaleLowerCase() === holder.toLocaleLowerCase())
          .map(({ text, scores }) => html`<li><p dir="auto" class="readings-words">${text}</p><p>${tagList(codebook, scores)}</p></li>`)}
      </ul>
    </section>
  `;
}
