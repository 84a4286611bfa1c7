import { describe, expect, it } from 'vitest';
import { TaggerError } from '../../../src/errors.ts';
import { readLexicon } from '../../../src/lexicon/read-lexicon.ts';
import type { Lexicon } from '../../../src/lexicon/types.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (name: string, content: string | Uint8Array): Lexicon => readLexicon([{ name, bytes: typeof content === 'string' ? bytes(content) : content }]);

/** `pattern category weight direction` of every entry. */
const lines = ({ entries, categories }: Lexicon): string[] =>
  entries.map(({ pattern, category, weight, direction }) => [pattern, categories[category], Number(weight.toFixed(3)), direction].filter((part) => part !== undefined).join(' | '));

describe('a lexicon', () => {
  it('is read from LIWC’s .dic: categories by number, phrases, stars', () => {
    const lexicon = read('values.dic', '%\n1\tcare.virtue\n2\tcare.vice\n%\nkind\t1\nabus*\t2\nhuman right*\t1\t2\n');
    expect(lexicon.categories).toEqual(['care.virtue', 'care.vice']);
    expect(lines(lexicon)).toEqual(['kind | care.virtue | 1', 'abus* | care.vice | 1', 'human right* | care.virtue | 1', 'human right* | care.vice | 1']);
  });

  it('is read from a .dic with spaces in place of tabs, leading zeros, a byte order mark and Windows line ends', () => {
    expect(lines(read('old.DIC', '\uFEFF%\r\n01  Power\r\n%\r\nruler  1\r\n'))).toEqual(['ruler | Power | 1']);
  });

  it('is read from a table in the shape of the eMFD: probabilities are weights, the sign of the sentiment the side, and a word counts for its largest', () => {
    const lexicon = read('emfd.csv', 'word,care_p,fairness_p,care_sent,fairness_sent\nmercy,0.4,0.1,0.6,0\nfraud,0.05,0.3,-0.2,-0.5\n');
    expect(lexicon.assign).toBe('largest');
    expect(lexicon.categories).toEqual(['care', 'fairness']);
    expect(lines(lexicon)).toEqual(['mercy | care | 0.4 | 1', 'mercy | fairness | 0.1', 'fraud | care | 0.05 | -1', 'fraud | fairness | 0.3 | -1']);
  });

  it('is put together from the files of MoralStrength: strength is the distance to the neutral 5, and its side the direction', () => {
    const lexicon = readLexicon([
      { name: 'care.tsv', bytes: bytes('LEMMA\tEXPRESSED_MORAL\nabandon\t1.6\nchair\t5\nmercy\t9\n') },
      { name: 'purity.tsv', bytes: bytes('WORD\tEXPRESSED_MORAL\nholy\t8\n') },
    ]);
    expect(lexicon.categories).toEqual(['care', 'purity']);
    expect(lines(lexicon)).toEqual(['abandon | care | 0.85 | -1', 'mercy | care | 1 | 1', 'holy | purity | 0.75 | 1']);
  });

  it('is read from JSON: lists of words, or weights', () => {
    expect(lines(read('pvd.json', '{"Power": ["rule", "Élite"], "Face": {"honour": 0.5, "shame": -0.25, "nothing": 0}}'))).toEqual([
      'rule | Power | 1',
      'Élite | Power | 1',
      'honour | Face | 0.5',
      'shame | Face | 0.25 | -1',
    ]);
  });

  it.each([
    ['semicolons and quotes', '"term";"label";"weight"\n"law; and order";conformity;.5\n', ['law; and order | conformity | 0.5']],
    ['tabs, one column a category', 'Word\tcare\tface\nhug\t1\t\nshame\t\t-0.5\n', ['hug | care | 1', 'shame | face | 0.5 | -1']],
    ['marks as in .dicx', 'DicTerm,power,security\nking,X,\nwall,,x\n', ['king | power | 1', 'wall | security | 1']],
    ['two columns of words without a header', 'king,power\nwall,security\n', ['king | power | 1', 'wall | security | 1']],
  ])('is read from a table with %s', (_, text, expected) => {
    expect(lines(read('table.csv', text))).toEqual(expected);
  });

  it('says what it put together or left out', () => {
    const { notes, entries } = read('a.json', '{"a": ["muslim", "muslim", ":-)", ""]}');
    expect(entries).toHaveLength(1);
    expect(notes).toEqual([
      '1 entry is repeated for the same category; the largest weight counts: “muslim”.',
      '2 entries are without a letter or digit, and left out: “:-)”, “”.',
    ]);
  });
});

const DIC = (body: string): string => `%\n1\tcare\n%\n${body}\n`;

describe('a malformed lexicon is refused, with the place', () => {
  it.each<[string, string, string | Uint8Array, RegExp]>([
    ['UTF-16, little endian', 'a.csv', Uint8Array.of(0xff, 0xfe, 0x61, 0), /^a\.csv, line 1, column 1: the file is UTF-16/],
    ['UTF-16, big endian', 'a.csv', Uint8Array.of(0xfe, 0xff, 0, 0x61), /UTF-16/],
    ['UTF-16 without a mark', 'a.csv', Uint8Array.of(0x61, 0, 0x62, 0), /line 1, column 2: there is a zero byte/],
    ['Latin-1', 'a.csv', Uint8Array.of(0x61, 0x0a, 0x62, 0xe9, 0x62), /line 2, column 2: byte 0xE9 is not UTF-8: .*Latin-1/],
    ['a character that breaks off', 'a.csv', Uint8Array.of(0x61, 0x0a, 0xe2, 0x82), /line 2, column 1: byte 0xE2 is not UTF-8/],
    ['Latin-1 after a whole character', 'a.csv', Uint8Array.of(0xc3, 0xa9, 0xff, 0x61), /line 1, column 3: byte 0xFF is not UTF-8/],
    ['lost letters', 'a.csv', 'word,label\ncaf\uFFFD,hedonism', /line 2, column 4: there is a replacement character/],
    ['garbled letters', 'a.json', '{"a":["cafÃ©"]}', /line 1, column 11: “Ã©” looks like UTF-8/],
    ['garbled apostrophes', 'a.json', '{"a":["donâ€™t"]}', /“â€™” looks like UTF-8/],
    ['no %', 'a.dic', 'care 1', /^a\.dic, line 1: the first line is not “%”/],
    ['an open header', 'a.dic', '%\n1 care\nkind 1', /line 3: “kind 1” is not a number and the name/],
    ['a header without end', 'a.dic', '%\n1 care\n', /line 3: the list of categories is not closed/],
    ['no category', 'a.dic', '%\n%\nkind 1', /line 2: there is no category/],
    ['a category twice', 'a.dic', '%\n1 care\n1 fairness\n%\n', /line 3: there are two categories with the number 1/],
    ['a name twice', 'a.dic', '%\n1 care\n2 care\n%\n', /line 3: there are two categories “care”/],
    ['a comment', 'a.dic', DIC('# words of care'), /line 4: “# words of care” looks like a comment/],
    ['a condition', 'a.dic', DIC('kind\t(02 134)125/464 1'), /line 4: .* has a condition/],
    ['a condition in brackets', 'a.dic', DIC('like <of> 1'), /line 4: .* has a condition/],
    ['an unknown category', 'a.dic', DIC('kind\t1\nhug\t7'), /line 5: there is no category with the number 7/],
    ['a word without a number', 'a.dic', DIC('kind'), /line 4: “kind” is not a word and the numbers/],
    ['a star inside a word', 'a.dic', DIC('ab*se\t1'), /line 4: a star in “ab\*se” is not at the end of a word/],
    ['a star alone', 'a.dic', DIC('a *\t1'), /line 4: a star in/],
    ['an empty file', 'a.csv', '', /^a\.csv, line 1: the file is empty/],
    ['an empty dictionary', 'a.dic', '', /^a\.dic, line 1: the file is empty/],
    ['numbers without a header', 'a.csv', 'mercy,0.4\nfraud,0.2', /line 1: the first line does not name the columns/],
    ['rows of different length', 'a.csv', 'word,care\nhug,1\nkiss,1,2', /line 3: there are 3 columns instead of 2, separated by commas/],
    ['an open quote', 'a.csv', 'word,care\n"hug,1\n', /line 2, column "1": a quoted field is not closed/],
    ['no column of words', 'a.csv', 'thing,care\nhug,1', /line 1: there is no column of words among "thing", "care"/],
    ['a column twice', 'a.csv', 'word,care,care\nhug,1,1', /line 1, column "care": the column occurs twice/],
    ['a weight that is no number', 'a.csv', 'word,care\nhug,much', /line 2, column "care": “much” is not a number/],
    ['a weight over 1', 'a.csv', 'word,care\nhug,7', /line 2, column "care": the weight 7 is not between -1 and 1/],
    ['a rating over 9', 'care.tsv', 'WORD\tEXPRESSED_MORAL\nhug\t11', /^care\.tsv, line 2, column "EXPRESSED_MORAL": 11 is not between 1 and 9/],
    ['a probability below 0', 'a.csv', 'word,care_p,care_sent\nhug,-0.1,0', /column "care_p": -0.1 is no probability/],
    ['a row without a word', 'a.csv', 'word,care\n ,1', /line 2, column "care": there is no word/],
    ['an endless word', 'a.csv', `word,care\n${'x'.repeat(201)},1`, /line 2, column "care": the entry is longer than 200/],
    ['broken JSON', 'a.json', '{"a": ["b",\n "c"', /line 2, column 5: a comma or “]” is missing/],
    ['JSON that breaks off', 'a.json', '{"a": ["b",', /line 1, column 12: the file breaks off/],
    ['a key twice', 'a.json', '{"a": ["b"],\n "a": ["c"]}', /line 2, column 2: the key "a" occurs twice/],
    ['a prototype key', 'a.json', '{"__proto__": ["b"]}', /column 2: the key "__proto__" is reserved/],
    ['another prototype key', 'a.csv', 'word,label\nhug,constructor', /line 2: a category cannot be called "constructor"/],
    ['a list on top', 'a.json', '["a"]', /^a\.json, \$: there is no object/],
    ['words that are none', 'a.json', '{"a": ["b", 3]}', /\$\["a"\]\[1\]: this is not a word/],
    ['weights that are none', 'a.json', '{"a": {"b": "much"}}', /\$\["a"\]\["b"\]: the weight is not a number/],
    ['a category that is no list', 'a.json', '{"a": true}', /\$\["a"\]: this is neither a list/],
    ['too much nesting', 'a.json', '{"a":[[[[[1]]]]]}', /there are more than 4 levels/],
    ['no entry at all', 'a.json', '{"a": []}', /a\.json: there is no word in it/],
  ])('%s', (_, name, content, message) => {
    expect(() => read(name, content)).toThrowError(expect.objectContaining({ code: 'invalid-input', message: expect.stringMatching(message) as string }));
    expect(() => read(name, content)).toThrow(TaggerError);
  });

  it('where there is no file', () => {
    expect(() => readLexicon([])).toThrow(/No file was given/);
  });
});
