import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { TaggerError } from '../../src/errors.ts';
import { loadLanguageDetector } from '../../src/text/language.ts';
import { typeOfText, type TextType, type TextTypeVerdict } from '../../src/text/text-type.ts';

/** Types of which there are texts in `text-types/`, and the file of each. */
export const KNOWN = {
  'argument-like': 'argument.txt',
  narrative: 'narrative.txt',
  code: 'code.txt',
  list: 'list.txt',
  'other-language': 'other-language.txt',
} as const satisfies Partial<Record<TextType, string>>;

export type KnownType = keyof typeof KNOWN;
export type Half = 'development' | 'held-out';

export interface KnownText {
  readonly type: KnownType;
  readonly number: number;
  /** Odd numbers are the development half, even ones are held out. */
  readonly half: Half;
  /** ISO 639-1 code. */
  readonly language: string;
  readonly text: string;
}

export interface JudgedText extends KnownText {
  readonly verdict: TextTypeVerdict;
}

const FOLDER = fileURLToPath(new URL('./text-types/', import.meta.url));

/**
 * The committed texts, each with what the page says of it.
 * @throws {TaggerError} `invalid-input` where a file is not as its README says
 */
export async function judgeKnownTexts(): Promise<JudgedText[]> {
  const judged: JudgedText[] = [];
  for (const known of await knownTexts()) judged.push({ ...known, verdict: await typeOfText(known.text, loadLanguageDetector) });
  return judged;
}

async function knownTexts(): Promise<KnownText[]> {
  const files = await Promise.all(Object.entries(KNOWN).map(async ([type, file]) => ({ type: type as KnownType, file, content: await readFile(FOLDER + file, 'utf8') })));
  return files.flatMap(({ type, file, content }) =>
    content
      .split(/^=== /m)
      .slice(1)
      .map((part, index) => {
        const [, number, language = 'en', text = ''] = /^(\d+)(?: ([a-z]{2}))?\n([^]*)$/.exec(part) ?? [];
        if (Number(number) !== index + 1 || text.trim() === '') {
          throw new TaggerError('invalid-input', `${FOLDER}${file}, text ${index + 1}: the number or the text is missing.`, 'Each text begins with a line such as "=== 07" and counts on by one.');
        }
        return { type, number: index + 1, half: index % 2 === 0 ? 'development' : 'held-out', language, text: text.trim() } as const;
      }),
  );
}
