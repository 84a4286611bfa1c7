import { TaggerError } from '../errors.ts';
import { parseJson, type Json, type JsonObject } from '../text/json.ts';
import type { LexiconBuilder } from './builder.ts';

const HINT = 'Write {"category": ["word", …]} or {"category": {"word": weight}} with weights from -1 to 1.';

/**
 * Adds a lexicon in JSON: category to a list of words, as in the Personal Values Dictionary, or to an object of words
 * with weights -1 to 1 (below 0: vice).
 * @throws {TaggerError} `invalid-input` with file, and line and column or path
 */
export function addJson(builder: LexiconBuilder, text: string, file: string): void {
  const document = parseJson(text, { file, depth: 4 });
  if (!isObject(document)) throw wrong(file, '$', 'there is no object');
  for (const [name, words] of Object.entries(document)) {
    const path = `$[${JSON.stringify(name)}]`;
    const category = builder.category(name.trim(), (what) => { throw wrong(file, path, what); });
    if (Array.isArray(words)) {
      words.forEach((word: Json, index) => {
        const place = `${path}[${index}]`;
        const fail = (what: string): never => { throw wrong(file, place, what); };
        if (typeof word !== 'string') return fail('this is not a word');
        // The French Personal Values Dictionary has an empty one; it stands for no column that slipped, as in a table it would.
        if (word.trim() === '') builder.skip(word);
        else builder.add(word, category, 1, undefined, fail);
      });
    } else if (isObject(words)) {
      for (const [word, weight] of Object.entries(words)) {
        const fail = (what: string): never => { throw wrong(file, `${path}[${JSON.stringify(word)}]`, what); };
        if (typeof weight !== 'number' || Math.abs(weight) > 1) return fail('the weight is not a number between -1 and 1');
        if (weight !== 0) builder.add(word, category, Math.abs(weight), weight < 0 ? -1 : undefined, fail);
      }
    } else {
      throw wrong(file, path, 'this is neither a list of words nor an object of weights');
    }
  }
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(file: string, path: string, what: string): TaggerError {
  return new TaggerError('invalid-input', `${file}, ${path}: ${what}.`, HINT);
}
