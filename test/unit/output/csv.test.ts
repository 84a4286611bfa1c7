import { describe, expect, it } from 'vitest';
import { longCsv, wideCsv } from '../../../src/output/csv.ts';
import { gather } from '../../../src/output/findings.ts';
import { splitQuoted } from '../../../src/text/delimited.ts';
import { mft6 } from '../../../src/taxonomy/moral-foundations.ts';
import { joinRows } from '../../../src/text/text-rows.ts';
import { madeUpRun } from './run.ts';

const read = (csv: string): string[][] => splitQuoted(csv, {}, ',').map(({ fields }) => [...fields]);
const LABELS = mft6.labels.map(({ id }) => id);

describe('the table with a row a sentence', () => {
  it('has the labels in the order of their theory, tags first and then scores, and a byte order mark', () => {
    const csv = wideCsv(gather(madeUpRun('We care. We share.')));
    expect(csv.startsWith('\uFEFF')).toBe(true);
    expect(csv.endsWith('\r\n')).toBe(true);
    const [header, first, second] = read(csv);
    expect(header).toEqual(['sentence', 'start', 'end', 'text', 'truncated', ...LABELS, ...LABELS.map((id) => `${id}:score`)]);
    expect(first).toEqual(['1', '0', '8', 'We care.', '0', '1', '1', '0', '0', '0', '0', '0', '0.9', '0.6', '0.1', '0.1', '0.1', '0.1', '0.1']);
    expect(second?.slice(5, 8)).toEqual(['0', '1', '1']);
  });

  it('follows the confidence', () => {
    const [, first] = read(wideCsv(gather(madeUpRun('We care.', { confidence: 0.8 }))));
    expect(first?.slice(5, 5 + LABELS.length)).toEqual(['1', '0', '0', '0', '0', '0', '0']);
  });

  it('keeps the ids of rows, also where a row holds several sentences', () => {
    const { text, rows } = joinRows([
      { id: 'a-1', text: 'We care. We share.' },
      { id: 'empty', text: ' ' },
      { id: '=b', text: 'Obey.' },
    ]);
    const table = read(wideCsv(gather(madeUpRun(text, { rows }))));
    expect(table.map(([id]) => id)).toEqual(['id', 'a-1', 'a-1', "'=b"]);
  });

  it('leaves fields empty for labels of which the model cannot speak', () => {
    const run = madeUpRun('We care.');
    const [head] = run.model.heads;
    if (!head) throw new Error('no head');
    const model = { ...run.model, heads: [{ ...head, labels: head.labels.slice(0, 2) }] };
    const sentences = run.sentences.map((sentence) => ({ ...sentence, scores: { mft: Float32Array.of(0.9, 0.1) } }));
    const [, first] = read(wideCsv(gather({ ...run, model, sentences })));
    expect(first?.slice(5)).toEqual(['1', '0', '', '', '', '', '', '0.9', '0.1', '', '', '', '', '']);
  });
});

describe('text in a table', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =HYPERLINK("x")', '＝1'])('that could be run as a formula is disarmed: %s', (text) => {
    const field = read(wideCsv(gather(madeUpRun(`${text} is a sentence.`))))[1]?.[3] ?? '';
    expect(field.startsWith("'")).toBe(true);
    expect(field.slice(1).trim()).toBe(`${text} is a sentence.`.trim());
  });

  it('comes back whole with quotes, commas, semicolons and line breaks in it', () => {
    const text = 'She said, "Stay; or go"\nand left.';
    const run = madeUpRun(text);
    const [sentence] = run.sentences;
    if (!sentence) throw new Error('no sentence');
    const table = read(longCsv(gather({ ...run, sentences: [{ ...sentence, text, start: 0, end: text.length }] })));
    expect(table[1]?.[3]).toBe(text);
  });
});

describe('the table with a row a tag', () => {
  it('has every tag, strongest first, and a row for a sentence without any', () => {
    const run = madeUpRun('We care. Nothing here.');
    const sentences = run.sentences.map((sentence, index) => (index === 1 ? { ...sentence, scores: { mft: new Float32Array(LABELS.length) } } : sentence));
    const table = read(longCsv(gather({ ...run, sentences })));
    expect(table.map((row) => row.slice(4))).toEqual([
      ['label', 'name', 'score', 'confidence'],
      [LABELS[0], mft6.labels[0]?.name, '0.9', '0.9'],
      [LABELS[1], mft6.labels[1]?.name, '0.6', '0.6'],
      ['', '', '', ''],
    ]);
  });
});
