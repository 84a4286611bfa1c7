import { describe, expect, it } from 'vitest';
import type { SizeResult, ThroughputResult } from '../../bench/measures.ts';
import { operatorTimes } from '../../bench/profile.ts';
import { fill, kernelDistanceTable, ratios, table, together, type BenchResult } from '../../bench/report.ts';
import { quantile, ratio, spread } from '../../bench/statistics.ts';

describe('quantiles and spreads', () => {
  it('lie between the values around them', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10, 20, 30, 40, 50], 0.25)).toBe(20);
    expect(quantile([7], 0.75)).toBe(7);
    expect(spread([3, 1, 2])).toEqual({ median: 2, low: 1.5, high: 2.5, repeats: 3 });
  });

  it('takes ratios within each repeat, so that a slow spell of the machine does not count', () => {
    expect(ratio([200, 20, 200], [100, 10, 100]).median).toBe(2);
    expect(ratio([200, 20, 200], [100, 10, 100]).high).toBe(2);
  });
});

const sized = (size: number, rates: readonly number[], firstInBatches?: number): SizeResult => {
  const none = spread([0]);
  return { size, rates, first: none, batch: undefined, firstInBatches: firstInBatches === undefined ? undefined : spread([firstInBatches]), longTasks: { count: none, total: none, longest: none } };
};
const arm = (id: string, ...sizes: SizeResult[]): ThroughputResult => ({ id, name: id, description: '', isolated: true, workers: 1, memory: { page: undefined, peak: undefined }, sizes });

describe('the ratios that are to hold', () => {
  it('are taken at 1,000 sentences and compared with what is wanted', () => {
    const rows = ratios([arm('ours', sized(10, [1]), sized(1000, [200], 1.2), sized(10_000, [500])), arm('whole', sized(10, [1]), sized(1000, [40])), arm('loop', sized(1000, [100]))]);
    expect(rows.map(({ wanted, found, holds }) => [wanted, found.median, holds])).toEqual([
      ['≥ 5', 5, true],
      ['≥ 2.5', 2, false],
      ['≤ 1.5', 1.2, true],
    ]);
  });
});

describe('several runs', () => {
  it('become one, with the sizes of both for each arm and the greater load', () => {
    const run = (load: number, ...throughput: ThroughputResult[]): BenchResult => ({ machine: { load } as BenchResult['machine'], text: {} as BenchResult['text'], throughput });
    const both = together(run(0.2, arm('ours', sized(1000, [2])), arm('loop', sized(1000, [1]))), run(3, arm('ours', sized(10, [1]))));
    expect(both.throughput?.map(({ id, sizes }) => [id, sizes.map(({ size }) => size)])).toEqual([['ours', [10, 1000]], ['loop', [1000]]]);
    expect(both.machine.load).toBe(3);
  });
});

describe('an engine profile', () => {
  const node = (name: string, op: string, ts: number, dur: number): object => ({ cat: 'Node', name: `${name}_kernel_time`, ts, dur, args: { op_name: op } });
  const run = (ts: number, dur: number): object => ({ cat: 'Session', name: 'model_run', ts, dur });

  it('counts of each kernel the least of its passes, batch by batch', () => {
    // Two batches, two passes; in the second pass the first batch was disturbed, in the first pass the second.
    const events = [run(0, 10), node('a', 'Gelu', 1, 2000), node('b', 'Mul', 4, 1000), run(100, 10), node('a', 'Gelu', 101, 9000), run(200, 10), node('a', 'Gelu', 201, 8000), node('b', 'Mul', 204, 500), run(300, 10), node('a', 'Gelu', 301, 3000)];
    expect(operatorTimes(JSON.stringify(events), 2)).toEqual({ Gelu: 5, Mul: 0.5 });
  });

  it('is refused where the runs are not whole passes, or it holds no operator', () => {
    expect(() => operatorTimes(JSON.stringify([run(0, 1), run(2, 1), run(4, 1)]), 2)).toThrow(/3 runs/);
    expect(() => operatorTimes(JSON.stringify([run(0, 1), run(2, 1)]), 2)).toThrow(/no operators/);
  });
});

describe('the marked sections of a document', () => {
  const document = 'before\n<!-- bench:starts:begin -->\nold\n<!-- bench:starts:end -->\nbetween\n<!-- bench:profile:begin -->\nkept\n<!-- bench:profile:end -->\nafter\n';

  it('are renewed where there is something new, and else stay', () => {
    const filled = fill(document, new Map([['starts', table(['a', 'b'], [['x', '1']])]]));
    expect(filled).toBe(document.replace('old', '| a | b |\n| --- | ---: |\n| x | 1 |'));
    expect(fill(filled, new Map())).toBe(filled);
  });

  it('must have both their marks', () => {
    expect(() => fill('<!-- bench:starts:begin -->\nold\n', new Map([['starts', 'new']]))).toThrow(/bench:starts:begin.*no end mark/);
  });
});

describe('our kernel beside the native engine', () => {
  it('leaves out no step and no operator, whatever they are called', () => {
    const rows = kernelDistanceTable({ sentences: 1, tokens: 1, kernel: { products: 40, normalize: 10, 'a new step': 5 }, graphs: [{ name: 'bundle', web: {}, native: { MatMulIntegerToFloat: 10, QAttention: 10, SkipLayerNormalization: 20, Anything: 2 } }] }).split('\n');
    expect(rows.slice(2)).toEqual([
      '| products, GELU, attention | 40.0 | 20.0 | 2.00 × |',
      '| normalization, rounding to bytes, the rest | 15.0 | 22.0 | 0.68 × |',
      '| **all** | 55.0 | 42.0 | 1.31 × |',
    ]);
  });
});
