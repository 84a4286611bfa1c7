import { TaggerError } from '../../errors.ts';

/** How kinds of files begin that people try, and what can be done with them. */
const KINDS: readonly { readonly begins: readonly number[]; readonly name: string; readonly hint: string }[] = [
  { begins: [0x25, 0x50, 0x44, 0x46], name: 'a PDF file', hint: 'Open it, mark its text, and paste that here; or save it as text.' },
  { begins: [0xd0, 0xcf, 0x11, 0xe0], name: 'an old Office file', hint: 'Open it in its program and save it as .docx or as plain text.' },
  { begins: [0x7b, 0x5c, 0x72, 0x74, 0x66], name: 'an RTF file', hint: 'Open it in its program and save it as .docx or as plain text.' },
  { begins: [0x50, 0x4b, 0x03, 0x04], name: 'a packed file (zip, .odt, .xlsx, .epub)', hint: 'Unpack it, or save its text as .txt, .csv or .docx.' },
  { begins: [0x1f, 0x8b], name: 'a packed file (gzip)', hint: 'Unpack it first.' },
  { begins: [0x89, 0x50, 0x4e, 0x47], name: 'a picture', hint: 'Only text can be read; no text is recognized in pictures.' },
  { begins: [0xff, 0xd8, 0xff], name: 'a picture', hint: 'Only text can be read; no text is recognized in pictures.' },
  { begins: [0x47, 0x49, 0x46, 0x38], name: 'a picture', hint: 'Only text can be read; no text is recognized in pictures.' },
];

/**
 * Refuses files that are known not to be text by how they begin, whatever their name says.
 * @throws {TaggerError} `invalid-input` with what the file is and what to do
 */
export function refuseBinary(bytes: Uint8Array, file: string): void {
  const known = KINDS.find(({ begins }) => begins.every((byte, at) => bytes[at] === byte));
  if (known) throw new TaggerError('invalid-input', `${file}, at its first byte: it is ${known.name}, no text.`, known.hint);
}
