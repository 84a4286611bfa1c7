import { unzip } from '../../bundle/zip.ts';
import { TaggerError } from '../../errors.ts';

/** What a document may grow to when it is unpacked: text packs well, but not without bounds. */
const LIMITS = { entries: 5_000, total: 200_000_000, ratio: 200, slack: 16_000_000 } as const;

/**
 * The text of a Word document, paragraph by paragraph.
 * @throws {TaggerError} `invalid-input` where it is none, is damaged, or would grow without bounds
 */
export async function plainFromDocx(bytes: Uint8Array<ArrayBuffer>, file: string): Promise<string> {
  const refused = (why: string, cause: unknown): TaggerError => new TaggerError('invalid-input', `${file}: ${why}.`, 'Open it in its program and save it again as .docx, or as plain text.', { cause });
  try {
    const parts = await unzip(new Blob([bytes]), { limits: LIMITS });
    if (!parts.has('[Content_Types].xml')) throw new Error('it has no table of contents ([Content_Types].xml)');
  } catch (cause) {
    throw refused(`it is no Word document, or a damaged one (${cause instanceof Error ? cause.message : String(cause)})`, cause);
  }
  const { default: mammoth } = await import('mammoth');
  try {
    const { value } = await mammoth.extractRawText({ arrayBuffer: bytes.buffer });
    return value.replace(/\n{3,}/g, '\n\n').trim();
  } catch (cause) {
    throw refused(`its text could not be read (${cause instanceof Error ? cause.message : String(cause)})`, cause);
  }
}
