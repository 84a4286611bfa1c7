import type { Crosswalk, LabelId, Taxonomy, TaxonomyId } from './taxonomy/types.ts';

/** Which engine computes: the reader's GPU or CPU. `wasm` stands for the CPU also where plain code is all there is to run. */
export type Device = 'webgpu' | 'wasm';

/** One label of a head, as the model's manifest describes it. */
export interface HeadLabel {
  readonly id: LabelId;
  /** Score at which the label is given, fitted on validation data; 0 to 1. */
  readonly threshold: number;
  /** Name and definition where the taxonomy is the model's own. */
  readonly name?: string;
  readonly definition?: string;
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
  /** How this head's labels are rolled up into another taxonomy, where the model declares it. */
  readonly crosswalk?: { readonly to: TaxonomyId; readonly map: Readonly<Record<LabelId, LabelId>>; readonly source: string };
  /** What the thresholds were fitted on, or that they were not fitted. */
  readonly thresholdSource?: string;
}

/** What stands beside the sentence in a model's input, and where. */
export type ContextForm = { readonly separator: string; readonly place: 'first' | 'second' } & (
  | { readonly kind: 'previous'; readonly sentences: number }
  | { readonly kind: 'document'; readonly maxCharacters: number }
  | { readonly kind: 'definitions'; readonly top: number }
);

/** How a model wants its input. */
export interface InputForm {
  /** 2 where sentence and context are told apart by the tokenizer. */
  readonly segments: 1 | 2;
  /** The sentence's surroundings; `{text}` stands for it. */
  readonly template: string;
  readonly context?: ContextForm;
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
  /** Given where the model reads more than the bare sentence. */
  readonly input?: InputForm;
  /** Numbers in the vector that it gives of a text, where it gives one. */
  readonly embedding?: number;
  /** How scores are made of what the model says, where they are not its own; in words. */
  readonly method?: string;
  /** Where the model tells nothing of it, what told {@link Direction}. */
  readonly directionFrom?: Pick<ModelInfo, 'title' | 'revision' | 'digest' | 'licence' | 'method'>;
  readonly maxTokens: number;
  /** Size of everything that was or would be downloaded, in bytes. */
  readonly bytes: number;
  /** Files of the user's that it was made from. */
  readonly files?: readonly { readonly name: string; readonly sha256: string }[];
  /** Taxonomies that the toolkit does not have and that the heads or crosswalks speak of. */
  readonly taxonomies?: readonly Taxonomy[];
  /** Ways to read the heads in other taxonomies, beside those that the toolkit declares. */
  readonly crosswalks?: readonly Crosswalk[];
}

/** Something that did not go as planned but did not stop the run, such as a GPU that was dropped for the CPU. */
export interface Notice {
  readonly code: string;
  readonly message: string;
}
