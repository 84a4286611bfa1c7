import { describe, expect, it } from 'vitest';
import { readGold } from '../../../src/tagging/read-gold.ts';
import { getTaxonomy } from '../../../src/taxonomy/registry.ts';

const taxonomy = getTaxonomy('mft-5');
if (!taxonomy) throw new Error('The taxonomy is missing.');
const read = (text: string, file = 'gold.csv') => readGold(new TextEncoder().encode(text), file, taxonomy);

describe('a gold sample', () => {
  it('is read from a table with a list of labels, by id or name, and an empty list says that there is none', () => {
    expect(read('text,labels\n"Help them, all",Care; fairness\nObey,authority|LOYALTY\nThe bus leaves,\n')).toEqual({
      taxonomy: 'mft-5',
      items: [
        { text: 'Help them, all', labels: ['care', 'fairness'] },
        { text: 'Obey', labels: ['authority', 'loyalty'] },
        { text: 'The bus leaves', labels: [] },
      ],
    });
  });

  it('is read from a table with a column a label, other columns passed over, as downloads of the page are', () => {
    const { items } = read('\uFEFFsentence\ttext\ttruncated\tcare\tloyalty\tcare:score\n1\tHelp them\t0\t1\t0\t0.91\n2\tStand by us\t0\t0\t1\t0.1\n', 'sentences.tsv');
    expect(items).toEqual([
      { text: 'Help them', labels: ['care'] },
      { text: 'Stand by us', labels: ['loyalty'] },
    ]);
  });

  it('takes rows of one text as one, since tables may have a row a label', () => {
    expect(read('text,label\nHelp them,care\nHelp them,fairness\nObey,\n').items).toEqual([
      { text: 'Help them', labels: ['care', 'fairness'] },
      { text: 'Obey', labels: [] },
    ]);
  });

  it('is read from JSON', () => {
    expect(read('[{"text": "Help them", "labels": ["Care"]}]', 'gold.json').items).toEqual([{ text: 'Help them', labels: ['care'] }]);
  });

  it.each([
    ['text,labels\nHelp,care\nObey,obedience\n', 'gold.csv', /^gold\.csv, line 3, column "labels": “obedience” is no label of “Moral foundations, five classic”/],
    ['text,care\nHelp,yes\n', 'gold.csv', /^gold\.csv, line 2, column "care": “yes” is neither 1 nor 0/],
    ['sentence,labels\nHelp,care\n', 'gold.csv', /^gold\.csv, line 1: there is no column “text” among “sentence”, “labels”/],
    ['text,score\nHelp,1\n', 'gold.csv', /^gold\.csv, line 1: there is neither a column “labels” nor/],
    ['text,labels\nHelp\n', 'gold.csv', /^gold\.csv, line 2: there are 1 columns instead of 2/],
    ['', 'gold.csv', /^gold\.csv, line 1: the file is empty/],
    ['text,labels\n', 'gold.csv', /^gold\.csv: there is no text/],
    ['[{"text": "Help", "labels": ["care", 7]}]', 'gold.json', /^gold\.json, \$\[0\]\.labels\[1\]: “7” is no label/],
    ['[{"labels": []}]', 'gold.json', /^gold\.json, \$\[0\]\.text: there is no text/],
    ['{"text": "Help"}', 'gold.json', /^gold\.json, \$: this is no list/],
    ['[{"text": "a", "text": "b", "labels": []}]', 'gold.json', /^gold\.json, line 1, column 16: the key "text" occurs twice/],
  ])('is refused with the place of what is wrong: %j', (text, file, message) => {
    expect(() => read(text, file)).toThrow(message);
  });

  it('is refused in another encoding than UTF-8, and beyond what taggers should read', () => {
    expect(() => readGold(Uint8Array.from([...'text,labels\ncaf'].map((letter) => letter.charCodeAt(0)).concat(0xe9, 0x2c)), 'gold.csv', taxonomy)).toThrow(/line 2, column 4: byte 0xE9 is not UTF-8/);
    expect(() => read(`text,labels\n${Array.from({ length: 5001 }, (_, at) => `Help ${at},care\n`).join('')}`)).toThrow(/there are 5001 texts, and at most 5000/);
    expect(() => readGold(new Uint8Array(5_000_001), 'gold.csv', taxonomy)).toThrow(/at most 5 MB/);
  });
});
