import type { Dtype } from '../runtime/generator/protocol.ts';
import type { LabelId } from '../taxonomy/types.ts';
import type { Sentence } from '../text/types.ts';

/** A label as a prompt tells it. */
export interface CodebookLabel {
  readonly id: LabelId;
  readonly name: string;
  readonly definition: string;
}

/** A label set with what a reader must know to apply it: any of the toolkit's, or one of the user's own. */
export interface Codebook {
  readonly id: string;
  readonly name: string;
  readonly labels: readonly CodebookLabel[];
  /** Sentences that show how the labels are given; none for a zero-shot reading. */
  readonly examples?: readonly { readonly text: string; readonly labels: readonly LabelId[] }[];
}

/** Everything that is needed to repeat a run. */
export interface GeneratorRun {
  readonly task: string;
  readonly model: string;
  readonly revision: string;
  readonly dtype: Dtype;
  readonly device: string;
  readonly threads: number;
  readonly library: string;
  readonly licence: string;
  /** Version of the task's prompt, and the instructions as they were given. */
  readonly prompt: { readonly version: number; readonly system: string };
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly seed: number;
  readonly date: string;
  /** Answers that were written, their tokens and those of their prompts, and the seconds that it took. */
  readonly calls: number;
  readonly tokens: number;
  readonly promptTokens: number;
  readonly seconds: number;
}

/** What came of one sentence. */
export interface OfSentence<T> {
  readonly sentence: Sentence;
  readonly result: T;
}

/** A task over a whole text: a result for each sentence, and how it was made. */
export interface Reading<T> {
  readonly sentences: readonly OfSentence<T>[];
  readonly run: GeneratorRun;
}

export interface TaskOptions {
  readonly signal?: AbortSignal;
  /** What is being written, as it comes. */
  readonly onText?: (text: string) => void;
  /** Determines all that is drawn at random. Default: 1. */
  readonly seed?: number;
  /** 0 (default): always the likeliest token. */
  readonly temperature?: number;
  /** Most tokens of an answer. */
  readonly maxTokens?: number;
}

/** Tasks over texts tell each sentence's result as it is there. */
export interface TextOptions<T> extends TaskOptions {
  readonly onSentence?: (result: OfSentence<T>) => void;
}

