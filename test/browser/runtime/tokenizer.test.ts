import { beforeAll, describe, expect, it } from 'vitest';
import { TextEncoding } from '../../../src/runtime/tokenizer.ts';
import golden from '../../fixtures/tokenizer-golden.json';
import { MODEL_URL } from '../support/samples.ts';

const read = async (file: string): Promise<string> => (await fetch(`${MODEL_URL}${file}`)).text();

let tokenizer: string;
let config: string;

beforeAll(async () => {
  [tokenizer, config] = await Promise.all([read('tokenizer.json'), read('tokenizer_config.json')]);
});

describe('TextEncoding', () => {
  it("gives the Python tokenizer's ids, with accents, emoji, addresses and many scripts", () => {
    expect(golden.length).toBeGreaterThanOrEqual(60);
    const encoding = new TextEncoding(tokenizer, config, 100_000);
    const different = golden.filter(({ text, ids }) => JSON.stringify([...encoding.encode(text).ids]) !== JSON.stringify(ids));
    expect(different.map(({ text }) => text)).toEqual([]);
  });

  it('cuts a long text at the limit, keeps the end mark, and says so', () => {
    const encoding = new TextEncoding(tokenizer, config, 16);
    const whole = new TextEncoding(tokenizer, config, 1000).encode('one two three four five '.repeat(20)).ids;
    const { ids, truncated } = encoding.encode('one two three four five '.repeat(20));
    expect(truncated).toBe(true);
    expect([...ids]).toEqual([...whole.slice(0, 15), whole.at(-1)]);
  });

  it('takes a text of megabytes without reading all of it, and one that is mostly white space whole', () => {
    const encoding = new TextEncoding(tokenizer, config, 16);
    const started = performance.now();
    expect(encoding.encode('freedom and order '.repeat(500_000)).truncated).toBe(true);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(encoding.encode(`one${' '.repeat(10_000)}two`)).toEqual(encoding.encode('one two'));
  });

  it('refuses files that are no tokenizer', () => {
    expect(() => new TextEncoding('{}', '{}', 16)).toThrowError(expect.objectContaining({ code: 'tokenizer-failed' }));
  });
});
