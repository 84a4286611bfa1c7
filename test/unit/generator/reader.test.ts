import { describe, expect, it } from 'vitest';
import { answers, sheetOf } from '../../../src/runtime/generator/answer-sheet.ts';
import type { CausalModel, KeyValueCache, Step } from '../../../src/runtime/generator/causal-model.ts';
import { Chooser } from '../../../src/runtime/generator/choose.ts';
import { decode } from '../../../src/runtime/generator/decode.ts';
import { object, string } from '../../../src/runtime/generator/grammar.ts';
import { PromptReader } from '../../../src/runtime/generator/reader.ts';
import { Vocabulary } from '../../../src/runtime/generator/vocabulary.ts';
import { TOKENIZERS } from './tokenizers.ts';

/** A model whose logits tell which token was last, and which counts its caches. */
class CountingModel implements CausalModel {
  readonly width = 2000;
  readonly chunk = 8;
  readonly live = new Set<KeyValueCache>();
  readonly read: number[] = [];
  failAt = Infinity;

  async run(ids: readonly number[], past: KeyValueCache | undefined, rows: 'last' | 'all'): Promise<Step> {
    if (past && !this.live.has(past)) throw new Error('read from a cache that was disposed of');
    if (this.read.push(ids.length) > this.failAt) throw new Error('out of order');
    const cache: KeyValueCache = { tokens: (past?.tokens ?? 0) + ids.length, dispose: () => void this.live.delete(cache) };
    this.live.add(cache);
    const given = rows === 'all' ? ids : ids.slice(-1);
    const logits = new Float32Array(given.length * this.width);
    for (const [row, id] of given.entries()) logits[row * this.width + (id % this.width)] = 5;
    return { logits, cache };
  }
}

const signal = new AbortController().signal;
const count = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);
const vocabulary = new Vocabulary(TOKENIZERS[0]?.json);

describe('reading prompts', () => {
  it('reads what prompts have in common once, in the same pieces as without', async () => {
    const model = new CountingModel();
    const reader = new PromptReader(model);
    const ends = [count(100, 105), count(200, 210), count(300, 305)];
    const reused: number[] = [];
    for (const end of ends) {
      const { cache, reused: kept } = await reader.read([...count(0, 30), ...end], signal);
      expect(cache.tokens).toBe(30 + end.length);
      reader.release(cache);
      reused.push(kept);
    }
    expect(reused).toEqual([0, 0, 24]);
    expect(model.read).toEqual([8, 8, 8, 8, 3, 8, 8, 8, 8, 8, 8, 3]);
    expect(model.live.size).toBe(1);
    reader.release((await reader.read(count(500, 530), signal)).cache);
    expect(model.live.size).toBe(0);
    reader.dispose();
    expect(model.live.size).toBe(0);
  });

  it('disposes of every cache where a run fails or is cancelled, while reading and while writing', async () => {
    const grammar = object({ text: string(40) });
    for (let failAt = 0; failAt < 16; failAt++) {
      for (const how of ['fails', 'is cancelled'] as const) {
        const model = new CountingModel();
        const reader = new PromptReader(model);
        const stop = new AbortController();
        if (how === 'fails') model.failAt = failAt;
        const run = model.run.bind(model);
        model.run = async (...given) => {
          if (how === 'is cancelled' && model.read.length === failAt) stop.abort();
          return await run(...given);
        };
        await decode(reader, count(0, 30), new Chooser(vocabulary, { grammar, maxTokens: 60, temperature: 1, seed: failAt }), vocabulary, stop.signal, () => undefined).catch(() => undefined);
        expect(model.live.size, `${how} at ${failAt}`).toBe(0);
      }
    }
  });
});

describe('the sheet of answers', () => {
  /** A token a letter. */
  const encode = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

  it('finds where yes and no part, and writes no everywhere', () => {
    const { ids, places } = sheetOf(['A:', 'B:'], { added: [], encode });
    expect(String.fromCharCode(...ids)).toBe('A: no\nB: n');
    expect(places.map(({ at, yes, no }) => [ids[at - 1], String.fromCharCode(yes, no)])).toEqual([[' '.charCodeAt(0), 'yn'], [' '.charCodeAt(0), 'yn']]);
  });

  it('says where a model overflows: no number is no answer', async () => {
    const model = new CountingModel();
    const run = model.run.bind(model);
    model.run = async (ids, past, rows) => {
      const step = await run(ids, past, rows);
      step.logits.fill(Number.NaN);
      return step;
    };
    await expect(answers(new PromptReader(model), count(0, 20), sheetOf(['A:', 'B:'], { added: [], encode }), signal)).rejects.toMatchObject({ code: 'engine-failed' });
    expect(model.live.size).toBe(0);
  });

  it('reads every answer off before it is written, across pieces, and gives its cache back', async () => {
    const model = new CountingModel();
    // Says yes to the third question only: by how many tokens were there.
    const run = model.run.bind(model);
    model.run = async (ids, past, rows) => {
      const step = await run(ids, past, rows);
      for (const [row] of ids.entries()) step.logits[row * model.width + 'y'.charCodeAt(0)] = (past?.tokens ?? 0) + row === 20 + 2 * 6 + 2 ? 9 : -9;
      return step;
    };
    const { scores } = await answers(new PromptReader(model), count(0, 20), sheetOf(['A:', 'B:', 'C:', 'D:'], { added: [], encode }), signal);
    expect([...scores].map((score) => score > 0.5)).toEqual([false, false, true, false]);
    expect(model.live.size).toBe(0);
  });
});
