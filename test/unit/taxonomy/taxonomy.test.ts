import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { circularDistance, neighbours, opposites } from '../../../src/taxonomy/circle.ts';
import { confusablePairs, confusableWith } from '../../../src/taxonomy/confusable.ts';
import { crosswalks, findCrosswalk, getLabel, getTaxonomy, higherOrderCrosswalk, rollUp, taxonomies } from '../../../src/taxonomy/index.ts';
import { labelIdOf } from '../../../src/taxonomy/label-id.ts';
import { memberships } from '../../../src/taxonomy/memberships.ts';
import { schwartz10, schwartz4 } from '../../../src/taxonomy/schwartz-basic.ts';
import { schwartz19, schwartz20 } from '../../../src/taxonomy/schwartz-refined.ts';
import { touche54 } from '../../../src/taxonomy/touche-54.ts';
import { mft5, mft6 } from '../../../src/taxonomy/moral-foundations.ts';
import type { Crosswalk, Taxonomy } from '../../../src/taxonomy/types.ts';

const ids = ({ labels }: Taxonomy): string[] => labels.map(({ id }) => id);

function crosswalk(from: string, to: string): Crosswalk {
  const found = findCrosswalk(from, to);
  if (found === undefined) throw new Error(`no crosswalk from ${from} to ${to}`);
  return found;
}

describe('the taxonomies', () => {
  it('have as many labels as their theories', () => {
    expect(taxonomies.map(({ id, labels }) => [id, labels.length])).toEqual([
      ['schwartz-20', 20],
      ['schwartz-19', 19],
      ['schwartz-10', 10],
      ['schwartz-4', 4],
      ['touche-54', 54],
      ['mft-6', 7],
      ['mft-5', 5],
      ['moral-presence', 1],
    ]);
  });

  describe.each(taxonomies.map((taxonomy) => [taxonomy.id, taxonomy] as const))('%s', (_, taxonomy) => {
    it('has unique ids, names, codes and definitions', () => {
      for (const key of ['id', 'name', 'code', 'definition'] as const) {
        expect(new Set(taxonomy.labels.map((label) => label[key])).size).toBe(taxonomy.labels.length);
      }
    });

    it('has ids that follow from the names, short codes and one plain sentence each', () => {
      for (const { id, name, code, definition } of taxonomy.labels) {
        expect(id).toBe(labelIdOf(name));
        expect(code).toMatch(/^[A-Z][A-Za-z]{1,3}$/);
        expect(definition).toMatch(/^\p{Lu}[^.]{15,}\.$/u);
      }
    });

    it('points to parents that exist, and names its source', () => {
      const parents = taxonomy.parentTaxonomy === undefined ? undefined : getTaxonomy(taxonomy.parentTaxonomy);
      for (const { parent } of taxonomy.labels) if (parent !== undefined) expect(parents && getLabel(parents, parent)?.id).toBe(parent);
      expect(taxonomy.source).toMatch(/\(\d{4}\)/);
    });
  });

  it('are found by id, and their labels too', () => {
    expect(getTaxonomy('schwartz-20')).toBe(schwartz20);
    expect(getTaxonomy('hofstede')).toBeUndefined();
    expect(getLabel(schwartz20, 'universalism-nature')?.name).toBe('Universalism: nature');
    expect(getLabel('mft-6', 'purity')?.code).toBe('Pur');
    expect(getLabel(schwartz19, 'universalism-objectivity')).toBeUndefined();
    expect(getLabel('hofstede', 'purity')).toBeUndefined();
  });

  it('are divided as the shared task divides the 54 values', () => {
    const sizes = ids(schwartz20).map((id) => touche54.labels.filter(({ parent }) => parent === id).length);
    expect(sizes).toEqual([3, 4, 3, 1, 5, 2, 1, 2, 5, 2, 2, 3, 2, 2, 5, 2, 3, 3, 2, 2]);
  });

  it('give each of the 54 values the group of its parent', () => {
    for (const { parent, group } of touche54.labels) expect(getLabel(schwartz20, parent ?? '')?.group).toBe(group);
  });
});

describe('labelIdOf', () => {
  it('makes ids from the names in data files', () => {
    expect(labelIdOf('Self-direction: thought')).toBe('self-direction-thought');
    expect(labelIdOf('Thin Morality')).toBe('thin-morality');
    expect(labelIdOf(' Care / Harm ')).toBe('care-harm');
  });
});

const shared = process.env['VALUE_TAGGER_SHARED'];
const folder = shared === undefined ? '' : join(shared, 'data', 'touche23-valueeval');

describe.skipIf(!existsSync(folder))(`the names of the shared task's tables (set VALUE_TAGGER_SHARED to the shared folder to run)`, () => {
  const header = (file: string): string[] => (readFileSync(join(folder, file), 'utf8').split('\n')[0] ?? '').trim().split('\t').slice(1);

  it('are those of schwartz-20, in order', () => {
    expect(schwartz20.labels.map(({ name }) => name)).toEqual(header('labels-training.tsv'));
  });

  it('are those of touche-54, in order', () => {
    expect(touche54.labels.map(({ name }) => name)).toEqual(header('level1-labels-training.tsv'));
  });

  it('divide the 54 values as its category file does', () => {
    const categories: unknown = JSON.parse(readFileSync(join(folder, 'value-categories.json'), 'utf8'));
    const expected = Object.entries(categories as Record<string, Record<string, unknown>>).flatMap(([category, values]) =>
      Object.keys(values).map((value) => [labelIdOf(value), labelIdOf(category)]),
    );
    expect(touche54.labels.map(({ id, parent }) => [id, parent])).toEqual(expected);
  });
});

describe('the circle', () => {
  it('runs as the Touché continuum does, the last label beside the first', () => {
    expect(ids(schwartz19).slice(0, 4)).toEqual(['self-direction-thought', 'self-direction-action', 'stimulation', 'hedonism']);
    expect(neighbours(schwartz19, 'self-direction-thought')).toEqual(['universalism-tolerance', 'self-direction-action']);
    expect(neighbours(schwartz19, 'humility')).toEqual(['conformity-interpersonal', 'benevolence-caring']);
    expect(neighbours(schwartz20, 'universalism-objectivity')).toEqual(['universalism-tolerance', 'self-direction-thought']);
  });

  it('keeps each higher-order group together', () => {
    for (const taxonomy of [schwartz20, schwartz19, schwartz10, schwartz4]) {
      const groups = taxonomy.labels.map(({ group }) => group);
      expect(groups.filter((group, index) => group !== groups[index - 1])).toEqual(ids(schwartz4));
    }
  });

  it('sets openness against conservation and self-enhancement against self-transcendence', () => {
    expect(opposites(schwartz10, 'stimulation')).toEqual(['security', 'tradition', 'conformity']);
    expect(opposites(schwartz10, 'benevolence')).toEqual(['achievement', 'power']);
    expect(opposites(schwartz4, 'conservation')).toEqual(['openness-to-change']);
  });

  it('has symmetric opposites that are never neighbours in their group', () => {
    for (const taxonomy of [schwartz20, schwartz19, schwartz10, schwartz4, touche54]) {
      for (const id of ids(taxonomy)) {
        expect(opposites(taxonomy, id).length).toBeGreaterThan(0);
        for (const other of opposites(taxonomy, id)) expect(opposites(taxonomy, other)).toContain(id);
      }
    }
  });

  it('counts steps the shorter way round', () => {
    expect(circularDistance(schwartz19, 'self-direction-thought', 'universalism-tolerance')).toBe(1);
    const all = ids(schwartz19).flatMap((a) => ids(schwartz19).map((b) => circularDistance(schwartz19, a, b) ?? NaN));
    expect(Math.max(...all)).toBe(9);
  });

  it('is nothing that moral foundations have', () => {
    expect(neighbours(mft6, 'care')).toEqual([]);
    expect(opposites(mft6, 'care')).toEqual([]);
    expect(circularDistance(mft6, 'care', 'purity')).toBeUndefined();
    expect(neighbours(schwartz19, 'nonsense')).toEqual([]);
  });
});

describe('the memberships', () => {
  it('speak of every value in every source, and of nothing else', () => {
    for (const { groups } of Object.values(memberships)) expect(Object.keys(groups).sort()).toEqual(ids(schwartz20).sort());
  });

  it('differ in the border values only', () => {
    const [first, ...others] = Object.values(memberships).map(({ groups }) => groups);
    const differing = ids(schwartz20).filter((id) => others.some((groups) => groups[id]?.join() !== first?.[id]?.join()));
    expect(differing).toEqual(['hedonism', 'face', 'humility', 'universalism-objectivity']);
  });

  it('give the group that labels carry', () => {
    for (const { id, group } of schwartz20.labels) expect(memberships['value-tagger'].groups[id]).toEqual([group]);
  });

  it('make a crosswalk for each source', () => {
    const { map } = higherOrderCrosswalk(schwartz19, 'touche-24-continuum');
    expect(map['face']).toEqual(['self-enhancement', 'conservation']);
    expect(higherOrderCrosswalk(schwartz19, 'pvq-rr').map['humility']).toEqual([]);
  });
});

describe('the crosswalks', () => {
  const dropped = (from: string, to: string): string[] =>
    Object.entries(crosswalk(from, to).map)
      .filter(([, targets]) => targets.length === 0)
      .map(([id]) => id);

  it.each(crosswalks.map((entry) => [`${entry.from} → ${entry.to}`, entry] as const))('%s maps or drops every label and names its source', (_, { from, to, map, source }) => {
    const [source0, target] = [getTaxonomy(from), getTaxonomy(to)];
    if (source0 === undefined || target === undefined) throw new Error('unknown taxonomy');
    expect(Object.keys(map)).toEqual(ids(source0));
    expect([...new Set(Object.values(map).flat())].sort()).toEqual(ids(target).sort());
    expect(source).toMatch(/\d{4}/);
  });

  it('drop what the coarser taxonomy has no place for', () => {
    expect(dropped('schwartz-20', 'schwartz-19')).toEqual(['universalism-objectivity']);
    expect(dropped('schwartz-20', 'schwartz-10')).toEqual(['face', 'humility']);
    expect(dropped('schwartz-19', 'schwartz-10')).toEqual(['face', 'humility']);
    expect(dropped('schwartz-10', 'schwartz-4')).toEqual([]);
    expect(dropped('touche-54', 'schwartz-20')).toEqual([]);
    expect(dropped('mft-6', 'mft-5')).toEqual(['thin-morality']);
  });

  it('map as their sources say', () => {
    expect(crosswalk('schwartz-20', 'schwartz-10').map['universalism-objectivity']).toEqual(['universalism']);
    expect(crosswalk('mft-6', 'mft-5').map).toMatchObject({ equality: ['fairness'], proportionality: ['fairness'], purity: ['sanctity'] });
    expect(ids(mft5)).toEqual(['care', 'fairness', 'loyalty', 'authority', 'sanctity']);
  });

  it('reach the four groups by one step as by two', () => {
    const [direct, toTen, toFour] = [crosswalk('schwartz-20', 'schwartz-4'), crosswalk('schwartz-20', 'schwartz-10'), crosswalk('schwartz-10', 'schwartz-4')];
    for (const [id, [ten]] of Object.entries(toTen.map)) if (ten !== undefined) expect(direct.map[id]).toEqual(toFour.map[ten]);
  });

  it('are not invented where none is declared', () => {
    expect(findCrosswalk('schwartz-20', 'mft-6')).toBeUndefined();
    expect(findCrosswalk('schwartz-10', 'schwartz-20')).toBeUndefined();
  });
});

describe('rollUp', () => {
  it('takes the largest confidence among the children and leaves out targets without one', () => {
    const confidences = new Map([
      ['security-personal', 0.3],
      ['security-societal', 0.7],
      ['hedonism', 0.1],
      ['face', 0.9],
      ['unknown', 1],
    ]);
    expect([...rollUp(confidences, crosswalk('schwartz-20', 'schwartz-10'))]).toEqual([
      ['security', 0.7],
      ['hedonism', 0.1],
    ]);
  });
});

describe('the confusable pairs', () => {
  it('are of labels that exist, each with its question', () => {
    for (const { labels, question } of confusablePairs) {
      for (const id of labels) expect(getLabel(schwartz20, id)?.id).toBe(id);
      expect(question).toContain('?');
    }
    expect(confusableWith('security-societal').map(({ labels }) => labels)).toEqual([
      ['security-personal', 'security-societal'],
      ['security-societal', 'universalism-concern'],
    ]);
    expect(confusableWith('humility')).toEqual([]);
  });
});
