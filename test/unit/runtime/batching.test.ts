import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commonShapes, paddingShare, planBatches, type BatchLimits } from '../../../src/runtime/batching.ts';
import { TextEncoding } from '../../../src/runtime/tokenizer.ts';
import { limitsOf } from '../../../src/runtime/limits.ts';
import { FIRST } from '../../../src/tagging/work-queue.ts';
import { sentencesFrom } from '../../bench/text.ts';

const limits: BatchLimits = { tokens: 512, multiple: 4, fewShapes: false };
const few: BatchLimits = { tokens: 1024, multiple: 4, fewShapes: true };

const ragged: BatchLimits = { tokens: 256, multiple: 1, fewShapes: false, ragged: true };

const lengths = Array.from({ length: 300 }, (_, index) => 5 + ((index * 7919) % 60));

describe('planBatches', () => {
  it.each([limits, few])('gives every row exactly once, the shortest first', (own) => {
    const rows = planBatches(lengths, own).flatMap((plan) => plan.rows);
    expect(rows.toSorted((a, b) => a - b)).toEqual(lengths.map((_, index) => index));
    expect(rows.map((row) => lengths[row])).toEqual(lengths.toSorted((a, b) => a - b));
  });

  it.each([limits, few])('never computes beyond the token budget, and pads every row to at least its own length', (own) => {
    for (const { rows, length, height } of planBatches(lengths, own)) {
      expect(height * length).toBeLessThanOrEqual(own.tokens);
      expect(height).toBeGreaterThanOrEqual(rows.length);
      expect(length % own.multiple).toBe(0);
      for (const row of rows) expect(lengths[row]).toBeLessThanOrEqual(length);
    }
  });

  it('gives a row beyond the budget a batch of its own', () => {
    expect(planBatches([600, 3], limits)).toEqual([
      { rows: [1], length: 4, height: 1 },
      { rows: [0], length: 600, height: 1 },
    ]);
  });

  it('uses few shapes where it should, and never a single row', () => {
    const shapes = new Set<string>();
    for (let seed = 0; seed < 50; seed++) {
      const own = Array.from({ length: 40 + seed * 17 }, (_, index) => 3 + ((index * 7919 + seed * 104_729) % (seed % 5 === 0 ? 250 : 70)));
      for (const { length, height } of planBatches(own, few)) {
        expect(height).toBeGreaterThan(1);
        shapes.add(`${height} × ${length}`);
      }
    }
    const full = [...shapes].filter((shape) => commonShapes(few).some(({ height, length }) => shape === `${height} × ${length}`));
    expect(full.length).toBe(commonShapes(few).length);
    // 32 lengths, a full batch of each and the powers of two below it at most.
    expect(shapes.size).toBeLessThan(70);
  });

  it('leaves texts in their order where none is padded, and counts what they have', () => {
    const plans = planBatches([...lengths, 600, 3], ragged);
    expect(plans.flatMap(({ rows }) => rows)).toEqual(Array.from({ length: 302 }, (_, row) => row));
    for (const { rows, length, height } of plans.slice(0, -2)) {
      expect(height).toBe(1);
      expect(length).toBe(rows.reduce((sum, row) => sum + (lengths[row] ?? 0), 0));
      expect(length).toBeLessThanOrEqual(256);
    }
    // A batch ends only where the next text would not have fitted.
    for (const [at, { length }] of plans.entries()) expect(length + (lengths[plans[at + 1]?.rows[0] ?? -1] ?? 600)).toBeGreaterThan(256);
    expect(plans.slice(-2)).toEqual([{ rows: [300], length: 600, height: 1 }, { rows: [301], length: 3, height: 1 }]);
    expect(paddingShare(plans, [...lengths, 600, 3])).toBe(0);
  });

  it('lets rows of very different lengths not share a batch, unless shapes are to be few', () => {
    const first = [25, 12, 48, 18, 33];
    expect(paddingShare(planBatches(first, limits), first)).toBeLessThan(0.1);
    expect(planBatches(first, few).map(({ rows }) => rows)).toEqual([[1, 3, 0, 4, 2]]);
    for (let seed = 0; seed < 50; seed++) {
      const own = Array.from({ length: 40 }, (_, index) => 4 * (1 + ((index * 7919 + seed * 104_729) % 60)));
      for (const plan of planBatches(own, limits)) expect(paddingShare([plan], own)).toBeLessThanOrEqual(0.1);
    }
  });

  it('counts no rounding as padding: short rows of one length share a batch', () => {
    expect(planBatches([5, 5, 5, 5], limits)).toEqual([{ rows: [3, 2, 1, 0], length: 8, height: 4 }]);
  });

  it('fills static shapes where there are some, and leaves only longer rows to others', () => {
    const buckets = [{ rows: 4, length: 32 }, { rows: 2, length: 128 }];
    // The batch of a long row is computed whole, so a shorter row fills it.
    expect(planBatches([200, 100, 20, 10, 30, 31, 5], { ...few, buckets })).toEqual([
      { rows: [6, 3, 2, 4], length: 32, height: 4 },
      { rows: [5, 1], length: 128, height: 2 },
      { rows: [0], length: 208, height: 2 },
    ]);
    expect(commonShapes({ ...few, buckets })).toEqual([{ height: 4, length: 32 }, { height: 2, length: 128 }]);
  });

  it('gives nothing for nothing', () => {
    expect(planBatches([], ragged)).toEqual([]);
    expect(planBatches([], limits)).toEqual([]);
  });
});

describe('padding on a normal text', () => {
  const read = (name: string): string => readFileSync(`models/embedded/${name}`, 'utf8');
  const tokenizer = new TextEncoding(read('tokenizer.json'), read('tokenizer_config.json'), 256);
  const tokens = sentencesFrom(7, 2000).map((text) => tokenizer.encode(text).ids.length);

  it.each([
    ['the CPU', limitsOf({ device: 'wasm', build: 'jspi' }, false, 1)],
    ['several threads of the CPU', limitsOf({ device: 'wasm', build: 'jspi' }, false, 4)],
    ['the kernel', limitsOf({ device: 'wasm', build: 'kernel' }, false, 1)],
    ['a GPU', limitsOf({ device: 'webgpu', build: 'jspi' }, false, 1)],
  ])('is under a tenth of what %s computes, a short first order included', (device, own) => {
    const mean = tokens.reduce((a, b) => a + b) / tokens.length;
    expect(mean).toBeGreaterThan(20);
    expect(mean).toBeLessThan(32);
    let computed = 0;
    let batches = 0;
    for (let start = 0, size = FIRST; start < tokens.length; start += size, size = own.window) {
      for (const { length, height } of planBatches(tokens.slice(start, start + size), own)) {
        computed += height * length;
        batches++;
      }
    }
    const share = 1 - (mean * tokens.length) / computed;
    console.info(`${tokens.length} sentences of ${mean.toFixed(1)} tokens on ${device}: ${batches} batches, ${(100 * share).toFixed(1)} % padding`);
    expect(share).toBeLessThan(0.1);
    expect(paddingShare(planBatches(tokens, own), tokens)).toBeLessThan(0.1);
  });

  it('is under a tenth of what several threads compute of sentences beside hypotheses, though their batches are larger', () => {
    const { pairs: ofPairs, ...limits } = limitsOf({ device: 'wasm', build: 'jspi' }, false, 4);
    expect(ofPairs).toEqual({ tokens: 1024, multiple: 1 });
    // As many as are planned together: 26 sentences beside 19 hypotheses of 7 to 11 tokens.
    const pairs = tokens.slice(0, 26).flatMap((length) => Array.from({ length: 19 }, (_, at) => length + 7 + (at % 5)));
    const share = paddingShare(planBatches(pairs, { ...limits, ...ofPairs }), pairs);
    console.info(`${pairs.length} pairs: ${(100 * share).toFixed(1)} % padding`);
    expect(share).toBeLessThan(0.1);
  });
});
