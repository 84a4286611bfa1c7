import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkLabelSet } from '../../../src/label-sets/check.ts';
import { readInventory } from '../../../src/label-sets/inventory.ts';
import { readLabelSet, writeLabelSet } from '../../../src/label-sets/json.ts';
import schema from '../../../src/label-sets/label-set.schema.json';
import { outline } from '../../../src/label-sets/outline.ts';
import { readLabelSetFile } from '../../../src/label-sets/read-file.ts';
import { labelSetSchema } from '../../../src/label-sets/schema.ts';
import { searchLabels } from '../../../src/label-sets/search.ts';
import { shippedSets } from '../../../src/label-sets/shipped/index.ts';
import type { LabelSet } from '../../../src/label-sets/types.ts';
import { fromValueLens, toValueLens } from '../../../src/label-sets/value-lens.ts';
import { getTaxonomy } from '../../../src/taxonomy/index.ts';
import type { Json } from '../../../src/text/json.ts';
import { randomFrom } from '../text/random.ts';
import { randomSet } from './random-set.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const base: LabelSet = { format: 'value-tagger/label-set', version: 1, id: 'mine', name: 'Mine', language: 'en', labels: [{ id: 'a', name: 'A' }] };

describe('a label set', () => {
  it('is the same after export and import, whatever is in it', () => {
    for (let seed = 0; seed < 200; seed++) {
      const set = randomSet(randomFrom(seed), 1 + (seed % 40));
      expect(readLabelSet(bytes(writeLabelSet(set)), `${seed}.json`), `seed ${seed}`).toEqual(set);
      expect(writeLabelSet(readLabelSet(bytes(writeLabelSet(set)), 'again.json'))).toBe(writeLabelSet(set));
    }
  });

  it('is the same with a byte order mark before it', () => {
    expect(readLabelSet(bytes(`\uFEFF${writeLabelSet(base)}`), 'a.json')).toEqual(base);
  });

  it('has a tree, each label before its children, whatever their order in the file', () => {
    const labels = [{ id: 'c', name: 'C', parent: 'b' }, { id: 'd', name: 'D' }, { id: 'b', name: 'B', parent: 'a' }, { id: 'a', name: 'A' }];
    expect(outline({ labels }).map(({ label, depth, root }) => [label.id, depth, root])).toEqual([
      ['d', 0, 'd'],
      ['a', 0, 'a'],
      ['b', 1, 'a'],
      ['c', 2, 'a'],
    ]);
  });

  it('is searched in names, ids, other names and definitions, names first, without regard to case and marks', () => {
    const labels = [
      { id: 'x1', name: 'Wealth', definition: 'Money and égalité.' },
      { id: 'x2', name: 'Political Égalité' },
      { id: 'x3', name: 'Égalité' },
      { id: 'x4', name: 'Other', aliases: ['EGALITE'] },
    ];
    const found = (query: string): string[] => searchLabels({ labels }, query).map(({ label }) => label.id);
    expect(found('egalite')).toEqual(['x3', 'x2', 'x1', 'x4']);
    expect(found('political egal')).toEqual(['x2']);
    expect(found(' ')).toHaveLength(4);
    expect(found('nothing')).toEqual([]);
  });

  it('has a JSON Schema with the fields that are read', () => {
    const keys = (entries: object): string[] => Object.keys(entries).sort();
    expect(keys(schema.properties)).toEqual(keys(labelSetSchema.entries));
    expect(keys(schema.$defs.label.properties)).toEqual(keys(labelSetSchema.entries.labels.pipe[0].item.entries));
    expect(keys(schema.$defs.crosswalk.properties)).toEqual(keys(labelSetSchema.entries.crosswalks.wrapped.pipe[0].item.entries));
  });
});

const label = (count: number): object[] => Array.from({ length: count }, (_, index) => ({ id: `l${index}`, name: `L ${index}` }));
const chain = (count: number): object[] => Array.from({ length: count }, (_, index) => ({ id: `l${index}`, name: 'L', ...(index > 0 ? { parent: `l${index - 1}` } : {}) }));

describe('a malformed label set is refused, with the place', () => {
  it.each<[string, object | string | Uint8Array, RegExp]>([
    ['no object', '[]', /^f\.json, \$: is no object/],
    ['another format', { ...base, format: 'other' }, /\$\.format: must be "value-tagger\/label-set"/],
    ['a later version', { ...base, version: 2 }, /\$\.version: must be 1/],
    ['no labels', { ...base, labels: [] }, /\$\.labels: must have a label/],
    ['a missing list', { format: base.format, version: 1, id: 'a', name: 'A', language: 'en' }, /\$\.labels: is missing/],
    ['a label that is none', { ...base, labels: [3] }, /\$\.labels\[0\]: is missing, or is no object/],
    ['a missing name', { ...base, labels: [{ id: 'a' }] }, /\$\.labels\[0\]\.name: is missing/],
    ['a name that is a number', { ...base, labels: [{ id: 'a', name: 7 }] }, /\$\.labels\[0\]\.name: must be a string/],
    ['an empty name', { ...base, labels: [{ id: 'a', name: '  ' }] }, /\$\.labels\[0\]\.name: must not be empty/],
    ['an unknown field', { ...base, labels: [{ id: 'a', name: 'A', hypothesis: 'x' }] }, /\$\.labels\[0\]\.hypothesis: this field is not known/],
    ['an unknown field on top', { ...base, extra: 1 }, /\$\.extra: this field is not known/],
    ['an id with a space', { ...base, labels: [{ id: 'a b', name: 'A' }] }, /\$\.labels\[0\]\.id: must be 1 to 100 letters/],
    ['an id that objects have', { ...base, labels: [{ id: 'constructor', name: 'A' }] }, /\$\.labels\[0\]\.id: .*reserved name/],
    ['an id twice', { ...base, labels: [{ id: 'a', name: 'A' }, { id: 'b', name: 'B' }, { id: 'a', name: 'C' }] }, /\$\.labels\[2\]\.id: "a" is the id of label 0 too/],
    ['an unknown parent', { ...base, labels: [{ id: 'a', name: 'A', parent: 'z' }] }, /\$\.labels\[0\]\.parent: there is no label "z"/],
    ['a label under itself', { ...base, labels: [{ id: 'a', name: 'A', parent: 'a' }] }, /\$\.labels\[0\]\.parent: the parents go round in a circle: a → a/],
    ['parents in a circle', { ...base, labels: [{ id: 'x', name: 'X' }, { id: 'a', name: 'A', parent: 'c' }, { id: 'b', name: 'B', parent: 'a' }, { id: 'c', name: 'C', parent: 'b' }] }, /\$\.labels\[1\]\.parent: .*a → c → b → a/],
    ['13 levels', { ...base, labels: chain(13) }, /\$\.labels\[12\]\.parent: the label is more than 12 levels deep/],
    ['100,000 labels', { ...base, labels: label(100_000) }, /\$\.labels: there are 100000 labels, and at most 5000/],
    ['5,001 labels', { ...base, labels: label(5_001) }, /at most 5000/],
    ['too many phrases', { ...base, labels: [{ id: 'a', name: 'A', examples: Array.from({ length: 201 }, () => 'x') }] }, /\$\.labels\[0\]\.examples: must not have more than 200/],
    ['a phrase that is none', { ...base, labels: [{ id: 'a', name: 'A', hypotheses: ['x', null] }] }, /\$\.labels\[0\]\.hypotheses\[1\]: must be a string/],
    ['an endless definition', { ...base, labels: [{ id: 'a', name: 'A', definition: 'x'.repeat(4001) }] }, /\$\.labels\[0\]\.definition: must not be longer/],
    ['a hue outside the circle', { ...base, labels: [{ id: 'a', name: 'A', hue: 361 }] }, /\$\.labels\[0\]\.hue: must be 0 to 360/],
    ['a language that is none', { ...base, language: 'no language' }, /\$\.language: must be a language tag/],
    ['an unknown rule', { ...base, crosswalks: [{ to: 'mft-5', rule: 'sum', links: [] }] }, /\$\.crosswalks\[0\]\.rule: must be "max"/],
    ['a weight of 0', { ...base, crosswalks: [{ to: 'mft-5', rule: 'max', links: [{ from: 'a', to: 'care', weight: 0 }] }] }, /links\[0\]\.weight: must be over 0/],
    ['a link from nowhere', { ...base, crosswalks: [{ to: 'mft-5', rule: 'max', links: [{ from: 'z', to: 'care' }] }] }, /links\[0\]\.from: there is no label "z"/],
    ['a link twice', { ...base, crosswalks: [{ to: 'mft-5', rule: 'max', links: [{ from: 'a', to: 'care' }, { from: 'a', to: 'care' }] }] }, /links\[1\]: "a" leads to "care" twice/],
    ['two crosswalks to one set', { ...base, crosswalks: [{ to: 'x', rule: 'max', links: [] }, { to: 'x', rule: 'max', links: [] }] }, /\$\.crosswalks\[1\]\.to: there are two/],
    ['broken JSON', '{"format": "value-tagger/label-set",\n "version": 1,,', /^f\.json, line 2, column 15: a key in double quotes is missing/],
    ['a key twice', '{"name": "a",\n"name": "b"}', /line 2, column 1: the key "name" occurs twice/],
    ['a prototype key', '{"__proto__": {"x": 1}}', /column 2: the key "__proto__" is reserved/],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x7b, 0), /UTF-16/],
    ['Latin-1', Uint8Array.of(0x7b, 0xe9, 0x7d), /not UTF-8/],
    ['more than 4 MB', new Uint8Array(4_000_001).fill(0x20), /has 4\.0 MB, and at most 4 MB/],
    ['endless nesting', '['.repeat(5000), /more than 16 levels/],
  ])('%s', (_, content, message) => {
    const given = content instanceof Uint8Array ? content : bytes(typeof content === 'string' ? content : JSON.stringify(content));
    expect(() => readLabelSet(given, 'f.json')).toThrowError(expect.objectContaining({ code: 'invalid-input', message: expect.stringMatching(message) as string }));
  });

  it('also where it never was a file', () => {
    expect(() => checkLabelSet(undefined)).toThrow(/is no object/);
  });
});

const theory = {
  metadata: { theory: 'Small theory', version: '1.0', author: 'A. Author', last_updated: '2025-01-01', doi: '10.1/abc', main_reference: 'Author, A. (2020). A theory.' },
  values: [
    { id: 'CAR', name: 'Care', description: 'Being kind.', dimension: 'Individual', tags: ['kindness'], examples: ['Helping'] },
    { id: 'LOY', name: 'Loyalty', description: 'Standing by.', dimension: 'Binding', tags: [], examples: [] },
    { id: 'TRU', name: 'Truth', description: '', dimension: '', tags: [], examples: ['Not lying'] },
  ],
};

describe('a theory of Value Lens', () => {
  it('is read: dimensions hold labels together, tags and examples are kept', () => {
    const set = readLabelSetFile(bytes(JSON.stringify(theory)), 'theory.json');
    expect(set).toMatchObject({ name: 'Small theory', source: 'Author, A. (2020). A theory. doi:10.1/abc' });
    expect(set.labels).toEqual([
      { id: 'individual', name: 'Individual' },
      { id: 'binding', name: 'Binding' },
      { id: 'CAR', name: 'Care', definition: 'Being kind.', include: ['kindness'], examples: ['Helping'], parent: 'individual' },
      { id: 'LOY', name: 'Loyalty', definition: 'Standing by.', parent: 'binding' },
      { id: 'TRU', name: 'Truth', examples: ['Not lying'] },
    ]);
  });

  it('comes back with the same values, in the order of the tree', () => {
    const back = toValueLens(fromValueLens(theory, 'theory.json'));
    const order = (values: readonly { readonly id: string }[]): object[] => values.toSorted((a, b) => a.id.localeCompare(b.id));
    expect(order(back.theory.values)).toEqual(order(theory.values));
    expect(back.theory.metadata.theory).toBe('Small theory');
    expect(back.lost).toEqual({});
  });

  it('made of a set says what it has no place for', () => {
    const { theory: made, lost } = toValueLens({ ...base, licence: 'CC0', labels: [{ id: 'a', name: 'A', hypotheses: ['x'], exclude: ['y'] }, { id: 'b', name: 'B', parent: 'a', hue: 3 }] });
    expect(lost).toEqual({ exclude: 1, hypotheses: 1, hue: 1, licence: 1 });
    expect(made.values.map(({ id, dimension }) => [id, dimension])).toEqual([['a', ''], ['b', 'A']]);
    expect(fromValueLens(JSON.parse(JSON.stringify(made)) as Json, 'x').labels.map(({ name }) => name)).toContain('B');
  });

  it('with an id that is not allowed gets a new one and keeps the old one as a name', () => {
    const [first] = fromValueLens({ metadata: { theory: 'T' }, values: [{ id: 'a b', name: 'Some value' }] }, 'x').labels;
    expect(first).toEqual({ id: 'some-value', name: 'Some value', aliases: ['a b'] });
  });

  it.each<[string, object, RegExp]>([
    ['no theory', { metadata: {}, values: theory.values }, /^x, \$\.metadata\.theory/],
    ['no values', { metadata: { theory: 'T' }, values: [] }, /\$\.values/],
    ['a value without a name', { metadata: { theory: 'T' }, values: [{ id: 'a' }] }, /\$\.values\[0\]\.name/],
    ['tags that are none', { metadata: { theory: 'T' }, values: [{ id: 'a', name: 'A', tags: [1] }] }, /\$\.values\[0\]\.tags\[0\]/],
    ['an id twice', { metadata: { theory: 'T' }, values: [{ id: 'a', name: 'A' }, { id: 'a', name: 'B' }] }, /"a" is the id of label 0 too/],
  ])('is refused with %s', (_, data, message) => {
    expect(() => fromValueLens(data as Json, 'x')).toThrow(message);
  });
});

describe('a table of inventories', () => {
  it('becomes labels under their inventories; items keyed the other way do not belong', () => {
    const set = readInventory(bytes('questionnaire,item,value,agreement,question\nQ1,I like order.,Order,1,Do you?\nQ1,I like chaos.,Order,-1,?\nQ2,"I obey, always.",Order,1,?\n'), 'my scales.csv');
    expect(set.name).toBe('my scales');
    expect(set.labels).toEqual([
      { id: 'q1', name: 'Q1' },
      { id: 'q2', name: 'Q2' },
      { id: 'order', name: 'Order', parent: 'q1', examples: ['I like order.'], exclude: ['I like chaos.'] },
      { id: 'order-2', name: 'Order', parent: 'q2', examples: ['I obey, always.'] },
    ]);
  });

  it('may have definitions and no items', () => {
    expect(readLabelSetFile(bytes('dimension;definition\nHope;Looking forward\n'), 'x.csv').labels).toEqual([{ id: 'hope', name: 'Hope', definition: 'Looking forward' }]);
  });

  it.each<[string, string, RegExp]>([
    ['no header', 'a,b\nc,d\n', /^x\.csv, line 1: the first line does not name the columns/],
    ['no column of dimensions', 'item,key\nI hope,1\n', /line 1: there is no column of dimensions/],
    ['a row without a dimension', 'dimension,item\n,I hope\n', /line 2, column "dimension": there is no dimension/],
    ['a sign that is none', 'dimension,item,agreement\nHope,I hope,maybe\n', /line 2, column "agreement": “maybe” is neither 1 nor -1/],
    ['a header alone', 'dimension,item\n', /there is no row but the header/],
    ['columns that differ', 'dimension,item\nHope,I hope,more\n', /line 2: there are 3 columns instead of 2/],
    ['too many items', `dimension,item\n${'Hope,I hope\n'.repeat(201)}`, /line 202, column "item": “Hope” has more than 200 items/],
  ])('is refused with %s', (_, text, message) => {
    expect(() => readLabelSetFile(bytes(text), 'x.csv')).toThrow(message);
  });
});

describe('the shipped sets', () => {
  it.each(shippedSets)('$name: each label has a definition, phrases and notes of its own, and sources', async ({ id, name, labels, load }) => {
    const set = await load();
    expect(readLabelSet(bytes(writeLabelSet(set)), id)).toEqual(set);
    expect([set.id, set.name, set.labels.length]).toEqual([id, name, labels]);
    expect(set.source).toMatch(/\(\d{4}\)/);
    const spoken = set.labels.filter(({ id: own }) => !set.labels.some(({ parent }) => parent === own));
    for (const { id: own, definition, hypotheses = [], include = [], exclude = [] } of spoken) {
      expect(definition, own).toMatch(/^\p{Lu}.{20,}\.$/u);
      expect(hypotheses.length, own).toBeGreaterThanOrEqual(3);
      expect(hypotheses.length, own).toBeLessThanOrEqual(6);
      expect(include.length + exclude.length, own).toBeGreaterThan(0);
    }
    const targets = (set.crosswalks ?? []).map(({ to, links }) => ({ known: getTaxonomy(to), links }));
    for (const { known, links } of targets) for (const { to } of links) expect(known?.labels.map((one) => one.id)).toContain(to);
  });
});

const shared = process.env['VALUE_TAGGER_SHARED'];
const valueBench = shared === undefined ? '' : join(shared, 'data', 'valuebench', 'value_orientation.csv');

describe.skipIf(!existsSync(valueBench))('ValueBench (set VALUE_TAGGER_SHARED to the shared folder to run)', () => {
  it('is read whole: every item, every dimension of every inventory', () => {
    const set = readLabelSetFile(new Uint8Array(readFileSync(valueBench)), 'valuebench.csv');
    const items = set.labels.reduce((sum, { examples = [], exclude = [] }) => sum + examples.length + exclude.length, 0);
    expect([set.labels.filter(({ parent }) => parent !== undefined).length, items]).toEqual([263, 1988]);
    expect(searchLabels(set, 'security')[0]?.label.name).toMatch(/Security/i);
  });
});
