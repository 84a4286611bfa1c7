import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { guessColumns, textOfTable } from '../../../../src/text/files/records.ts';
import { readTextFile } from '../../../../src/text/files/read-file.ts';
import { FILE_LIMIT, type FileContent, type RecordTable } from '../../../../src/text/files/types.ts';

const file = (name: string, content: string | Uint8Array<ArrayBuffer>): File => new File([content], name);
const text = async (name: string, content: string | Uint8Array<ArrayBuffer>): Promise<string> => {
  const read = await readTextFile(file(name, content));
  return read.kind === 'text' ? read.text : 'a table';
};
const tableOf = (content: FileContent): RecordTable => {
  if (content.kind !== 'table') throw new Error('no table');
  return content.read(content.header ?? true);
};
const refusal = async (name: string, content: string | Uint8Array<ArrayBuffer>): Promise<string> => {
  try {
    await readTextFile(file(name, content));
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid-input' });
    return (error as Error).message;
  }
  return 'was read';
};

describe('a file with plain text', () => {
  it('is read as it stands, and named after the file', async () => {
    expect(await readTextFile(file('My notes.v2.txt', '\uFEFFWe care.\r\nWe share.'))).toEqual({ kind: 'text', title: 'My notes.v2', text: 'We care.\r\nWe share.', notes: [] });
  });

  it('is refused where it is no UTF-8, with the place', async () => {
    expect(await refusal('old.txt', Uint8Array.of(0x61, 0x0a, 0x62, 0xe9, 0x20))).toMatch(/^old\.txt, line 2, column 2: byte 0xE9 is not UTF-8/);
    expect(await refusal('wide.txt', Uint8Array.of(0xff, 0xfe, 0x61, 0x00))).toMatch(/UTF-16/);
  });

  it.each([
    ['report.pdf', '%PDF-1.7', /PDF/],
    ['renamed.txt', '%PDF-1.7', /PDF/],
    ['letter.rtf', '{\\rtf1', /RTF/],
    ['sheet.xlsx', 'PK\u0003\u0004', /packed/],
  ])('is refused where it is something else: %s', async (name, content, what) => {
    expect(await refusal(name, content)).toMatch(what);
  });

  it('is refused where it is empty, or too large', async () => {
    expect(await refusal('empty.txt', ' \n')).toBe('empty.txt holds no text.');
    const large = file('large.txt', '');
    Object.defineProperty(large, 'size', { value: FILE_LIMIT + 1 });
    await expect(readTextFile(large)).rejects.toThrow(/large\.txt has 20\.0 MB; files of up to 20 MB/);
  });
});

describe('a Markdown file', () => {
  it('loses its markup and keeps its words', async () => {
    const markdown = `---
title: Notes
---
# We *must* care #

Setext
======

> Quoted **words**, with [a link](https://example.org/a_(b) "title") and ![a picture](x.png).
> Second line with \`code_stays\` and \\*stars\\*, snake_case_word, 2 * 3 * 4.

- [x] done &amp; dusted
1. first

\`\`\`js
let notText = 1;
\`\`\`

| who | what |
| --- | ---- |
| all | care |

[ref]: https://example.org
Footnote[^1] <b>bold</b> ~~gone~~ __strong__. <!-- a
comment -->`;
    expect(await text('a.md', markdown)).toBe(`We must care

Setext

Quoted words, with a link and a picture.
Second line with code_stays and *stars*, snake_case_word, 2 * 3 * 4.

- done & dusted
1. first

who  what

all  care

Footnote bold gone strong.`);
  });
});

describe('a table', () => {
  const CSV = 'id,author,text\r\n7,"Doe, J.","We care. ""Always"", she said.\nAnd more."\r\n8,Roe,We share.\r\n';

  it('has its columns guessed, and keeps its ids', async () => {
    const table = tableOf(await readTextFile(file('a.csv', CSV)));
    expect(table.columns).toEqual(['id', 'author', 'text']);
    expect(guessColumns(table)).toEqual({ text: 2, id: 0 });
    const { text: joined, rows } = textOfTable(table, 2, 0);
    expect(joined).toBe('We care. "Always", she said.\nAnd more.\n\nWe share.');
    expect(rows.map(({ id, start, end }) => [id, joined.slice(start, end)])).toEqual([
      ['7', 'We care. "Always", she said.\nAnd more.'],
      ['8', 'We share.'],
    ]);
  });

  it('may have no header; lines then number the rows', async () => {
    const content = await readTextFile(file('a.tsv', 'We care.\tx\nWe share "them.\ty\n'));
    const table = tableOf(content);
    expect(content.kind === 'table' && content.header).toBe(false);
    expect(table.columns).toEqual(['Column 1', 'Column 2']);
    expect(textOfTable(table, 0, guessColumns(table).id).rows.map(({ id }) => id)).toEqual(['1', '2']);
  });

  it('with tabs may hold quote characters that are text', async () => {
    const table = tableOf(await readTextFile(file('a.tsv', 'Argument ID\tPremise\nA1\t"We care\nA2\t"Fine", he said\n')));
    expect(table.rows.map(({ fields }) => fields[1])).toEqual(['"We care', '"Fine", he said']);
    expect(guessColumns(table)).toEqual({ text: 1, id: 0 });
  });

  it('is refused with the line where its rows differ in length', async () => {
    expect(await refusal('bad.csv', 'a,b\n1,2\n1,2,3\n')).toBe('bad.csv, line 3: there are 3 columns instead of 2.');
  });
});

describe('records, one a line', () => {
  it('are a table of all their keys', async () => {
    const table = tableOf(await readTextFile(file('a.jsonl', '{"id": 1, "body": "We care.", "tags": ["a"]}\n\n{"body": "We share.", "id": 2, "__proto__": "x"}\n')));
    expect(table.columns).toEqual(['id', 'body', 'tags', '__proto__']);
    expect(table.rows.map(({ line }) => line)).toEqual([1, 3]);
    expect(guessColumns(table)).toEqual({ text: 1, id: 0 });
    expect(textOfTable(table, 1, 0).text).toBe('We care.\n\nWe share.');
  });

  it('are refused with the line where one is malformed', async () => {
    expect(await refusal('a.jsonl', '{"a": 1}\n{"a": \n')).toMatch(/^a\.jsonl, line 2: “\{"a":” is no JSON/);
    expect(await refusal('a.jsonl', '[1]\n')).toMatch(/line 1: the value is neither/);
  });
});

describe('a Word document', () => {
  it('that is no zip file, is another one, or grows without bounds is refused', async () => {
    expect(await refusal('a.docx', 'plain text')).toMatch(/^a\.docx: it is no Word document/);
    expect(await refusal('a.docx', zipSync({ 'x.txt': strToU8('x') }))).toMatch(/table of contents/);
    expect(await refusal('bomb.docx', zipSync({ '[Content_Types].xml': new Uint8Array(30_000_000) }))).toMatch(/grows to more than 200 times/);
  });
});
