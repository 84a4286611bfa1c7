import { checkLabelSet } from '../check.ts';
import type { LabelSet } from '../types.ts';

/** A label set that comes with the toolkit. */
export interface ShippedSet {
  readonly id: string;
  readonly name: string;
  readonly labels: number;
  /** Fetched when it is asked for: no page pays for sets that nobody opens. */
  readonly load: () => Promise<LabelSet>;
}

/** Label sets that come with the toolkit, in its own words, as examples to read, use and copy. */
export const shippedSets: readonly ShippedSet[] = [
  {
    id: 'schwartz-20',
    name: 'Schwartz values, twenty categories',
    labels: 20,
    load: async () => {
      const [{ fromTaxonomy }, { schwartz20 }, notes] = await Promise.all([import('./from-taxonomy.ts'), import('../../taxonomy/schwartz-refined.ts'), import('./schwartz-notes.json')]);
      return fromTaxonomy(schwartz20, notes.default);
    },
  },
  {
    id: 'mft-5',
    name: 'Moral foundations, five classic',
    labels: 5,
    load: async () => {
      const [{ fromTaxonomy }, { mft5 }, notes] = await Promise.all([import('./from-taxonomy.ts'), import('../../taxonomy/moral-foundations.ts'), import('./mft-notes.json')]);
      return fromTaxonomy(mft5, notes.default);
    },
  },
  { id: 'mft-2', name: 'Moral foundations 2.0', labels: 6, load: async () => checkLabelSet((await import('./mft-2.json')).default) },
  { id: 'morality-as-cooperation', name: 'Morality as cooperation', labels: 7, load: async () => checkLabelSet((await import('./morality-as-cooperation.json')).default) },
  { id: 'ethics-schools', name: 'Five schools of ethics', labels: 5, load: async () => checkLabelSet((await import('./ethics-schools.json')).default) },
  { id: 'rights-and-duties', name: 'Rights and duties', labels: 20, load: async () => checkLabelSet((await import('./rights-and-duties.json')).default) },
];
