import type { Interval } from '../../src/analysis/interval.ts';
import type { HeadResult } from './measure.ts';
import type { NeutralResult } from './neutral.ts';
import { CLEARLY, type Robustness } from './robustness.ts';

const three = (value: number | null): string => (value === null ? '    –' : value.toFixed(3)).padStart(9);

const within = (value: number | null, interval: Interval | null): string =>
  `${value === null ? '–' : value.toFixed(3)}${interval ? ` [${interval.low.toFixed(2)}, ${interval.high.toFixed(2)}]` : ''}`;

/** A table for people. */
export function printResult(head: string, { macroF1, valueEval, macroF1Interval, valueEvalInterval, texts, bootstrap, labels }: HeadResult): void {
  console.log(`\n${head}: macro-F1 ${within(macroF1, macroF1Interval)}, ValueEval score ${within(valueEval, valueEvalInterval)} (${texts} texts)`);
  const { rounds, groups, groupedBy } = bootstrap;
  console.log(groups > 1 ? `In brackets: 95 % intervals from ${rounds} bootstrap samples of ${groups} ${groupedBy}` : `No intervals: the texts are a single group (${groupedBy})`);
  const width = Math.max(...Object.keys(labels).map((id) => id.length));
  console.log(`${'label'.padEnd(width)}${['precision', 'recall'].map((title) => title.padStart(10)).join('')}${['F1', 'AUROC'].map((title) => `   ${title}`.padEnd(22)).join('')}${'support'.padStart(8)}`);
  for (const [id, { precision, recall, f1, auroc, f1Interval, aurocInterval, support }] of Object.entries(labels)) {
    console.log(`${id.padEnd(width)} ${three(precision)} ${three(recall)}   ${within(f1, f1Interval).padEnd(19)}   ${within(auroc, aurocInterval).padEnd(19)}${String(support).padStart(8)}`);
  }
}

/** How often sentences with nothing to tag are tagged. */
export function printNeutral(result: Readonly<Record<string, NeutralResult>>): void {
  console.log('\nNeutral sentences:');
  for (const [head, { sentences, anyTag, tags }] of Object.entries(result)) {
    console.log(`${head}: ${(100 * anyTag).toFixed(1)} % of ${sentences} have a tag, ${tags.toFixed(2)} tags a sentence`);
  }
}

/** How tags move under each kind of change, a table a head. */
export function printRobustness(title: string, result: Robustness): void {
  console.log(`\n${title}: tags before and after a change (clearly: by more than ${CLEARLY} in probability; lost, gained: tags a text; kept: shared of all tags)`);
  const kinds = Object.entries(result);
  const width = Math.max(...kinds.map(([kind]) => kind.length));
  for (const head of new Set(kinds.flatMap(([, heads]) => Object.keys(heads)))) {
    console.log(`\n${head}\n${'change'.padEnd(width)}${['pairs', 'other tags', 'clearly', 'lost', 'gained', 'kept', 'mean |Δp|'].map((column) => column.padStart(12)).join('')}  largest mean shift`);
    for (const [kind, heads] of kinds) {
      const of = heads[head];
      if (!of) continue;
      const cells = [String(of.pairs), percent(of.changed), percent(of.changedClearly), of.lost.toFixed(2), of.gained.toFixed(2), percent(of.kept), of.meanChange.toFixed(3)];
      const { label, difference } = of.largestShift;
      const shift = Math.abs(difference) < 0.0005 ? '–' : `${label} ${difference.toFixed(3)}`;
      console.log(`${kind.padEnd(width)}${cells.map((cell) => cell.padStart(12)).join('')}  ${shift}`);
    }
  }
}

const percent = (share: number | null): string => (share === null ? '–' : `${(100 * share).toFixed(1)} %`);
