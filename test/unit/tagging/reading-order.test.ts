import { describe, expect, it } from 'vitest';
import { inReadingOrder } from '../../../src/tagging/reading-order.ts';
import type { TaggedSentence } from '../../../src/tagging/types.ts';

const sentence = (index: number): TaggedSentence => ({ index, start: index, end: index + 1, text: 'x', scores: {}, truncated: false, cached: false });

describe('inReadingOrder', () => {
  it('gives sentences in reading order, whatever order they are finished in', async () => {
    const seen: number[] = [];
    for await (const { index } of inReadingOrder(async (give) => {
      for (const part of [[2], [0, 3], [1]]) {
        give(part.map(sentence));
        await Promise.resolve();
      }
    }, {})) seen.push(index);
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  it('cancels the run when the loop is left', async () => {
    let signal: AbortSignal | undefined;
    for await (const _ of inReadingOrder(async (give, given) => {
      signal = given;
      give([sentence(0)]);
      await new Promise(() => undefined);
    }, {})) break;
    expect(signal?.aborted).toBe(true);
  });

  it('throws what the run threw, after what was finished', async () => {
    const seen: number[] = [];
    const loop = async (): Promise<void> => {
      for await (const { index } of inReadingOrder(async (give) => {
        give([sentence(0)]);
        throw new Error('the device is gone');
      }, {})) seen.push(index);
    };
    await expect(loop()).rejects.toThrow('the device is gone');
    expect(seen).toEqual([0]);
  });

  it('passes an outer abort on', async () => {
    const outer = new AbortController();
    const loop = async (): Promise<void> => {
      for await (const _ of inReadingOrder(
        (_give, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
        { signal: outer.signal },
      )) void _;
    };
    setTimeout(() => outer.abort());
    await expect(loop()).rejects.toThrow('stopped');
  });
});
