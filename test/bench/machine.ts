import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { asText, LENGTHS, Prose } from './text.ts';
import { bundleTokenizer } from './native.ts';
import { quantile } from './statistics.ts';

/** Where and when figures were taken. */
export interface Machine {
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly arch: string;
  readonly memoryGB: number;
  readonly node: string;
  readonly browser: string;
  /** Load of the last minute before the first measure: a quiet machine is near 0. */
  readonly load: number;
}

export function describeMachine(executablePath: string): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    arch: process.arch === 'x64' ? 'x86_64' : process.arch,
    memoryGB: Math.round(totalmem() / 1e9),
    node: process.version,
    browser: execFileSync(executablePath, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim().replace(/ built on .*/, ''),
    load: loadavg()[0] ?? 0,
  };
}

/** Word pieces of the benchmark's sentences, as the model's tokenizer counts them, its two marks included. */
export interface TextFigures {
  readonly mean: number;
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
  readonly longest: number;
  readonly charactersPerSentence: number;
}

export async function measureText(count: number): Promise<TextFigures> {
  const tokenizer = await bundleTokenizer();
  const sentences = new Prose(1).take(count);
  const lengths = sentences.map((sentence) => tokenizer.encode(sentence).ids.length);
  return {
    mean: lengths.reduce((sum, length) => sum + length, 0) / lengths.length,
    median: quantile(lengths, 0.5),
    p10: quantile(lengths, 0.1),
    p90: quantile(lengths, 0.9),
    longest: Math.max(...lengths),
    charactersPerSentence: asText(sentences).length / count,
  };
}

/** The text in words, for people. */
export const textInWords = ({ mean, median, p10, p90, longest }: TextFigures): string =>
  `Sentences of a seeded grammar, none twice; lengths log-normal (median ${LENGTHS.median}, σ ${LENGTHS.sigma}, cut at ${LENGTHS.shortest} and ${LENGTHS.longest}); measured in word pieces: mean ${mean.toFixed(1)}, median ${median.toFixed(0)}, 10 % below ${p10.toFixed(0)}, 10 % above ${p90.toFixed(0)}, longest ${longest}`;
