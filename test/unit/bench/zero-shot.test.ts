import { expect, it } from 'vitest';
import type { Machine } from '../../bench/machine.ts';
import { reached, zeroShotSection, type ZeroShotResult } from '../../bench/zero-shot-report.ts';

const machine: Machine = { date: '2026-01-01', cpu: 'Some', cores: 2, arch: 'x86_64', memoryGB: 8, node: 'v20', browser: 'Chromium 1', load: 0.1 };
const result = (same: readonly number[], shared: readonly number[] = [2, 1, 2]): ZeroShotResult => ({
  machine,
  labels: 19,
  sentences: 200,
  arms: { same: 'a', shared: 'd', pipeline: 'b', page: 'c' },
  rates: { same: [...same], shared: [...shared], pipeline: [2, 1, 2], page: [10, 5, 10] },
});

it('takes the ratio within each part, on the same engine build and threads, and says whether it is what is wanted', () => {
  expect(reached(result([4, 2, 2]))).toBe(true);
  expect(zeroShotSection(result([4, 2, 2]))).toMatch(/as many threads in one engine : pipeline \| ≥ 1\.5 \| 2\.00 \(1\.50–2\.00\) \| yes/);
  expect(reached(result([2.8, 1.4, 10]))).toBe(false);
  expect(zeroShotSection(result([2.8, 1.4, 10]))).toMatch(/in one engine : pipeline .*\| 1\.40 \(1\.40–3\.20\) \| \*\*no\*\*/);
  expect(zeroShotSection(result([4, 2, 2]))).toMatch(/as the page runs it : pipeline \| – \| 5\.00/);
});

it('takes either way to share as many threads out, and says of each whether it is enough', () => {
  const told = zeroShotSection(result([2.8, 1.4, 10], [4, 2, 2]));
  expect(reached(result([2.8, 1.4, 10], [4, 2, 2]))).toBe(true);
  expect(told).toMatch(/in one engine : pipeline .*\| \*\*no\*\*/);
  expect(told).toMatch(/a worker of its own : pipeline \| ≥ 1\.5 \| 2\.00 \(1\.50–2\.00\) \| yes/);
});
