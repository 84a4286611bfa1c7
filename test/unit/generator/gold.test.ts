import { describe, expect, it } from 'vitest';
import { goldOfTable } from '../../../src/generator/gold.ts';
import { measurementOf } from '../../../src/generator/measure.ts';
import type { Codebook } from '../../../src/generator/types.ts';
import { asTable, readJsonLines, splitTable } from '../../../src/text/files/records.ts';

const codebook: Codebook = {
  id: 'small',
  name: 'Small',
  labels: [
    { id: 'care', name: 'Care', definition: 'helping others' },
    { id: 'law-and-order', name: 'Law, and order', definition: 'keeping the law' },
  ],
};
const table = (csv: string): ReturnType<typeof asTable> => asTable(splitTable(csv, 'gold.csv'), true);

describe('labelled sentences of a table', () => {
  it('are read from a column that lists their labels, by id or name, in any case', () => {
    const gold = goldOfTable(table('id,text,labels\n1,Help them.,care\n2,Obey and help.,"CARE; law and order"\n3,It rains.,\n4,Obey.,"Law, and order"\n'), codebook);
    expect(gold).toEqual([
      { text: 'Help them.', labels: ['care'] },
      { text: 'Obey and help.', labels: ['care', 'law-and-order'] },
      { text: 'It rains.', labels: [] },
      { text: 'Obey.', labels: ['law-and-order'] },
    ]);
  });

  it('are read from a column a label, and from records', () => {
    expect(goldOfTable(table('text;care;law_and_order\nHelp them.;1;0\nObey.;;x\n'), codebook).map(({ labels }) => labels)).toEqual([['care'], ['law-and-order']]);
    expect(goldOfTable(readJsonLines('{"text": "Help, and obey.", "labels": ["care", "law-and-order"]}\n', 'gold.jsonl'), codebook)).toEqual([{ text: 'Help, and obey.', labels: ['care', 'law-and-order'] }]);
  });

  it.each([
    ['text,kind\nHelp.,care\n', /no column with labels of “Small”/],
    ['text,labels\nHelp.,care\nObey.,obedience\n', /Line 3: “Small” has no label “obedience”/],
    ['text,care\nHelp.,1\nObey.,perhaps\n', /Line 3: “perhaps” in the column “care” is neither 1 nor 0/],
  ])('are refused where they are none: %j', (csv, message) => {
    expect(() => goldOfTable(table(csv), codebook)).toThrowError(expect.objectContaining({ code: 'invalid-input', message: expect.stringMatching(message) as string }));
  });
});

describe('a measurement', () => {
  it('has an interval that holds its figure and grows with fewer sentences', () => {
    const measured = (count: number): ReturnType<typeof measurementOf> => {
      const gold = Array.from({ length: count }, (_, index) => ({ text: `Sentence ${index}.`, labels: index % 2 === 0 ? ['care'] : ['law-and-order'] }));
      // Every fifth is read wrongly.
      const scores = gold.map(({ labels }, index) => Float32Array.from(labels.includes('care') !== (index % 5 === 0) ? [0.9, 0.1] : [0.1, 0.9]));
      return measurementOf(scores, gold, codebook);
    };
    const [many, few] = [measured(200), measured(20)];
    expect(many.evaluation.macroF1).toBeCloseTo(0.8);
    const width = ({ macroF1Interval }: typeof many): number => (macroF1Interval?.high ?? 0) - (macroF1Interval?.low ?? 0);
    expect(many.macroF1Interval?.low).toBeLessThan(0.8);
    expect(many.macroF1Interval?.high).toBeGreaterThan(0.8);
    expect(width(few)).toBeGreaterThan(2 * width(many));
    expect(measured(1).macroF1Interval).toBeNull();
  });
});
