import type { Machine } from './machine.ts';
import type { ZeroShotArm } from './pages/zero-shot.ts';
import { machineInWords, table } from './report.ts';
import { ratio, spread, type Spread } from './statistics.ts';

/** The least ratio of rates that is wanted on the same engine build. */
const WANTED = 1.5;

export const ARMS: Readonly<Record<ZeroShotArm, string>> = {
  same: 'value-tagger on the pipeline’s engine build, as many threads in one engine',
  shared: 'value-tagger on the pipeline’s engine build, as many threads, each in an engine and a worker of its own',
  pipeline: 'zero-shot pipeline of transformers.js',
  page: 'value-tagger as the page runs it',
};

/** In the order in which they take turns. */
export const armsOf: readonly ZeroShotArm[] = ['same', 'shared', 'pipeline', 'page'];

/** Sentences a second of each part that the arms read by turns, each sentence beside all labels. */
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

/** Those on the pipeline's engine build and as many threads, as a user may share them out. */
const LIKE_PIPELINE = ['same', 'shared'] as const;

const enough = (arm: ZeroShotArm, result: ZeroShotResult): boolean => to(arm, result).median >= WANTED;

/** Whether the ratio that is wanted was reached in one of the two ways to share threads out. */
export const reached = (result: ZeroShotResult): boolean => LIKE_PIPELINE.some((arm) => enough(arm, result));

const figure = (value: number): string => (value >= 10 ? value.toFixed(1) : value.toFixed(2));
const inWords = ({ median, low, high, repeats }: Spread): string => `${figure(median)}${repeats > 1 ? ` (${figure(low)}–${figure(high)})` : ''}`;

/** The result as Markdown. */
export function zeroShotSection(result: ZeroShotResult): string {
  const { machine, labels, sentences, arms, rates } = result;
  return [
    `Measured ${machineInWords(machine)}. ${sentences} sentences beside ${labels} labels, one hypothesis a label. Medians of the parts that they read by turns, quartiles in brackets.`,
    table(['arm', 'how it runs', 'sentences a second'], armsOf.map((arm) => [ARMS[arm], arms[arm], inWords(spread(rates[arm]))])),
    table(
      ['ratio', 'wanted', 'measured', 'reached'],
      [
        ...LIKE_PIPELINE.map((arm) => [`${ARMS[arm]} : pipeline`, `≥ ${WANTED}`, inWords(to(arm, result)), enough(arm, result) ? 'yes' : '**no**']),
        ['value-tagger as the page runs it : pipeline', '–', inWords(to('page', result)), '–'],
      ],
    ),
  ].join('\n\n');
}
