import { describe, expect, it } from 'vitest';
import { availableTaxonomies, resolveView } from '../../../src/tagging/decide.ts';
import { ownTaxonomy } from '../../../src/taxonomy/own.ts';

const head = {
  id: 'h',
  taxonomy: 'own:two-sides',
  trainingDomain: '',
  labels: [
    { id: 'care-virtue', name: 'Care: virtue', definition: 'Kindness.', threshold: 0.5 },
    { id: 'care-vice', threshold: 0.5 },
    { id: 'caring-views', threshold: 0.5 },
  ],
  crosswalk: { to: 'mft-5', map: { 'care-virtue': 'care', 'care-vice': 'care' }, source: 'names' },
};

describe('a taxonomy that a model brings', () => {
  it('has names, definitions and codes that differ, and is the same object each time', () => {
    const taxonomy = ownTaxonomy(head);
    expect(taxonomy?.title).toBe('Two sides');
    expect(taxonomy?.labels).toEqual([
      { id: 'care-virtue', name: 'Care: virtue', definition: 'Kindness.', code: 'CaV' },
      { id: 'care-vice', name: 'Care vice', definition: '', code: 'Ca2' },
      { id: 'caring-views', name: 'Caring views', definition: '', code: 'Ca3' },
    ]);
    expect(ownTaxonomy(head)).toBe(taxonomy);
    expect(ownTaxonomy({ ...head, taxonomy: 'mft-5' })).toBeUndefined();
  });

  it('is offered after the known ones, which it may be rolled up into', () => {
    expect(availableTaxonomies({ heads: [head] }).map(({ id }) => id)).toEqual(['mft-5', 'own:two-sides']);
    expect(resolveView({ heads: [head] }, 'mft-5')?.crosswalk).toMatchObject({ from: 'own:two-sides', to: 'mft-5', rule: 'max', map: { 'care-virtue': ['care'] }, source: 'names' });
    expect(resolveView({ heads: [head] }, 'own:other')).toBeUndefined();
  });
});
