import { getTaxonomy } from '../../taxonomy/registry.ts';
import type { Taxonomy } from '../../taxonomy/types.ts';
import type { Language, LabelNames } from './languages.ts';

const translated = new WeakMap<LabelNames, WeakMap<Taxonomy, Taxonomy>>();

/**
 * A taxonomy with names and definitions in another language; the same object each time. Ids and codes stay, since data and
 * readers of both languages refer to them. A taxonomy that the user or a model brings stays as it is.
 */
export function namedIn(taxonomy: Taxonomy, { names }: Language): Taxonomy {
  if (!names || getTaxonomy(taxonomy.id) !== taxonomy) return taxonomy;
  let made = translated.get(names);
  if (!made) translated.set(names, (made = new WeakMap()));
  let own = made.get(taxonomy);
  if (!own) {
    const labels = taxonomy.labels.map((label) => {
      const words = names.labels[`${taxonomy.id}/${label.id}`] ?? names.labels[label.id];
      return words ? { ...label, name: words[0], definition: words[1] ?? label.definition } : label;
    });
    own = { ...taxonomy, title: names.titles[taxonomy.id] ?? taxonomy.title, labels };
    made.set(taxonomy, own);
  }
  return own;
}
