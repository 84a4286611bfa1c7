import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { ViteDevServer } from 'vite';
import { TaggerError, describe } from '../../src/errors.ts';
import { parseManifest } from '../../src/runtime/manifest.ts';
import type { Device } from '../../src/tagging/types.ts';
import { argumentSet, commentSet, linesOf, type LabelledSet } from './labelled-sets.ts';
import { encodeInBrowser, type TextEncoder } from './encode-in-browser.ts';
import { encodeNatively } from './encode-natively.ts';
import { measureLexicon, openLexicon } from './lexicon.ts';
import { measure, type HeadResult } from './measure.ts';
import { measureNeutral, type NeutralResult } from './neutral.ts';
import { readPairs } from './pairs.ts';
import { printNeutral, printResult, printRobustness } from './print.ts';
import { measureRobustness, type Robustness } from './robustness.ts';
import { figuresOf, measureSimilarity, type SimilarityFigures } from './similarity.ts';

const USAGE = `npm run evaluate -- [--touche DIR --split NAME [--form premise|argument]] [--mfrc FILE [--ids FILE]]
                      [--neutral FILE] [--pairs FILE] [--lexicon FILE|FOLDER …]
                      [--similarity]
                      [--device wasm|webgpu|native] [--graph wasm|webgpu] [--json OUT]

Without any of --touche, --mfrc, --neutral and --pairs it measures what needs no data set: the committed neutral
sentences and the committed pairs.

  --touche DIR   folder with arguments-NAME.tsv and labels-NAME.tsv in the shared task's format
  --split NAME   training, validation, validation-zhihu …; with --similarity several, with commas between
  --form         premise (default): the premise alone; argument: premise, stance and conclusion
  --mfrc FILE    tab-separated table of annotator counts; positive = two annotators or more
  --ids FILE     with --mfrc: only rows whose ID stands in FILE, one a line (models/evaluation/mfrc-held-out.txt
                 names those that the embedded model was not trained on)
  --neutral FILE sentences in which there is nothing to tag, one a line (models/training/neutral/neutral-test.txt)
  --pairs FILE   tab-separated table of kind, original and changed text: how far a change moves the tags
                 (models/evaluation/robustness/pairs.tsv)
  --lexicon PATH a word list (or several, or the folder of one): measured in place of the bundle, on the data given,
                 at its default threshold, which is one word
  --similarity   label sets by similarity, with no training, beside the heads that were trained, on the data given;
                 with --json models/evaluation/similarity.json the figures that the page shows
  --device       wasm (default) and webgpu run in headless Chromium, through the page's own worker;
                 native runs in Node on the engine's CPU provider
  --graph        with --device native: which of the bundle's graphs (default: wasm)
  --json OUT     also write the figures to OUT

Thresholds are the bundle's own; nothing is fitted on the data given.`;

interface Tools {
  readonly server: ViteDevServer;
  readonly findBrowser: () => string;
  readonly flags: readonly string[];
}

const BUNDLE = fileURLToPath(new URL('../embedded/', import.meta.url));
const NEUTRAL = fileURLToPath(new URL('../training/neutral/neutral-test.txt', import.meta.url));
const PAIRS = fileURLToPath(new URL('robustness/pairs.tsv', import.meta.url));

const OPTIONS = {
  touche: { type: 'string' },
  split: { type: 'string' },
  form: { type: 'string', default: 'premise' },
  mfrc: { type: 'string' },
  ids: { type: 'string' },
  neutral: { type: 'string' },
  pairs: { type: 'string' },
  lexicon: { type: 'string', multiple: true },
  similarity: { type: 'boolean', default: false },
  device: { type: 'string', default: 'wasm' },
  graph: { type: 'string', default: 'wasm' },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** @returns exit status */
export async function main(args: readonly string[], { server, findBrowser, flags }: Tools): Promise<number> {
  const values = optionsOf(args);
  if (values === undefined) return 2;
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const form = oneOf('--form', values.form, ['premise', 'argument'] as const);
  const device = oneOf('--device', values.device, ['wasm', 'webgpu', 'native'] as const);
  const graph = oneOf('--graph', values.graph, ['wasm', 'webgpu', 'webgpu-f16'] as const);
  if (values.split && !values.touche) throw usage('--split needs --touche, the folder of the data set.');
  if (values.touche && !values.split) throw usage('--touche needs --split, the NAME in arguments-NAME.tsv.');
  if (values.ids && !values.mfrc) throw usage('--ids needs --mfrc, the table whose rows it chooses.');
  if (values.lexicon && !values.touche && !values.mfrc) throw usage('--lexicon needs labelled data: --touche or --mfrc.');
  if (values.similarity && !values.touche && !values.mfrc) throw usage('--similarity needs labelled data: --touche or --mfrc.');
  const nothingGiven = !values.touche && !values.mfrc && !values.neutral && !values.pairs;

  const template = form === 'argument' ? await argumentTemplate() : '{premise}';
  if (template === undefined) throw usage('The bundle does not say how premise, stance and conclusion make one text: --form argument cannot be measured.');
  if (values.json) await writeFile(values.json, '', { flag: 'a' }).catch((cause: unknown) => { throw new TaggerError('invalid-input', `--json: ${values.json} cannot be written.`, 'Give a file in a folder that is there.', { cause }); });
  const sets: LabelledSet[] = [];
  const splits = values.split?.split(',') ?? [];
  if (splits.length > 1 && !values.similarity) throw usage('--split names several parts, which only --similarity takes.');
  if (values.touche) for (const split of splits) sets.push(await argumentSet(values.touche, split, template));
  const neutralPath = nothingGiven ? NEUTRAL : values.neutral;
  const neutral = neutralPath ? await linesOf(neutralPath) : [];
  if (neutralPath && neutral.length === 0) throw new TaggerError('invalid-input', `${neutralPath}: there is no sentence in it.`, 'Write one neutral sentence a line.');
  const pairsPath = nothingGiven ? PAIRS : values.pairs;
  const pairs = pairsPath ? await readPairs(pairsPath) : [];
  if (values.mfrc) sets.push(await commentSet(values.mfrc, values.ids));

  if (values.lexicon) {
    const lexicon = await openLexicon(values.lexicon);
    const { info, entries, notices } = lexicon.report;
    console.log(`${info.title}: ${entries} entries, read as ${info.heads[0]?.taxonomy ?? '–'}, revision ${info.revision}`);
    for (const { message } of notices) console.log(message);
    const results: Record<string, HeadResult> = {};
    for (const set of sets) {
      const result = await measureLexicon(lexicon, set);
      console.log(`\n${set.title}${result ? '' : ': has no labels of this taxonomy'}`);
      if (!result) continue;
      results[info.heads[0]?.id ?? ''] = result;
      printResult(info.heads[0]?.id ?? '', result);
    }
    if (values.json) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`);
    return 0;
  }

  const encoder: TextEncoder = device === 'native' ? await encodeNatively(BUNDLE, graph) : await encodeInBrowser(server, findBrowser(), flags, device as Device);
  try {
    const { info, candidate } = encoder.model;
    console.log(`${info.title}, revision ${info.revision}, ${device === 'native' ? `the ${graph} graph on the native CPU provider` : `${candidate.device} (engine build: ${candidate.build})`}`);
    if (values.similarity) {
      const figures: SimilarityFigures[] = [];
      for (const set of sets) {
        for (const one of await measureSimilarity(encoder, set)) {
          console.log(`\n${set.title}: ${one.labelSet} by similarity`);
          printResult(one.labelSet, one.result);
          if (one.trained) console.log(`the trained head on the same texts, at its own thresholds: macro-F1 ${one.trained.macroF1.toFixed(3)}`);
          figures.push(figuresOf(one, set));
        }
      }
      if (values.json) await writeFile(values.json, `${JSON.stringify({ model: info.id, revision: info.revision, thresholds: 'not fitted', figures }, null, 2)}\n`);
      return 0;
    }
    const results: Record<string, HeadResult | Record<string, NeutralResult> | Robustness> = {};
    for (const set of sets) {
      const started = performance.now();
      const encoded = await encoder.encode(set.texts);
      const seconds = (performance.now() - started) / 1000;
      console.log(`\n${set.title}: ${set.texts.length} texts in ${seconds.toFixed(0)} s${encoded.truncated.length > 0 ? `, ${encoded.truncated.length} longer than the model reads` : ''}`);
      for (const truth of set.truths) {
        const result = measure(encoder.model, encoded.rows, truth);
        results[truth.head] = result;
        printResult(truth.head, result);
      }
    }
    if (neutral.length > 0) {
      const result = measureNeutral(encoder.model, await encoder.encode(neutral));
      results['neutral'] = result;
      printNeutral(result);
    }
    if (pairs.length > 0) {
      const result = await measureRobustness(encoder, pairs);
      results['robustness'] = result;
      printRobustness(`${pairs.length} pairs of ${relative('.', pairsPath ?? '')}`, result);
    }
    if (values.json) await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`);
  } finally {
    await encoder.close();
  }
  return 0;
}

/** What was asked for; undefined, after saying why and what there is, where an option is unknown or has no value. */
function optionsOf(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    console.error(`${describe(error)}\n\n${USAGE}`);
    return undefined;
  }
}

const usage = (message: string): TaggerError => new TaggerError('invalid-input', message, 'npm run evaluate -- --help tells more.');

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw usage(`${option} is "${value}"; it can be ${allowed.join(', ')}.`);
  return found;
}

/** How the three fields of an argument become one text: the bundle says it, since the model was trained on it. */
async function argumentTemplate(): Promise<string | undefined> {
  const path = join(BUNDLE, 'manifest.json');
  return parseManifest(await readFile(path, 'utf8'), path).forms?.argument;
}
