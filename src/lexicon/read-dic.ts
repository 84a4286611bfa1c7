import { malformed, shorten, withoutMark } from '../text/delimited.ts';
import type { LexiconBuilder } from './builder.ts';

const ENTRY = /^(.+?)[ \t]+(\d[\d \t]*)$/;
const HINT = 'A .dic file has its categories between two lines with “%”, a number and a name each, then a word and its numbers a line.';

/**
 * Adds a dictionary in LIWC's `.dic` format: categories by number between two lines of `%`, then a word or phrase a
 * line with the numbers of its categories. Conditions (`kind (02 134)125/464`) and comments are refused: read as
 * words they would count what the dictionary's author did not mean.
 * @throws {TaggerError} `invalid-input` with file and line
 */
export function addDic(builder: LexiconBuilder, text: string, file: string): void {
  const categories = new Map<string, number>();
  let part: 'before' | 'header' | 'body' = 'before';
  const lines = withoutMark(text).split(/\r\n|\n|\r/);
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim();
    const fail = (what: string): never => {
      throw malformed({ file }, index + 1, undefined, what, HINT);
    };
    if (line === '') continue;
    if (/^(?:#|\/\/|;)/.test(line)) fail(`“${shorten(line)}” looks like a comment, which the format does not have`);
    if (line === '%') {
      if (part === 'body') fail('there is a third line with “%”');
      if (part === 'header' && categories.size === 0) fail('there is no category between the two lines with “%”');
      part = part === 'before' ? 'header' : 'body';
    } else if (part === 'before') {
      fail('the first line is not “%”');
    } else if (part === 'header') {
      const [, number, name] = /^(\d+)\s+(.+)$/.exec(line) ?? fail(`“${shorten(line)}” is not a number and the name of a category`);
      if (number === undefined || name === undefined) continue;
      if (categories.has(Number(number).toString())) fail(`there are two categories with the number ${number}`);
      const id = builder.category(name.trim(), fail);
      if ([...categories.values()].includes(id)) fail(`there are two categories “${shorten(name)}”`);
      categories.set(Number(number).toString(), id);
    } else {
      if (/[<>]|\(\d|\d\)|\d\//.test(line)) fail(`“${shorten(line)}” has a condition, which is not supported`);
      const [, word, numbers] = ENTRY.exec(line) ?? fail(`“${shorten(line)}” is not a word and the numbers of its categories`);
      for (const number of (numbers ?? '').trim().split(/\s+/)) {
        const category = categories.get(Number(number).toString()) ?? fail(`there is no category with the number ${number}`);
        builder.add(word ?? '', category, 1, undefined, fail);
      }
    }
  }
  if (part === 'before') throw malformed({ file }, 1, undefined, 'the file is empty', HINT);
  if (part === 'header') throw malformed({ file }, lines.length, undefined, 'the list of categories is not closed by a line with “%”', HINT);
}
