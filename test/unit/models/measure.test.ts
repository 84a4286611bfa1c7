import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LoadedModel } from '../../../models/evaluation/encode-in-browser.ts';
import { argumentSet, commentSet, type Truth } from '../../../models/evaluation/labelled-sets.ts';
import { measure } from '../../../models/evaluation/measure.ts';
import { printResult } from '../../../models/evaluation/print.ts';
import { schwartz20 } from '../../../src/taxonomy/schwartz-refined.ts';

/** A model of one head with two labels. */
const model = {
  slices: [{ id: 'h', offset: 0, size: 2, activation: 'sigmoid' }],
  info: { heads: [{ id: 'h', labels: [{ id: 'a', threshold: 0.5 }, { id: 'b', threshold: 0.5 }] }] },
} as unknown as LoadedModel;

const rows = Array.from({ length: 40 }, (_, row) => [row % 3 === 0 ? 2 : -2, row % 4 === 0 ? 1 : -1]);
const truth = (groups: readonly string[]): Truth => ({
  head: 'h',
  labels: ['b', 'a'],
  values: rows.map((_, row) => (row === 39 ? undefined : [row % 4 < 2 ? 1 : 0, row % 3 === 0 && row % 2 === 0 ? 1 : 0])),
  groups,
  groupedBy: 'conclusions',
});

let said: string[];
beforeEach(() => {
  said = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => vi.restoreAllMocks());

describe('figures of an evaluation', () => {
  it('hold the bounds of F1 and AUROC by label, and of the figures over all labels', () => {
    const result = measure(model, rows, truth(rows.map((_, row) => `conclusion ${row}`)));
    expect(result.bootstrap).toEqual({ rounds: 1000, groups: 39, groupedBy: 'conclusions' });
    const { f1, f1Interval, auroc, aurocInterval } = result.labels['a'] ?? {};
    for (const [figure, interval] of [[f1, f1Interval], [auroc, aurocInterval], [result.macroF1, result.macroF1Interval], [result.valueEval, result.valueEvalInterval]] as const) {
      expect(interval?.low).toBeLessThan(figure ?? NaN);
      expect(interval?.high).toBeGreaterThan(figure ?? NaN);
    }
    printResult('h', result);
    const two = (value = NaN): string => value.toFixed(2);
    expect(said.join('\n')).toContain(`${f1?.toFixed(3)} [${two(f1Interval?.low)}, ${two(f1Interval?.high)}]`);
    expect(said.join('\n')).toMatch(/macro-F1 0\.\d{3} \[0\.\d\d, 0\.\d\d\], ValueEval score 0\.\d{3} \[/);
    expect(said.join('\n')).toContain('1000 bootstrap samples of 39 conclusions');
  });

  it('have no interval where all texts are one group, and say so', () => {
    const result = measure(model, rows, truth(rows.map(() => 'one')));
    expect([result.macroF1Interval, result.labels['a']?.f1Interval]).toEqual([null, null]);
    printResult('h', result);
    expect(said.join('\n')).toMatch(/No intervals: the texts are a single group/);
    expect(said.join('\n')).not.toContain('[');
  });
});

describe('labelled sets', () => {
  it('group arguments by conclusion and comments by their words', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'value-tagger-sets-'));
    await writeFile(join(folder, 'arguments-x.tsv'), 'Argument ID\tConclusion\tStance\tPremise\n1\tBan cars!\tagainst\tone\n2\tban  cars\tagainst\ttwo\n3\tPlant trees\tagainst\tthree\n');
    await writeFile(join(folder, 'labels-x.tsv'), `${['Argument ID', ...schwartz20.labels.map(({ name }) => name)].join('\t')}\n${[1, 2, 3].map((id) => [id, ...schwartz20.labels.map(() => 0)].join('\t')).join('\n')}\n`);
    await writeFile(join(folder, 'counts.tsv'), 'ID\ttext\tCare\n1\tBe kind.\t3\n2\tbe **kind**\t2\n3\tBe brave.\t0\n');
    const [byConclusion] = (await argumentSet(folder, 'x', '{premise}')).truths;
    const [byText] = (await commentSet(join(folder, 'counts.tsv'))).truths;
    await rm(folder, { recursive: true });
    for (const groups of [byConclusion?.groups, byText?.groups]) {
      expect(groups).toHaveLength(3);
      expect(groups?.[0]).toBe(groups?.[1]);
      expect(groups?.[2]).not.toBe(groups?.[0]);
    }
    expect(byConclusion?.groupedBy).toBe('conclusions');
  });
});
