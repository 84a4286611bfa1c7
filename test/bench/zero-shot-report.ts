import type { Machine } from './machine.ts';
import type { ZeroShotArm } from './pages/zero-shot.ts';
import { machineInWords, table } from './report.ts';
import { ratio, spread, type Spread } from './statistics.ts';

/** The least ratio of rates that is wanted on the same engine build. */
const WANTED = 1.5;

export const ARMS: Readonly<Record<ZeroShotArm, string>> = {
  same: 'value-tagger on ONNX Runtime, the pipeline’s build, all threads in one engine',
  shared: 'value-tagger on ONNX Runtime, the pipeline’s build, a worker a thread',
  pipeline: 'zero-shot pipeline of transformers.js',
  page: 'value-tagger as the page runs it',
};

/** In the order in which they take turns. */
export const armsOf: readonly ZeroShotArm[] = ['same', 'shared', 'pipeline', 'page'];

/** Sentences a second of each repeat, each sentence beside all labels. */
export type Rates = Record<ZeroShotArm, number[]>;

/** Figures of one run. */
export interface ZeroShotResult {
  readonly machine: Machine;
  readonly labels: number;
  readonly sentences: number;
  /** How each arm says that it runs. */
  readonly arms: Readonly<Record<ZeroShotArm, string>>;
  readonly rates: Readonly<Rates>;
}

const to = (arm: ZeroShotArm, { rates }: ZeroShotResult): Spread => ratio(rates[arm], rates.pipeline);

/** Whether the ratio that is wanted was reached. */
export const reached = (result: ZeroShotResult): boolean => to('same', result).median >= WANTED;

const figure = (value: number): string => (value >= 10 ? value.toFixed(1) : value.toFixed(2));
const inWords = ({ median, low, high, repeats }: Spread): string => `${figure(median)}${repeats > 1 ? ` (${figure(low)}–${figure(high)})` : ''}`;

/** The result as Markdown. */
export function zeroShotSection(result: ZeroShotResult): string {
  const { machine, labels, sentences, arms, rates } = result;
  return [
    `Measured ${machineInWords(machine)}. ${sentences} sentences beside ${labels} labels, one hypothesis a label. Medians, quartiles in brackets.`,
    table(['arm', 'how it runs', 'sentences a second'], armsOf.map((arm) => [ARMS[arm], arms[arm], inWords(spread(rates[arm]))])),
    table(
      ['ratio', 'wanted', 'measured', 'reached'],
      [
        ['value-tagger : pipeline, same engine build and threads', `≥ ${WANTED}`, inWords(to('same', result)), reached(result) ? 'yes' : '**no**'],
        ['value-tagger : pipeline, same engine build, a worker a thread', '–', inWords(to('shared', result)), '–'],
        ['value-tagger as the page runs it : pipeline', '–', inWords(to('page', result)), '–'],
      ],
    ),
  ].join('\n\n');
}
