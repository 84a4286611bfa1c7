import type { Device, ModelInfo, Notice } from '../model.ts';
import type { LabelId } from '../taxonomy/types.ts';
import type { Sentence } from '../text/types.ts';

export type { Device, Head, HeadLabel, LabelMetrics, ModelInfo, Notice } from '../model.ts';

/** A score with the label's threshold mapped to 0.5, piecewise linearly; 0 to 1. */
export type Confidence = number;

/** A label that a sentence appeals to. */
export interface Tag {
  readonly label: LabelId;
  /** Probability that the model gives, 0 to 1. */
  readonly score: number;
  readonly confidence: Confidence;
}

/** A sentence with its scores. */
export interface TaggedSentence extends Sentence {
  /** Head id to one probability per label, in the head's order. */
  readonly scores: Readonly<Record<string, Float32Array>>;
  /** True where the sentence was longer than the model reads and its end was left out. */
  readonly truncated: boolean;
  /** True where the scores came from the cache and no model ran. */
  readonly cached: boolean;
}

/** Where a tagging run stands. */
export type TaggingProgress =
  | { readonly phase: 'download'; readonly file: string; readonly loaded: number; readonly total: number; readonly allLoaded: number; readonly allTotal: number }
  | { readonly phase: 'verify' | 'compile' | 'self-test' }
  | { readonly phase: 'tag'; readonly done: number; readonly total: number };

export interface TagOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TaggingProgress) => void;
  /** Sentences as they come, in whatever order they are finished; `index` says which. */
  readonly onSentences?: (sentences: readonly TaggedSentence[]) => void;
}

/** Everything that one run over a text gave. */
export interface TaggedText {
  readonly text: string;
  readonly sentences: readonly TaggedSentence[];
  readonly model: ModelInfo;
  readonly device: Device;
  readonly notices: readonly Notice[];
}

/** Anything that turns text into scored sentences. */
export interface Tagger {
  /**
   * Scores every sentence of `text`.
   * @throws {TaggerError} with a `code` and what to do; `AbortError` when `signal` is aborted
   */
  tag(text: string, options?: TagOptions): Promise<TaggedText>;
  /** The same, sentence by sentence in reading order, as soon as each is ready. */
  stream(text: string, options?: TagOptions): AsyncIterable<TaggedSentence>;
  /** Loads the model if it is not loaded yet; resolves when the first sentence could be tagged. */
  ready(options?: Pick<TagOptions, 'signal' | 'onProgress'>): Promise<ModelInfo>;
  /** Device in use; undefined before the model is loaded. */
  readonly device: Device | undefined;
  /** Notices since the tagger was made. */
  readonly notices: readonly Notice[];
  /** Ends the worker and closes the cache; every open call rejects. */
  dispose(): Promise<void>;
}
