import type { LabelId, TaxonomyId } from '../taxonomy/types.ts';
import type { Sentence } from '../text/types.ts';

/** A score with the label's threshold mapped to 0.5, piecewise linearly; 0 to 1. */
export type Confidence = number;

/** Which engine computes: the reader's GPU or CPU. */
export type Device = 'webgpu' | 'wasm';

/** A label that a sentence appeals to. */
export interface Tag {
  readonly label: LabelId;
  /** Probability that the model gives, 0 to 1. */
  readonly score: number;
  readonly confidence: Confidence;
}

/** One label of a head, as the model's manifest describes it. */
export interface HeadLabel {
  readonly id: LabelId;
  /** Score at which the label is given, fitted on validation data; 0 to 1. */
  readonly threshold: number;
  readonly metrics?: LabelMetrics;
}

/** How well the model does on one label, as measured on the data set that the manifest names. */
export interface LabelMetrics {
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
  readonly auroc: number;
  /** Positive examples in the data set. */
  readonly support: number;
}

/** One output of a model: a taxonomy's labels in the order of its scores. */
export interface Head {
  readonly id: string;
  readonly taxonomy: TaxonomyId;
  readonly labels: readonly HeadLabel[];
  readonly trainingDomain: string;
}

/** The model that made a result, as far as a reader needs to know it. */
export interface ModelInfo {
  readonly id: string;
  readonly title: string;
  readonly revision: string;
  /** SHA-256 over graph, weights, tokenizer and truncation; part of every cache key. */
  readonly digest: string;
  readonly licence: string;
  readonly credit: readonly string[];
  readonly languages: readonly string[];
  readonly trainingDomain: readonly string[];
  readonly heads: readonly Head[];
  readonly maxTokens: number;
  /** Size of everything that was or would be downloaded, in bytes. */
  readonly bytes: number;
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

/** Something that did not go as planned but did not stop the run, such as a GPU that was dropped for the CPU. */
export interface Notice {
  readonly code: string;
  readonly message: string;
}

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
