import { TaggerError } from '../errors.ts';
import { isGroup, outline } from '../label-sets/outline.ts';
import type { LabelSet } from '../label-sets/types.ts';
import { getTaxonomy } from '../taxonomy/index.ts';
import type { TaxonomyId } from '../taxonomy/types.ts';
import type { Codebook } from './types.ts';

/** A label set of the toolkit as a codebook. @throws {TaggerError} `invalid-input` where it knows none of that id */
export function codebookOf(id: TaxonomyId): Codebook {
  const taxonomy = getTaxonomy(id);
  if (!taxonomy) throw new TaggerError('invalid-input', `There is no label set "${id}".`, 'Give one of the toolkit, or a codebook of your own.');
  return { id: taxonomy.id, name: taxonomy.title, labels: taxonomy.labels.map(({ id: label, name, definition }) => ({ id: label, name, definition })) };
}

/**
 * A label set as a codebook, its labels in the order of the tree; those that only hold others together are left out.
 * @param examples most sentences of the set that the model is shown, one a label; 0 (default) for a zero-shot reading
 */
export function codebookOfSet(set: LabelSet, examples = 0): Codebook {
  const labels = outline(set).filter((entry) => !isGroup(entry)).map(({ label }) => label);
  const shown = labels.flatMap(({ id, examples: own = [] }) => (own[0] === undefined ? [] : [{ text: own[0], labels: [id] }])).slice(0, examples);
  return { id: set.id, name: set.name, labels: labels.map(({ id, name, definition }) => ({ id, name, definition: definition?.trim() || name })), ...(shown.length > 0 ? { examples: shown } : {}) };
}

/** @throws {TaggerError} `invalid-input` where a codebook has no labels, or one twice, or examples with others */
export function checkCodebook({ id, labels, examples = [] }: Codebook): void {
  const ids = new Set(labels.map((label) => label.id));
  const fail = (what: string): never => {
    throw new TaggerError('invalid-input', `The codebook "${id}" ${what}.`, 'Give each label an id of its own, a name and a definition.');
  };
  if (labels.length === 0) fail('has no labels');
  if (ids.size !== labels.length) fail('has a label id twice');
  if (labels.some(({ name }) => name.trim() === '')) fail('has a label without a name');
  for (const { labels: given } of examples) for (const label of given) if (!ids.has(label)) fail(`has an example with the label "${label}", which it does not have`);
}
