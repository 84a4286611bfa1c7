import { html, nothing, type TemplateResult } from 'lit';
import { count, fraction } from '../../../../src/components/strings.ts';
import { TaggerError } from '../../../../src/errors.ts';
import { goldOfTable } from '../../../../src/generator/gold.ts';
import type { Measurement } from '../../../../src/generator/measure.ts';
import { strings } from '../../../../src/generator/strings.ts';
import type { Codebook, GeneratorRun } from '../../../../src/generator/types.ts';
import { readTextFile } from '../../../../src/text/files/read-file.ts';
import type { Task } from '../task.ts';

/** How well readings agree with sentences that the reader has labelled. */
export const measureTask: Task = {
  id: 'measure',
  title: 'measure it on my own labelled sentences',
  what: 'A table (.csv, .tsv or .jsonl) with a sentence a row, and its labels: in a column “labels”, divided by semicolons, or a column a label with 1 or 0. The model reads them without seeing the labels, and the readings are compared with yours.',
  action: 'Measure it',
  bySet: true,
  reads: 'file',
  async run({ generator, file, codebook, signal, onText }, { show, step }) {
    if (!file) return;
    const content = await readTextFile(file);
    if (content.kind !== 'table') throw new TaggerError('invalid-input', `${file.name} is no table.`, 'Choose a .csv, .tsv or .jsonl file with a sentence and its labels a row.');
    const gold = goldOfTable(content.read(content.header ?? true), codebook);
    let measured: (Measurement & { readonly run: GeneratorRun }) | undefined;
    show({
      view: () => (measured ? figures(measured, codebook) : html``),
      data: () => ({ file: file.name, ...measured }),
    });
    step(0, gold.length);
    measured = await generator.measure(gold, codebook, { signal, onText, onProgress: step });
  },
};

function figures({ evaluation, macroF1Interval, sentences, few }: Measurement, codebook: Codebook): TemplateResult {
  return html`
    <p>
      <b>${strings.measured(evaluation.macroF1, sentences)}</b>
      ${macroF1Interval ? html`The 95 % interval over your sentences is ${fraction(macroF1Interval.low)} to ${fraction(macroF1Interval.high)}.` : nothing}
      ${few ? strings.fewSentences(sentences) : nothing} Macro-F1 is the mean over the labels of how well they agree with yours, 0 to 1.
    </p>
    <div class="readings-table" role="region" aria-label="Figures by label" tabindex="0">
      <table>
        <thead><tr><th scope="col">Label</th><th scope="col">F1</th><th scope="col">Precision</th><th scope="col">Recall</th><th scope="col">Sentences</th></tr></thead>
        <tbody>
          ${codebook.labels.map(({ id, name }) => {
            const label = evaluation.labels[id];
            return label ? html`<tr><th scope="row">${name}</th><td>${fraction(label.f1)}</td><td>${fraction(label.precision)}</td><td>${fraction(label.recall)}</td><td>${count(label.support)}</td></tr>` : nothing;
          })}
        </tbody>
      </table>
    </div>
  `;
}
