import { TaggerError } from '../errors.ts';
import { decodeUtf8 } from '../text/decode.ts';
import { withoutMark } from '../text/delimited.ts';
import { LIMITS, LexiconBuilder } from './builder.ts';
import { addDic } from './read-dic.ts';
import { addJson } from './read-json.ts';
import { addTable } from './read-table.ts';
import type { Lexicon, LexiconFile } from './types.ts';

/**
 * Reads the files of one lexicon; several are put together (MoralStrength has one a foundation). What a file is, its
 * content says: it begins with `%` (LIWC's `.dic`), with a bracket (JSON), or is a table.
 * @throws {TaggerError} `invalid-input` with file and place of what is malformed
 */
export function readLexicon(files: readonly LexiconFile[]): Lexicon {
  const builder = new LexiconBuilder();
  if (files.length === 0) throw new TaggerError('invalid-input', 'No file was given.', 'Choose a word list.');
  for (const { name, bytes } of files) {
    if (bytes.length > LIMITS.bytes) throw new TaggerError('invalid-input', `${name}: the file is larger than ${LIMITS.bytes / 1e6} MB.`, 'Choose a word list.');
    const text = withoutMark(decodeUtf8(bytes, name));
    const beginning = text.trimStart();
    if (/\.dic$/i.test(name) || beginning.startsWith('%')) addDic(builder, text, name);
    else if (/^[{[]/.test(beginning) || /\.json$/i.test(name)) addJson(builder, text, name);
    else addTable(builder, text, name);
  }
  return builder.build(files.map(({ name }) => name).join(', '));
}
