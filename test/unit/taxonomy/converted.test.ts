import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { taxonomies } from '../../../src/taxonomy/index.ts';

describe('the label names that the converter matches', () => {
  it('are those of the taxonomies', () => {
    const names = JSON.parse(readFileSync(new URL('../../../models/convert/convert/taxonomies.json', import.meta.url), 'utf8')) as Record<string, string[]>;
    const own = Object.fromEntries(taxonomies.map(({ id, labels }) => [id, labels.map(({ name }) => name)]));
    expect(names).toEqual(own);
  });
});
