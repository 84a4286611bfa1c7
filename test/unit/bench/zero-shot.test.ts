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

it('takes the ratio within each repeat, on the same engine build, and says whether it is what is wanted', () => {
  expect(reached(result([4, 2, 2]))).toBe(true);
  expect(zeroShotSection(result([4, 2, 2]))).toMatch(/same engine build and threads \| ≥ 1\.5 \| 2\.00 \(1\.50–2\.00\) \| yes/);
  expect(reached(result([2.8, 1.4, 10]))).toBe(false);
  expect(reached(result([2.8, 1.4, 10], [4, 2, 2]))).toBe(false);
  expect(zeroShotSection(result([2.8, 1.4, 10], [4, 2, 2]))).toMatch(/a worker a thread \| – \| 2\.00 \(1\.50–2\.00\) \| –/);
  expect(zeroShotSection(result([2.8, 1.4, 10]))).toMatch(/\| 1\.40 \(1\.40–3\.20\) \| \*\*no\*\*/);
  expect(zeroShotSection(result([4, 2, 2]))).toMatch(/as the page runs it : pipeline \| – \| 5\.00/);
});
