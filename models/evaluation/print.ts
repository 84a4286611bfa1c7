import type { HeadResult } from './measure.ts';
import type { NeutralResult } from './neutral.ts';

const three = (value: number | null): string => (value === null ? '    –' : value.toFixed(3)).padStart(9);

/** A table for people. */
export function printResult(head: string, { macroF1, valueEval, texts, labels }: HeadResult): void {
  console.log(`\n${head}: macro-F1 ${macroF1.toFixed(3)}, ValueEval score ${valueEval.toFixed(3)} (${texts} texts)`);
  const width = Math.max(...Object.keys(labels).map((id) => id.length));
  console.log(`${'label'.padEnd(width)}${['precision', 'recall', 'F1', 'AUROC', 'support'].map((title) => title.padStart(10)).join('')}`);
  for (const [id, { precision, recall, f1, auroc, support }] of Object.entries(labels)) {
    console.log(`${id.padEnd(width)} ${[three(precision), three(recall), three(f1), three(auroc), String(support).padStart(9)].join(' ')}`);
  }
}

/** How often sentences with nothing to tag are tagged. */
export function printNeutral(result: Readonly<Record<string, NeutralResult>>): void {
  console.log('\nNeutral sentences:');
  for (const [head, { sentences, anyTag, tags }] of Object.entries(result)) {
    console.log(`${head}: ${(100 * anyTag).toFixed(1)} % of ${sentences} have a tag, ${tags.toFixed(2)} tags a sentence`);
  }
}
