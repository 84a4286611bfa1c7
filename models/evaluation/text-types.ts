import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { wilsonInterval } from '../../src/analysis/interval.ts';
import { TaggerError } from '../../src/errors.ts';
import { readArguments } from '../../src/text/delimited.ts';
import { typeOfText, type TextType } from '../../src/text/text-type.ts';
import { KNOWN, judgeKnownTexts, type Half, type JudgedText, type KnownType } from './known-types.ts';
import { commentSet } from './labelled-sets.ts';

const USAGE = `npm run evaluate:text-types -- [--touche DIR --split NAME] [--mfrc FILE [--ids FILE]] [--errors]

Measures on the texts of models/evaluation/text-types which types of text the page recognizes, and on real arguments
and comments how often it warns of them all the same.

  --touche DIR   folder with arguments-NAME.tsv in the shared task's format
  --split NAME   training, validation, validation-zhihu …
  --mfrc FILE    tab-separated table of annotator counts
  --ids FILE     with --mfrc: only rows whose ID stands in FILE (models/evaluation/mfrc-held-out.txt)
  --errors       name the texts of the development half that are judged wrongly`;

/** Rows of a data set that are put together to one text. */
const ROWS = 10;
/** What is said of a text that is not warned of. */
const SILENT: ReadonlySet<TextType> = new Set(['argument-like', 'too-short-to-tell']);

/** @returns exit status */
export async function main(args: readonly string[]): Promise<number> {
  const options = {
    touche: { type: 'string' },
    split: { type: 'string' },
    mfrc: { type: 'string' },
    ids: { type: 'string' },
    errors: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if ((values.touche === undefined) !== (values.split === undefined)) {
    throw new TaggerError('invalid-input', '--touche, the folder of the data set, and --split, the NAME in arguments-NAME.tsv, need each other.', 'npm run evaluate:text-types -- --help tells more.');
  }
  if (values.ids && !values.mfrc) throw new TaggerError('invalid-input', '--ids needs --mfrc, the table whose rows it chooses.', 'npm run evaluate:text-types -- --help tells more.');
  const judged = await judgeKnownTexts();
  for (const half of ['development', 'held-out'] as const) printHalf(half, judged.filter((text) => text.half === half));
  if (values.errors) printErrors(judged.filter((text) => text.half === 'development'));
  if (values.touche && values.split) {
    const file = `arguments-${values.split}.tsv`;
    const path = join(values.touche, file);
    const content = await readFile(path, 'utf8').catch((cause: unknown) => {
      throw new TaggerError('file-missing', `${path} could not be read.`, 'Check the folder, and the name of the split.', { cause });
    });
    await printFalseAlarms(`Touché ${values.split}`, readArguments(content, { file }).map(({ premise }) => premise));
  }
  if (values.mfrc) await printFalseAlarms(`Comments of ${values.mfrc}`, (await commentSet(values.mfrc, values.ids)).texts);
  return 0;
}

function printHalf(half: Half, judged: readonly JudgedText[]): void {
  const types = Object.keys(KNOWN) as KnownType[];
  const said = [...new Set<TextType>([...types, ...judged.map(({ verdict }) => verdict.type)])];
  console.log(`\n${half} half: ${judged.length} texts; a row is what they are, a column what is said of them`);
  console.log(`${''.padEnd(16)}${said.map((type) => type.padStart(type.length + 2)).join('')}   recall`);
  for (const type of types) {
    const texts = judged.filter((text) => text.type === type);
    const cells = said.map((name) => String(texts.filter(({ verdict }) => verdict.type === name).length).padStart(name.length + 2));
    console.log(`${type.padEnd(16)}${cells.join('')}   ${share(texts.filter(({ verdict }) => verdict.type === type).length, texts.length)}`);
  }
  const foreign = judged.filter(({ type }) => type === 'other-language');
  const right = foreign.filter(({ verdict, language }) => verdict.languages.includes(language)).length;
  const unnamed = foreign.filter(({ verdict }) => verdict.languages.length === 0).length;
  const usual = judged.filter(({ type }) => type === 'argument-like');
  console.log(`False alarms on arguments and comments: ${share(usual.filter(({ verdict }) => !SILENT.has(verdict.type)).length, usual.length)}`);
  console.log(`Other languages named rightly (where two are named, one of them): ${share(right, foreign.length)}; not named: ${unnamed}; named wrongly: ${foreign.length - right - unnamed}`);
}

function printErrors(judged: readonly JudgedText[]): void {
  console.log('\nJudged wrongly in the development half:');
  for (const { type, number, verdict } of judged) {
    if (verdict.type !== type) console.log(`${KNOWN[type]} ${number}: ${verdict.type} ${JSON.stringify(verdict.measures)}`);
  }
}

/** How often texts of the model's own kinds are warned of: single rows, and each ten rows in a row. */
async function printFalseAlarms(title: string, rows: readonly string[]): Promise<void> {
  const documents = Array.from({ length: Math.floor(rows.length / ROWS) }, (_, index) => rows.slice(index * ROWS, (index + 1) * ROWS).join('\n\n'));
  console.log(`\n${title}: false alarms`);
  for (const [name, texts] of [['single rows', rows], [`texts of ${ROWS} rows`, documents]] as const) {
    const alarms = new Map<TextType, number>();
    let total = 0;
    for (const text of texts) {
      const { type } = await typeOfText(text);
      if (SILENT.has(type)) continue;
      total++;
      alarms.set(type, (alarms.get(type) ?? 0) + 1);
    }
    const kinds = [...alarms].map(([type, count]) => `${type} ${count}`).join(', ');
    console.log(`${name}: ${share(total, texts.length)}${kinds ? `: ${kinds}` : ''}`);
  }
}

/** 3 of 30, 10.0 % (3.5 to 25.6) */
function share(count: number, total: number): string {
  const { low, high } = wilsonInterval(count, total);
  const percent = (value: number): string => (100 * value).toFixed(1);
  return `${count} of ${total}, ${percent(total > 0 ? count / total : 0)} % (${percent(low)} to ${percent(high)})`;
}
