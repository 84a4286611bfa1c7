import { describe, expect, it } from 'vitest';
import { TaggerError } from '../../../src/errors.ts';
import { readArguments, readCounts, readLabels } from '../../../src/text/delimited.ts';

function failure(run: () => unknown): TaggerError {
  try {
    run();
  } catch (error) {
    if (error instanceof TaggerError) return error;
  }
  throw new Error('no TaggerError was thrown');
}

describe('readArguments', () => {
  const header = 'Argument ID\tConclusion\tStance\tPremise';

  it('takes quote characters as text', () => {
    expect(readArguments(`${header}\nA1\tWe should act\tin favor of\t"Act" is what they said, and "now`)).toEqual([
      { id: 'A1', conclusion: 'We should act', stance: 'in favor of', premise: '"Act" is what they said, and "now' },
    ]);
  });

  it('accepts a byte order mark, CRLF, a blank last line, and columns in another order', () => {
    const text = '\uFEFFPremise\tExtra\tStance\tConclusion\tArgument ID\r\nIt helps\tx\tagainst\tWe should wait\tE7\r\n\r\n';
    expect(readArguments(text)).toEqual([{ id: 'E7', conclusion: 'We should wait', stance: 'against', premise: 'It helps' }]);
  });

  it('says which column is missing', () => {
    const error = failure(() => readArguments('Argument ID\tConclusion\tPremise\nA\tB\tC', { file: 'arguments-x.tsv' }));
    expect(error.code).toBe('invalid-input');
    expect(error.message).toMatch(/arguments-x\.tsv, line 1: there is no column "Stance"/);
    expect(error.hint).not.toBe('');
  });

  it('says on which line a row is too short or too long', () => {
    expect(failure(() => readArguments(`${header}\nA\tB\tC\tD\nA2\tB\tC`)).message).toBe('Line 3, column "Premise": there are 3 columns instead of 4.');
    expect(failure(() => readArguments(`${header}\nA\tB\tC\tD\tE`)).message).toMatch(/^Line 2: there are 5 columns/);
  });

  it('refuses an empty file', () => {
    expect(failure(() => readArguments('\uFEFF\n')).message).toMatch(/empty/);
  });
});

describe('readLabels', () => {
  it('gives the columns by name and the values in their order', () => {
    expect(readLabels('Argument ID\tHedonism\tFace\r\nA1\t0\t1\r\nA2\t1\t1\r\n')).toEqual({
      labels: ['Hedonism', 'Face'],
      rows: [
        { id: 'A1', values: [0, 1] },
        { id: 'A2', values: [1, 1] },
      ],
    });
  });

  it('says where a value is neither 0 nor 1', () => {
    expect(failure(() => readLabels('Argument ID\tHedonism\tFace\nA1\t0\t2')).message).toBe('Line 2, column "Face": "2" is neither 0 nor 1.');
  });

  it('refuses an argument that occurs twice, a column that does, and a table without labels', () => {
    expect(failure(() => readLabels('Argument ID\tFace\nA1\t0\nA1\t1')).message).toMatch(/Line 3.*on line 2 too/);
    expect(failure(() => readLabels('Argument ID\tFace\tFace\nA1\t0\t1')).message).toMatch(/column "Face": the column occurs twice/);
    expect(failure(() => readLabels('Argument ID\nA1')).message).toMatch(/no label column/);
  });

  it('asks for the labels that the caller needs', () => {
    expect(failure(() => readLabels('Argument ID\tFace\nA1\t0', { labels: ['Face', 'Humility'] })).message).toMatch(/no column "Humility"/);
  });
});

describe('readCounts', () => {
  it('reads quoted fields with tabs, line breaks and doubled quote characters', () => {
    const text = 'ID\ttext\tCare\tThin Morality\n1\t"He said ""no"",\tand\r\nleft"\t0\t3\n2\tA 5" plate\t2\t0\n';
    expect(readCounts(text)).toEqual({
      labels: ['Care', 'Thin Morality'],
      rows: [
        { id: '1', text: 'He said "no",\tand\r\nleft', counts: [0, 3] },
        { id: '2', text: 'A 5" plate', counts: [2, 0] },
      ],
    });
  });

  it('counts lines through quoted line breaks when it reports an error', () => {
    expect(failure(() => readCounts('ID\ttext\tCare\n1\t"a\nb\nc"\t1\n2\td\tmany', { file: 'counts.tsv' })).message).toBe(
      'counts.tsv, line 5, column "Care": "many" is not a whole number.',
    );
  });

  it('refuses a quoted field that is not closed', () => {
    expect(failure(() => readCounts('ID\ttext\tCare\n1\t"a\t1\n')).message).toMatch(/^Line 2.*not closed/);
  });

  it('keeps an empty last field', () => {
    expect(failure(() => readCounts('ID\ttext\tCare\n1\ta\t')).message).toBe('Line 2, column "Care": "" is not a whole number.');
  });
});
