import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { TaggerError } from '../../src/errors.ts';
import { LexiconService, type LexiconReport } from '../../src/lexicon/lexicon-service.ts';
import { findCrosswalk } from '../../src/taxonomy/crosswalks.ts';
import type { LoadedModel } from './encode-in-browser.ts';
import type { LabelledSet, Truth } from './labelled-sets.ts';
import { measure, type HeadResult } from './measure.ts';

/** Taxonomy of what data sets call a head. */
const TAXONOMIES: Readonly<Record<string, string>> = { mft: 'mft-6' };

/** A lexicon, ready to score texts. */
export interface OpenLexicon {
  readonly report: LexiconReport;
  readonly rows: (texts: readonly string[]) => Promise<readonly (readonly number[])[]>;
}

/** Reads the files of one lexicon, or all files of a folder that could be parts of one, through the code of the page's worker. */
export async function openLexicon(paths: readonly string[]): Promise<OpenLexicon> {
  const files = (await Promise.all(paths.map(filesAt))).flat();
  const service = new LexiconService();
  const loaded = await service.load(
    { lexicon: await Promise.all(files.map(async (path) => ({ name: basename(path), blob: new Blob([await readFile(path)]) }))), name: files.map((path) => basename(path)).join(', '), match: { locale: 'en' } },
    () => undefined,
  );
  if (!loaded.ok) throw TaggerError.deserialize(loaded.error);
  const report = loaded.value;
  return {
    report,
    async rows(texts) {
      const rows: number[][] = [];
      const encoded = await service.encode({ id: 0, texts }, async ({ indices, logits }) => {
        for (const [place, index] of indices.entries()) rows[index] = [...logits.subarray(place * report.rowSize, (place + 1) * report.rowSize)];
      });
      if (!encoded.ok) throw TaggerError.deserialize(encoded.error);
      return rows;
    },
  };
}

async function filesAt(path: string): Promise<string[]> {
  const info = await stat(path).catch((cause: unknown) => {
    throw new TaggerError('file-missing', `--lexicon: ${path} could not be read.`, 'Give a file, or the folder with the files of one lexicon.', { cause });
  });
  if (!info.isDirectory()) return [path];
  return (await readdir(path)).filter((name) => /\.(?:dicx?|csv|tsv|json)$/i.test(name)).sort().map((name) => join(path, name));
}

/** Measures the lexicon on every truth of a set that can be read in its taxonomy; undefined where none can. */
export async function measureLexicon({ report, rows }: OpenLexicon, set: LabelledSet): Promise<HeadResult | undefined> {
  const [head] = report.info.heads;
  if (!head) return undefined;
  for (const truth of set.truths) {
    const rolled = truthIn(truth, head.taxonomy, head.id);
    // Only what the measure needs of a model is there: it asks for slices and heads.
    if (rolled) return measure({ slices: report.slices, info: report.info } as unknown as LoadedModel, await rows(set.texts), rolled);
  }
  return undefined;
}

/** What is true in another taxonomy: a label is there where one of those that lead to it is. */
export function truthIn(truth: Truth, taxonomy: string, head: string): Truth | undefined {
  const from = TAXONOMIES[truth.head] ?? truth.head;
  if (from === taxonomy) return { ...truth, head };
  const map = findCrosswalk(from, taxonomy)?.map;
  if (!map) return undefined;
  const labels = [...new Set(Object.values(map).flat())];
  const values = truth.values.map((row) => row && labels.map((target) => (truth.labels.some((label, column) => row[column] === 1 && map[label]?.includes(target)) ? 1 : 0)));
  return { ...truth, head, labels, values };
}
