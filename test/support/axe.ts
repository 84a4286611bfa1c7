import { readFile } from 'node:fs/promises';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright';

let source: Promise<string> | undefined;

/** What axe finds in the page as it stands, shadow roots included. */
export async function axeFindings(page: Page): Promise<string[]> {
  source ??= readFile('node_modules/axe-core/axe.min.js', 'utf8');
  await page.evaluate(await source);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run({ resultTypes: ['violations'] }));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`));
}
