import type { Device, ModelInfo, Notice } from '../model.ts';
import type { LabelId, TaxonomyId } from '../taxonomy/types.ts';
import type { Sentence } from '../text/types.ts';
import type { WordEffect } from './occlusion.ts';

export type { WordEffect } from './occlusion.ts';

export type { Device, Head, HeadLabel, LabelMetrics, ModelInfo, Notice } from '../model.ts';

/** A score with the label's threshold mapped to 0.5, piecewise linearly; 0 to 1. */
export type Confidence = number;

/**
 * Where results are kept. `indexeddb`: on the device, as hashes and numbers, never text; model files too. `memory`:
 * until the page is closed. `none`: nowhere; a text that is read again is run again.
 */
export type CacheMode = 'indexeddb' | 'memory' | 'none';

/** What a tagger keeps, and where. */
export interface StorageReport {
  /** Where scores are: `memory` also where `indexeddb` was asked for and the browser allows none. */
  readonly mode: CacheMode;
  /** Different sentences of which scores are kept. */
  readonly sentences: number;
  /** Bytes of these scores and their keys, and the most that they may take. */
  readonly bytes: number;
  readonly budget: number;
  /** Bytes of all model files in the browser's cache storage. */
  readonly modelBytes: number;
  /** What this origin takes on the device and may take, in bytes, as the browser estimates it; undefined where it does not tell. */
  readonly usage: number | undefined;
  readonly quota: number | undefined;
  /** True where the browser has promised not to delete it when space runs out; undefined where it does not tell. */
  readonly persistent: boolean | undefined;
}

/** Whether a sentence speaks for what a label stands for, against it, or both. */
export type Direction = 'supports' | 'opposes' | 'ambivalent';

/** What is known of the direction; it is left open where the sentence speaks clearly neither for nor against. */
export interface DirectionScores {
  readonly direction: Direction | undefined;
  /** Probabilities that it speaks for and against, each by itself. */
  readonly supports: number;
  readonly opposes: number;
}

/** A label that a sentence appeals to. */
export interface Tag {
  readonly label: LabelId;
  /** Probability that the model gives, 0 to 1. */
  readonly score: number;
  readonly confidence: Confidence;
  /** Where it is known, and the scores that it rests on. */
  readonly direction?: Direction;
  readonly directionScores?: Omit<DirectionScores, 'direction'>;
  /** How far the scores of its paraphrases lie apart, where it has several. */
  readonly spread?: number;
  /** How far the taggers lie apart, where several voted. */
  readonly disagreement?: number;
}

/** Words of a sentence that speak for a label. */
export interface EvidenceSpan {
  /** Offsets in UTF-16 units into {@link Sentence.text}. */
  readonly start: number;
  readonly end: number;
  /** How much they count, over 0 and at most 1. */
  readonly weight: number;
  /** 1 where they praise what the label stands for, -1 where they name its breach; undefined where that is not known. */
  readonly direction?: 1 | -1;
}

/** Why a sentence has its scores, label by label. */
export type Evidence = Readonly<Record<LabelId, readonly EvidenceSpan[]>>;

/** A sentence with its scores. */
export interface TaggedSentence extends Sentence {
  /** Head id to one probability per label, in the head's order. */
  readonly scores: Readonly<Record<string, Float32Array>>;
  /**
   * Where several models voted: for each label the largest minus the smallest of their probabilities, by head as in
   * {@link scores}; NaN for a label of which one alone speaks.
   */
  readonly disagreement?: Readonly<Record<string, Float32Array>>;
  /**
   * Where a label has several paraphrases: the largest minus the smallest of their scores, by head as in {@link scores}; NaN
   * for a label with one alone.
   */
  readonly spread?: Readonly<Record<string, Float32Array>>;
  /** For labels above their threshold, where a second look was taken at whether the sentence speaks for or against them. */
  readonly directions?: Readonly<Record<LabelId, DirectionScores>>;
  /** True where the sentence was longer than the model reads and its end was left out. */
  readonly truncated: boolean;
  /** True where the scores came from the cache and no model ran. */
  readonly cached: boolean;
  /** Words that the scores rest on, where the tagger knows them; a label without any is absent. */
  readonly evidence?: Evidence;
}

/** Where a tagging run stands. */
export type TaggingProgress =
  | { readonly phase: 'download'; readonly file: string; readonly loaded: number; readonly total: number; readonly allLoaded: number; readonly allTotal: number }
  | { readonly phase: 'verify' | 'compile' | 'self-test' }
  | { readonly phase: 'tag'; readonly done: number; readonly total: number };

export interface TagOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TaggingProgress) => void;
  /**
   * Sentences as they come, in whatever order they are finished; `index` says which. Each is given exactly once, unless
   * {@link onReset} is called; all come from one model, though a device that fails on the way is replaced by another.
   */
  readonly onSentences?: (sentences: readonly TaggedSentence[]) => void;
  /**
   * Called, once at most, when another model or device was loaded than on the visit from which kept sentences were
   * shown: what came so far is void, progress begins at none, and every sentence comes anew, read by `model`. Whoever
   * gives this gets kept sentences before the model is loaded; else they are held until it is, or until none of the text
   * is left to run. An iteration by {@link Tagger.stream} cannot take back, and never calls it.
   */
  readonly onReset?: (model: ModelInfo) => void;
  /**
   * The part of the text that the reader sees now, in UTF-16 units. Its sentences are tagged before the others, which
   * follow in reading order. Asked anew whenever work is handed out, so it must be quick; what it throws ends this run.
   */
  readonly inSight?: () => { readonly start: number; readonly end: number } | undefined;
}

/** Everything that one run over a text gave. */
export interface TaggedText {
  readonly text: string;
  readonly sentences: readonly TaggedSentence[];
  readonly model: ModelInfo;
  readonly device: Device;
  readonly notices: readonly Notice[];
}

export interface ExplainOptions {
  /** Taxonomy that the label is of. */
  readonly taxonomy: TaxonomyId;
  readonly signal?: AbortSignal;
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
  /**
   * The model as an earlier visit knew it, whose kept scores {@link tag} can show before it is loaded; undefined where
   * nothing is known. A tagger that keeps nothing need not have it.
   */
  recall?(): Promise<ModelInfo | undefined>;
  /**
   * The words of a sentence that a label's score rests on, strongest first. A tagger that cannot tell has it not.
   * @throws {TaggerError} with a `code` and what to do; `AbortError` when `signal` is aborted
   */
  explain?(sentence: Pick<TaggedSentence, 'text' | 'evidence'>, label: LabelId, options: ExplainOptions): Promise<readonly WordEffect[]>;
  /** Device in use; undefined before the model is loaded. */
  readonly device: Device | undefined;
  /** Notices since the tagger was made. */
  readonly notices: readonly Notice[];
  /** Ends the worker and closes the cache; every open call rejects. */
  dispose(): Promise<void>;
}
