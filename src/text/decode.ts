import { TaggerError } from '../errors.ts';

/** UTF-8 read as Windows-1252 and written again: `Ã©` for é, `â€™` for ’. Letters that really stand side by side are not in it. */
const MOJIBAKE = /[ÃÂ][\u0080-\u00A9\u00AC-\u00BA\u00BC-\u00BF]|â(?:€[\u0080-\u009F™œ˜¦“”\u009D]|\u0080[\u0080-\u00BF])/u;

/**
 * The text of a file that has to be UTF-8, with or without a byte order mark. Nothing is guessed: a file in another
 * encoding would give words that no text contains, and so count nothing, silently.
 * @throws {TaggerError} `invalid-input` with line and column of the first character that is wrong
 */
export function decodeUtf8(bytes: Uint8Array, file: string): string {
  const [first, second, third, fourth] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw wrong(file, { line: 1, column: 1 }, `the file is ${third === 0 && fourth === 0 ? 'UTF-32' : 'UTF-16'}, as its byte order mark says`);
  }
  const zero = bytes.indexOf(0);
  if (zero >= 0) throw wrong(file, placeInBytes(bytes, zero), 'there is a zero byte: the file is UTF-16, or no text');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const at = firstInvalid(bytes);
    throw wrong(file, placeInBytes(bytes, at), `byte 0x${(bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, '0')} is not UTF-8: the file seems to be Latin-1 or Windows-1252`);
  }
  const replaced = text.indexOf('\uFFFD');
  if (replaced >= 0) throw wrong(file, placeAt(text, replaced), 'there is a replacement character (�): letters were lost when the file was converted');
  const garbled = MOJIBAKE.exec(text);
  if (garbled) throw wrong(file, placeAt(text, garbled.index), `“${garbled[0]}” looks like UTF-8 that was read as Windows-1252 and saved again`);
  return text;
}

/** A place for people: both numbers count from 1, columns in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Line and column of an offset. */
export function placeAt(text: string, offset: number): Place {
  let line = 1;
  let begin = 0;
  for (const { 0: end, index } of text.matchAll(/\r\n|\n|\r/g)) {
    if (index + end.length > offset) break;
    line++;
    begin = index + end.length;
  }
  return { line, column: offset - begin + 1 };
}

function placeInBytes(bytes: Uint8Array, offset: number): Place {
  let line = 1;
  let begin = 0;
  for (let index = 0; index < offset; index++) {
    if (bytes[index] !== 10) continue;
    line++;
    begin = index + 1;
  }
  return { line, column: offset - begin + 1 };
}

/** Where the longest beginning that is UTF-8 ends. */
function firstInvalid(bytes: Uint8Array): number {
  // A decoder that may go on later accepts a character that is only begun, so what it accepts grows with the length.
  const accepts = (length: number): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (accepts(middle)) low = middle;
    else high = middle - 1;
  }
  // Back to the beginning of the last character, where that breaks off.
  let start = low;
  while (start > 0 && ((bytes[start - 1] ?? 0) & 0xc0) === 0x80) start--;
  if (start > 0) start--;
  return accepts(start) && isWhole(bytes.subarray(start, low)) ? low : start;
}

function isWhole(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function wrong(file: string, { line, column }: Place, what: string): TaggerError {
  return new TaggerError('invalid-input', `${file}, line ${line}, column ${column}: ${what}.`, 'Save the file as UTF-8.');
}
