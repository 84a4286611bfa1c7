import { html, type TemplateResult } from 'lit';
import { counted, fraction } from '../../../src/components/strings.ts';
import type { LabelSet } from '../../../src/label-sets/types.ts';
import { similarityFigures, type SimilarityFigure } from '../../../src/zero-shot/similarity-figures.ts';
import type { Choice } from '../tagger-choice.ts';

/**
 * How a tagger makes its scores, and how good they are as far as that was measured.
 * @param none no model of entailment is at hand
 */
export function explanation(choice: Choice, set: LabelSet, none: boolean): TemplateResult {
  switch (choice) {
    case 'head':
      return html`The model of this page was trained on sentences with these labels, and each label has a threshold of its own.`;
    case 'similarity':
      return similarityText(set);
    case 'nli':
      return html`A model of entailment is asked, for each sentence and each phrase of a label, whether the one follows from the other. None comes with this page: make one by a recipe under
      “Models” (of 13 to 244 MB), bring it in and keep it, and it can be chosen here${none ? '. So far no model that is kept has a class called entailment' : ''}.`;
    case 'lexicon':
      return html`A word list (LIWC .dic, CSV, TSV or JSON) whose categories are named like the labels of the set. A sentence has a label where it has one of its words.`;
    case 'generator':
      return html`A small language model is asked of each sentence which labels it appeals to. That is a reading, not a measurement, and such models are weak at it; it is slow, and none comes with this page.`;
    case 'votes':
      return html`Each of several taggers scores every label; a label’s score is the weighted mean, and so is its threshold, so none of them alone decides. Weights can be fitted on texts that
      people have labelled: a table with the columns <code>text</code> and <code>labels</code> (“;” between them) or a column a label with 1 and 0, or JSON.`;
  }
}

function similarityText({ id }: LabelSet): TemplateResult {
  const figures = similarityFigures(id);
  const measured = figures
    ? html`${figures.chosenOn
        ? html`Measured on ${figureText(figures.chosenOn)}; both flatter, since the formula was chosen, and the head’s thresholds were fitted, on these same texts. `
        : ''}${figures.unseen ? html`Measured on ${figureText(figures.unseen)}; these texts chose nothing. ` : ''}Macro-F1 is the mean over the labels of how well tags agree with those of people,
      0 to 1. The model learned from these labels, so expect less of other sets.`
    : html`For this set nobody has measured how well that agrees with people.`;
  return html`The model of this page compares each sentence with the name, the definition and the phrases of each label; nothing more is downloaded, and no threshold is fitted. ${measured}`;
}

function figureText({ texts, dataset, split, macroF1, macroF1Interval: interval, trained }: SimilarityFigure): string {
  const range = interval ? ` (95 %: ${fraction(interval.low)} to ${fraction(interval.high)})` : '';
  return `${counted(texts, 'text')} of ${dataset} (${split}): macro-F1 ${fraction(macroF1)}${range}${trained ? `, where the trained head has ${fraction(trained.macroF1)}` : ''}`;
}
