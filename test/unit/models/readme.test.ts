import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

interface Figure {
  readonly name: 'macroF1' | 'valueEval';
  readonly value: number;
  readonly head: string;
  readonly split: string;
  readonly thresholds: 'cross-fitted' | 'manifest';
}

const ROWS = [
  { title: 'Schwartz values, 20 categories; Touché23 validation, thresholds cross-fitted', head: 'schwartz-20', split: 'validation', thresholds: 'cross-fitted' },
  { title: "the same with the bundle's thresholds, which were fitted on these rows", head: 'schwartz-20', split: 'validation', thresholds: 'manifest' },
  { title: "another kind of text (validation-zhihu), the bundle's thresholds", head: 'schwartz-20', split: 'validation-zhihu', thresholds: 'manifest' },
  { title: 'Moral foundations and thin morality; MFRC, a part held out, thresholds cross-fitted', head: 'mft', split: 'validation (15 % by text group)', thresholds: 'cross-fitted' },
  { title: "the same with the bundle's thresholds, which were fitted on these rows", head: 'mft', split: 'validation (15 % by text group)', thresholds: 'manifest' },
] as const;

/** The table that README has to show, from the bundle's own description, which the training command writes. */
function table(figures: readonly Figure[]): string {
  const lines = ROWS.map(({ title, head, split, thresholds }) => {
    const cells = (['macroF1', 'valueEval'] as const).map((name) => {
      const figure = figures.find((candidate) => candidate.name === name && candidate.head === head && candidate.split === split && candidate.thresholds === thresholds);
      return figure?.value.toFixed(3) ?? 'not measured';
    });
    return `| ${title} | ${cells.join(' | ')} |`;
  });
  return ['| English, one sentence or comment at a time | macro-F1 | ValueEval score |', '| --- | ---: | ---: |', ...lines].join('\n');
}

describe('README', () => {
  it("states the figures that the bundle's description holds", async () => {
    const manifest = JSON.parse(await readFile('models/embedded/manifest.json', 'utf8')) as { metrics: { headline: Figure[] } };
    const readme = await readFile('README.md', 'utf8');
    const shown = /<!-- figures:begin -->\n([^]*?)\n<!-- figures:end -->/.exec(readme)?.[1];
    expect(shown).toBe(table(manifest.metrics.headline));
  });
});
