import type { LabelId, Taxonomy } from '../../taxonomy/types.ts';
import { LABEL_SET_FORMAT, LABEL_SET_VERSION, type LabelSet, type OwnLabel } from '../types.ts';

/** What a label set says of a label beside name and definition. */
type Notes = Readonly<Record<LabelId, Pick<OwnLabel, 'include' | 'exclude' | 'hypotheses' | 'aliases'>>>;

/** One of the toolkit's taxonomies as a label set, under the same id, so that its crosswalks hold for it too. */
export function fromTaxonomy({ id, title, description, source, labels }: Taxonomy, notes: Notes): LabelSet {
  return {
    format: LABEL_SET_FORMAT,
    version: LABEL_SET_VERSION,
    id,
    name: title,
    description,
    source: `${source}; definitions and phrases in our own words`,
    licence: 'CC0-1.0 (this wording)',
    language: 'en',
    labels: labels.map((label) => ({ id: label.id, name: label.name, definition: label.definition, ...notes[label.id] })),
  };
}
