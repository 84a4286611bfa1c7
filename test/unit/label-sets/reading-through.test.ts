import { describe, expect, it } from 'vitest';
import { palette } from '../../../src/components/palette.ts';
import * as edit from '../../../src/label-sets/edit.ts';
import { History } from '../../../src/label-sets/history.ts';
import { checkLabelSet } from '../../../src/label-sets/check.ts';
import { shippedSets } from '../../../src/label-sets/shipped/index.ts';
import { codesFor, crosswalkOf, readingsOf, taxonomyOf } from '../../../src/label-sets/taxonomy.ts';
import type { LabelSet, OwnLabel } from '../../../src/label-sets/types.ts';
import { availableTaxonomies, confidencesOf, decide, readSentence, resolveView } from '../../../src/tagging/decide.ts';
import { readThrough } from '../../../src/taxonomy/index.ts';
import type { Crosswalk } from '../../../src/taxonomy/types.ts';
import { randomFrom } from '../text/random.ts';
import { randomSet } from './random-set.ts';

const set = (labels: readonly OwnLabel[], more: Partial<LabelSet> = {}): LabelSet => ({ format: 'value-tagger/label-set', version: 1, id: 'mine', name: 'Mine', language: 'en', labels, ...more });

describe('scores read through a crosswalk', () => {
  const walk = (rule: Crosswalk['rule'], weights?: Crosswalk['weights']): Crosswalk => ({ from: 'a', to: 'b', rule, source: '', map: { x: ['one', 'two'], y: ['one'], z: [] }, ...(weights ? { weights } : {}) });
  const read = (crosswalk: Crosswalk, scores: Record<string, number>): Record<string, number> => Object.fromEntries(readThrough(crosswalk, new Map(Object.entries(scores))));

  it('take the strongest, each times its weight', () => {
    expect(read(walk('max'), { x: 0.4, y: 0.6, z: 1 })).toEqual({ one: 0.6, two: 0.4 });
    expect(read(walk('max', { y: { one: 0.5 } }), { x: 0.4, y: 0.6 })).toEqual({ one: 0.4, two: 0.4 });
  });

  it('take the mean by weight, over what is known', () => {
    const { one = 0 } = read(walk('weighted-mean', { x: { one: 0.25 } }), { x: 0.8, y: 0.4 });
    expect(one).toBeCloseTo((0.25 * 0.8 + 0.4) / 1.25, 12);
    expect(read(walk('weighted-mean'), { x: 0.8 })).toEqual({ one: 0.8, two: 0.8 });
    expect(read(walk('max'), {})).toEqual({});
  });

  it('are the same as a view gives', () => {
    const own = set([{ id: 'x', name: 'X' }, { id: 'y', name: 'Y' }], {
      crosswalks: [
        { to: 'mft-5', rule: 'max', links: [{ from: 'x', to: 'care', weight: 0.5 }, { from: 'y', to: 'care' }] },
        { to: 'schwartz-4', rule: 'weighted-mean', links: [{ from: 'x', to: 'conservation', weight: 0.5 }, { from: 'y', to: 'conservation' }] },
      ],
    });
    const model = { heads: [{ id: 'mine', taxonomy: 'mine', trainingDomain: '', labels: [{ id: 'x', threshold: 0.5 }, { id: 'y', threshold: 0.2 }] }], ...readingsOf(own) };
    const sentence = { scores: { mine: Float32Array.of(0.75, 0.1) } };
    for (const { to, rule } of own.crosswalks ?? []) {
      const view = resolveView(model, to);
      const crosswalk = own.crosswalks?.find((one) => one.to === to);
      if (!view || !crosswalk) throw new Error(to);
      const [[label, confidence] = ['', 0]] = readThrough(crosswalkOf(own, crosswalk), new Map([['x', 0.75], ['y', 0.25]]));
      expect(readSentence(sentence, view).map((tag) => [tag.label, Number(tag.confidence.toFixed(6))]), rule).toEqual([[label, Number(confidence.toFixed(6))]]);
      expect(confidencesOf(sentence, view)[view.taxonomy.labels.findIndex(({ id }) => id === label)]).toBeCloseTo(confidence, 6);
    }
    expect(decide(sentence, resolveView(model, 'mine') ?? never()).map(({ label }) => label)).toEqual(['x']);
    expect(availableTaxonomies(model).map(({ id }) => id)).toEqual(['mine', 'schwartz-4', 'mft-5']);
  });
});

const never = (): never => {
  throw new Error('no view');
};

describe('a set as a taxonomy', () => {
  it('has groups from the top of its tree, and no label for what only holds others together', () => {
    const { labels, groupNames } = taxonomyOf(set([{ id: 'r', name: 'Rights' }, { id: 'p', name: 'Privacy', parent: 'r' }, { id: 'd', name: 'Duty', definition: 'What one owes.' }, { id: 'f', name: 'Fidelity', parent: 'd' }]));
    expect(labels.map(({ id, group }) => [id, group])).toEqual([['p', 'r'], ['d', 'd'], ['f', 'd']]);
    expect(groupNames).toEqual({ r: 'Rights', d: 'Duty' });
  });

  it('is readable by its top level alone', () => {
    const { taxonomies, crosswalks } = readingsOf(set([{ id: 'r', name: 'R' }, { id: 's', name: 'S' }, { id: 'p', name: 'P', parent: 'r' }, { id: 'q', name: 'Q', parent: 'p' }]));
    expect(taxonomies.map(({ id }) => id)).toEqual(['mine', 'mine/top']);
    expect(crosswalks[0]?.map).toEqual({ r: ['r'], s: ['s'], p: ['r'], q: ['r'] });
    expect(readingsOf(set([{ id: 'a', name: 'A' }, { id: 'b', name: 'B' }])).taxonomies).toHaveLength(1);
  });

  it('has codes that are short and never the same', () => {
    expect(codesFor(['Care', 'Carefulness', 'Fair play', 'Law and order', 'Freedom of the press', '自由', '自由主义', 'x', '?'])).toEqual(['Car', 'Care', 'FaP', 'LaO', 'FrP', '自由', '自由主', 'X2', 'X3']);
    const codes = codesFor(Array.from({ length: 5000 }, (_, index) => `Value ${index % 7}`));
    expect(new Set(codes).size).toBe(5000);
    expect(Math.max(...codes.map((code) => code.length))).toBeLessThanOrEqual(5);
  });

  it('spreads hues over its top-level groups, and within each over its labels', () => {
    const labels = ['a', 'b', 'c', 'd'].flatMap((top): OwnLabel[] => [{ id: top, name: `Group ${top}` }, ...[1, 2, 3].map((number) => ({ id: `${top}${number}`, name: `Label ${top}${number}`, parent: top }))]);
    const styles = palette(taxonomyOf(set([...labels, { id: 'red', name: 'Red', hue: 25, parent: 'a' }])));
    const hue = (id: string): number => styles.get(id)?.hue ?? NaN;
    const apart = (one: string, other: string): number => Math.min(Math.abs(hue(one) - hue(other)), 360 - Math.abs(hue(one) - hue(other)));
    for (const top of ['b', 'c', 'd']) expect(apart(`${top}1`, `${top}3`)).toBeLessThan(63);
    expect(apart('a2', 'b2')).toBeGreaterThan(60);
    expect(apart('a2', 'c2')).toBeGreaterThan(150);
    expect(hue('red')).toBe(25);
  });

  it('with 5,000 labels is made and coloured in no time', () => {
    const labels = Array.from({ length: 5000 }, (_, index): OwnLabel => ({ id: `l${index}`, name: `Label ${index}`, ...(index % 20 > 0 ? { parent: `l${index - (index % 20)}` } : {}) }));
    const started = performance.now();
    expect(palette(taxonomyOf(set(labels))).size).toBe(4750);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('of every shipped set can be shown', async () => {
    for (const { load } of shippedSets) {
      const shipped = await load();
      const { taxonomies, crosswalks } = readingsOf(shipped);
      expect(taxonomies[0]?.labels.length).toBeGreaterThan(4);
      for (const { to } of crosswalks) expect(resolveView({ heads: [{ id: 'h', taxonomy: shipped.id, labels: [], trainingDomain: '' }], taxonomies, crosswalks }, to)).toBeDefined();
    }
  });
});

describe('edits of a set', () => {
  it('always leave a set that could be exported, whatever they are', () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = randomFrom(seed);
      let own = randomSet(random, 2 + (seed % 12));
      for (let step = 0; step < 30; step++) {
        const id = own.labels[Math.floor(random() * own.labels.length)]?.id ?? '';
        const parents = edit.possibleParents(own, id);
        const parent = parents[Math.floor(random() * parents.length)]?.id;
        const edits: (() => LabelSet)[] = [
          () => edit.removeLabel(own, id),
          () => edit.moveLabel(own, id, random() < 0.5 ? 1 : -1),
          () => edit.editLabel(own, id, { parent: random() < 0.3 ? undefined : parent }),
          () => edit.addLabel(own, 'New', id)?.set ?? own,
          () => edit.editLabel(own, id, { definition: undefined, include: [], hypotheses: ['x'] }),
          () => edit.renameLabel(own, id, `renamed-${seed}-${step}`),
          () => edit.addCrosswalk(own, { to: 'mft-5', rule: 'max', links: [] }),
          () => edit.editCrosswalk(own, 'mft-5', { links: [{ from: id, to: 'care' }], source: undefined }),
          () => edit.removeCrosswalk(own, 'mft-5'),
          () => edit.editSet(own, { source: '', name: 'Other' }),
        ];
        own = edits[Math.floor(random() * edits.length)]?.() ?? own;
        expect(() => checkLabelSet(own), `seed ${seed}, step ${step}`).not.toThrow();
      }
    }
  });

  it('move a label among those beside it, and those under it along', () => {
    const labels = [{ id: 'a', name: 'A' }, { id: 'a1', name: 'A1', parent: 'a' }, { id: 'b', name: 'B' }];
    expect(edit.moveLabel(set(labels), 'b', -1).labels.map(({ id }) => id)).toEqual(['b', 'a', 'a1']);
    expect(edit.moveLabel(set(labels), 'a1', 1).labels).toEqual(labels);
  });

  it('never put a label so deep that the set could not be read again', () => {
    const labels = Array.from({ length: 12 }, (_, index): OwnLabel => ({ id: `l${index}`, name: 'L', ...(index > 0 ? { parent: `l${index - 1}` } : {}) }));
    const own = set([...labels, { id: 'x', name: 'X' }, { id: 'y', name: 'Y', parent: 'x' }]);
    expect(edit.possibleParents(own, 'x').map(({ id }) => id)).toEqual(labels.slice(0, 10).map(({ id }) => id));
  });

  it('are undone one by one, letters of one field together', () => {
    const history = new History('a');
    history.change('ab', 'name', 0);
    history.change('abc', 'name', 500);
    history.change('abcd', 'name', 5000);
    expect([history.undo(), history.undo(), history.canUndo]).toEqual(['abc', 'a', false]);
    expect([history.redo(), history.redo(), history.canRedo]).toEqual(['abc', 'abcd', false]);
    history.undo();
    history.change('x');
    expect(history.canRedo).toBe(false);
  });
});
