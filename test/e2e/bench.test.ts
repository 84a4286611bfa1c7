import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BenchResult } from '../bench/report.ts';

const run = promisify(execFile);
const bench = (...args: string[]): Promise<{ stdout: string }> => run(process.execPath, ['test/bench/run.mjs', ...args], { timeout: 290_000 });

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'value-tagger-bench-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('npm run bench', () => {
  it('measures a start, a short text and every operator, in the browser and natively', async () => {
    const json = join(folder, 'out.json');
    const { stdout } = await bench('--quick', '--only', 'starts,throughput,profile', '--json', json);
    const { starts, throughput, profile, text } = JSON.parse(await readFile(json, 'utf8')) as BenchResult;

    const [start] = starts ?? [];
    // All of the model and one engine; the second visit has the model at hand.
    expect(start?.cold.bytes.median).toBeGreaterThan(23e6);
    // The engine is our own, of some kilobytes.
    expect(start?.cold.bytes.median).toBeLessThan(26e6);
    expect(start?.warm.bytes.median).toBeLessThan((start?.cold.bytes.median ?? 0) / 2);
    expect(start?.cold.firstTag.median).toBeGreaterThan(start?.cold.ready.median ?? Infinity);

    expect(throughput?.map(({ id }) => id)).toEqual(expect.arrayContaining(['ours', 'native']));
    for (const { name, sizes } of throughput ?? []) expect(sizes.map(({ size, rates }) => [size, rates.length, (rates[0] ?? 0) > 0]), name).toEqual([[10, 1, true]]);
    expect(throughput?.find(({ id }) => id === 'ours')?.workers).toBeGreaterThanOrEqual(1);

    const ours = profile?.graphs.find(({ name }) => name === 'bundle');
    // The engine's browser build runs the same operators as the native one, and tells of each.
    expect(Object.keys(ours?.web ?? {}).toSorted()).toEqual(Object.keys(ours?.native ?? {}).toSorted());
    expect(ours?.web['QAttention']).toBeGreaterThan(0);

    // Our own kernel tells of its steps.
    expect(Object.keys(profile?.kernel ?? {})).toEqual(expect.arrayContaining(['products', 'attention', 'normalize', 'embed']));

    expect(text.mean).toBeGreaterThan(24);
    expect(stdout).toContain('| value-tagger |');
    if (!throughput?.some(({ id }) => id === 'loop')) expect(stdout).toMatch(/nothing is measured of the pipeline/);
  }, 300_000);

  it.each([
    ['a part that does not exist', ['--only', 'lunch'], /--only names "lunch"/],
    ['no repeats', ['--repeats', '0'], /--repeats is "0"/],
    ['texts of no size', ['--sizes', '10,x'], /--sizes is "10,x"/],
    ['shapes of no size', ['--gpu', '--buckets', '16x32,0x8'], /--buckets is "16x32,0x8"/],
    ['to publish the figures of a quick run', ['--quick', '--write'], /--write with --quick/],
  ])('refuses %s and says what is wrong', async (_, args, message) => {
    const output = await bench(...args).then(
      () => 'accepted',
      (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
    );
    expect(output).toMatch(message);
  });
});
