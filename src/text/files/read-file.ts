import { TaggerError } from '../../errors.ts';
import { decodeUtf8 } from '../decode.ts';
import { plainFromMarkdown } from './markdown.ts';
import { plainFromHtml } from './read-html.ts';
import { asTable, readJsonLines, seemsHeader, splitTable } from './records.ts';
import { refuseBinary } from './refuse-binary.ts';
import { ENDINGS, FILE_LIMIT, type FileContent } from './types.ts';

/**
 * Reads a file of a reader's: plain text, Markdown, a web page, a table, records, or a Word document. Its ending says which; one that is
 * not known is read as plain text.
 * @throws {TaggerError} `invalid-input` with the place of what is wrong
 */
export async function readTextFile(file: File): Promise<FileContent> {
  const { name, size } = file;
  if (size > FILE_LIMIT) {
    throw new TaggerError('invalid-input', `${name} has ${(size / 1e6).toFixed(1)} MB; files of up to ${FILE_LIMIT / 1e6} MB are read.`, 'Divide it, or paste a part of it.');
  }
  const ending = /\.[^.]+$/.exec(name)?.[0].toLowerCase() ?? '';
  const title = name.replace(/\.[^.]+$/, '');
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (ending === '.docx') {
    const { plainFromDocx } = await import('./read-docx.ts');
    return someText(name, { kind: 'text', title, text: await plainFromDocx(bytes, name), notes: ['Of the document only its text was read: no pictures, comments or changes.'] });
  }
  refuseBinary(bytes, name);
  const text = decodeUtf8(bytes, name);
  switch (ending) {
    case '.md':
    case '.markdown':
      return someText(name, { kind: 'text', title, text: plainFromMarkdown(text), notes: ['Markup and blocks of code were left out.'] });
    case '.html':
    case '.htm': {
      const page = plainFromHtml(text);
      return someText(name, { kind: 'text', title: page.title || title, text: page.text, notes: ['Of the page only its text was read; its scripts did not run.'] });
    }
    case '.csv':
    case '.tsv': {
      const rows = splitTable(text, name, ending === '.tsv' ? '\t' : undefined);
      return { kind: 'table', title, read: (header) => asTable(rows, header), header: seemsHeader(rows) };
    }
    case '.jsonl':
    case '.ndjson': {
      const table = readJsonLines(text, name);
      return { kind: 'table', title, read: () => table, header: undefined };
    }
    default:
      return someText(name, { kind: 'text', title, text, notes: ENDINGS.some((known) => known === ending) ? [] : [`The ending “${ending}” is not known; the file was read as plain text.`] });
  }
}

type TextContent = Extract<FileContent, { kind: 'text' }>;

function someText(file: string, content: TextContent): TextContent {
  if (content.text.trim() === '') throw new TaggerError('invalid-input', `${file} holds no text.`, 'Choose another file.');
  return content;
}
