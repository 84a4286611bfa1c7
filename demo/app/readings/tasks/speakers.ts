import { html, nothing, type TemplateResult } from 'lit';
import { counted, fraction } from '../../../../src/components/strings.ts';
import { Review, type Judgement } from '../../../../src/generator/review.ts';
import { bySpeaker, spokenSentences, type SpeakerLabel, type SpokenSentence } from '../../../../src/generator/tasks/speakers.ts';
import type { GeneratorRun } from '../../../../src/generator/types.ts';
import type { Task } from '../task.ts';
import { nameOf } from './parts.ts';

const JUDGEMENTS: readonly { readonly judgement: Judgement; readonly label: string }[] = [
  { judgement: 'confirmed', label: 'Confirm' },
  { judgement: 'contested', label: 'Contest' },
];

/** What each speaker of a transcript is read as, which the reader confirms or contests. */
export const speakersTask: Task = {
  id: 'speakers',
  title: 'read a transcript by speaker',
  what: 'In a transcript with lines “Name: what was said”, the labels of each speaker’s sentences, with the sentences that they rest on. You confirm or contest each; what you say is kept with the result until another text is read.',
  action: 'Read the speakers',
  bySet: true,
  reads: 'all',
  async run({ generator, wholeText, codebook, signal, onText }, { show, step, changed }) {
    const total = spokenSentences(wholeText).length;
    const read: SpokenSentence[] = [];
    let run: GeneratorRun | undefined;
    let review: Review | undefined;
    const judge = (speaker: string, label: string, judgement: Judgement): void => {
      if (review?.entries.some((entry) => entry.speaker === speaker && entry.label === label && entry.judgement === judgement)) review.withdraw(speaker, label);
      else review?.judge(speaker, label, judgement);
      changed();
    };
    const entry = (speaker: string, found: SpeakerLabel): TemplateResult => {
      const name = nameOf(codebook, found.label);
      const said = review?.entries.find((one) => one.speaker === speaker && one.label === found.label)?.judgement;
      return html`<li>
        <p><b>${name}</b> <span class="soft">in ${counted(found.sentences, 'sentence')}, mean score ${fraction(found.mean)}</span></p>
        ${found.evidence.map(({ text }) => html`<blockquote dir="auto">${text}</blockquote>`)}
        ${review
          ? html`<div class="readings-actions" role="group" aria-label="${speaker}: ${name}">
              ${JUDGEMENTS.map(({ judgement, label }) => html`<button type="button" aria-pressed=${said === judgement} @click=${() => judge(speaker, found.label, judgement)}>${label}</button>`)}
            </div>`
          : nothing}
      </li>`;
    };
    show({
      view: () => html`${bySpeaker(read, codebook).map(
        ({ speaker, sentences, labels }) => html`<section class="readings-sentence">
          <h3 dir="auto">${speaker}</h3>
          <p class="soft">${counted(sentences, 'sentence')}${labels.length === 0 ? ', none with a label' : ''}</p>
          <ul class="readings-items">${labels.map((found) => entry(speaker, found))}</ul>
        </section>`,
      )}`,
      data: () => ({ run, speakers: bySpeaker(read, codebook), review: review?.entries ?? [] }),
    });
    step(0, total);
    ({ run, review } = await generator.speakers(wholeText, codebook, {
      signal,
      onText,
      onSentence(sentence) {
        read.push(sentence);
        step(read.length, total);
      },
    }));
  },
};
