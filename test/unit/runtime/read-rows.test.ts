import { afterEach, describe, expect, it, vi } from 'vitest';
import { Batcher } from '../../../src/runtime/batcher.ts';
import type { EncodedBatch, EncodeRequest, Reading } from '../../../src/runtime/protocol.ts';
import { readRows } from '../../../src/runtime/read-rows.ts';
import type { TextEncoding } from '../../../src/runtime/tokenizer.ts';

afterEach(() => vi.restoreAllMocks());

const TEXTS = Array.from({ length: 40 }, (_, index) => `text ${index}`);
const PAIRS: Reading = { kind: 'pairs', hypotheses: TEXTS.slice(0, 10), plus: 0, minus: 1 };

/** A tokenizer that takes 20 milliseconds for each text, and a model whose two logits are a text's number and 0. */
function slow(): { readonly read: (request: Omit<EncodeRequest, 'id'>) => AsyncGenerator<EncodedBatch, void, undefined>; readonly cut: string[] } {
  const cut: string[] = [];
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const take = (text: string): Int32Array => {
    now += 20;
    cut.push(text);
    return Int32Array.of(Number(text.slice(5)));
  };
  const tokenizer = {
    encode: (text: string) => ({ ids: take(text), truncated: false }),
    segment: (text: string) => ({ ids: take(text), truncated: false }),
    pair: (first: { ids: Int32Array }) => ({ ids: first.ids, truncated: false }),
  } as unknown as TextEncoding; // What else it has is not asked for here.
  const batcher = new Batcher(async (rows) => Float32Array.from(rows.flatMap(({ ids }) => [ids[0] ?? -1, 0])), { tokens: 64, multiple: 1, fewShapes: false });
  return { cut, read: (request) => readRows(batcher, tokenizer, request) };
}

describe('reading rows', () => {
  it.each([['texts', undefined], ['pairs', PAIRS]])('of %s gives its caller a turn about every 50 milliseconds while it cuts them into tokens', async (_, reading) => {
    const { read, cut } = slow();
    const rows = read({ texts: TEXTS, ...(reading ? { reading } : {}) });
    const seen: number[] = [];
    for (let step = 0; step < 5; step++) {
      const { value } = await rows.next();
      expect(value?.indices).toHaveLength(0);
      seen.push(cut.length);
    }
    // Three of one kind at a time, or the last hypothesis and three texts.
    expect(Math.max(...seen.map((count, step) => count - (seen[step - 1] ?? 0)))).toBeLessThanOrEqual(4);
    // Who has heard enough is obeyed: no further text is cut.
    await rows.return();
    expect(cut).toHaveLength(seen.at(-1) ?? 0);
  });

  it('gives every row once all the same', async () => {
    const { read } = slow();
    const found = new Map<number, number>();
    for await (const { indices, logits } of read({ texts: TEXTS })) {
      for (const [place, index] of indices.entries()) found.set(index, logits[place * 2] ?? Number.NaN);
    }
    expect([...found].toSorted(([a], [b]) => a - b)).toEqual(TEXTS.map((_, index) => [index, index]));
  });

  it('gives every text its pairs all the same', async () => {
    const { read } = slow();
    const found = new Map<number, number[]>();
    for await (const { indices, logits } of read({ texts: TEXTS, reading: PAIRS })) {
      for (const [place, index] of indices.entries()) found.set(index, [...logits.subarray(place * 10, (place + 1) * 10)]);
    }
    expect([...found].toSorted(([a], [b]) => a - b)).toEqual(TEXTS.map((_, index) => [index, Array.from({ length: 10 }, () => index)]));
  });
});
