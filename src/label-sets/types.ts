import type { LabelId, TaxonomyId } from '../taxonomy/types.ts';

export const LABEL_SET_FORMAT = 'value-tagger/label-set';
export const LABEL_SET_VERSION = 1;
/** Name of the database that own sets are kept in. */
export const LABEL_SET_DATABASE = 'value-tagger-label-sets';

/** One label of a set. Labels stand in the order in which they are shown. */
export interface OwnLabel {
  readonly id: LabelId;
  readonly name: string;
  /** What a sentence that appeals to this label is about. */
  readonly definition?: string;
  /** What belongs to it, and what does not though one could think so. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Sentences that have the label. */
  readonly examples?: readonly string[];
  /** Short, concrete phrases that are true of a text with the label: `be fair to everyone`. */
  readonly hypotheses?: readonly string[];
  /**
   * Whole sentences, or phrases as in {@link hypotheses}, that are true of a text that speaks for the label, and of one that
   * speaks against it. Where one is missing, {@link hypotheses} serve for both.
   */
  readonly supports?: readonly string[];
  readonly opposes?: readonly string[];
  /** Label one level up, in the same set. */
  readonly parent?: LabelId;
  /** Other names, by which the categories of a lexicon or the labels of a model are matched. */
  readonly aliases?: readonly string[];
  /** Hue in degrees, 0 to 360, in place of the one that the label's place in the set gives. */
  readonly hue?: number;
}

/** How one label counts towards another. */
export interface CrosswalkLink {
  readonly from: LabelId;
  readonly to: LabelId;
  /** Over 0, at most 1; default: 1. */
  readonly weight?: number;
}

/** How scores of this set are read in another one. */
export interface OwnCrosswalk {
  /** Id of a taxonomy of the toolkit, or of another set. */
  readonly to: TaxonomyId;
  /** `max`: a target takes the largest weighted confidence; `weighted-mean`: the mean of them by weight. */
  readonly rule: 'max' | 'weighted-mean';
  /** Where the mapping comes from. */
  readonly source?: string;
  readonly links: readonly CrosswalkLink[];
}

/** A theory of one's own: labels, what they mean, and how they relate to other theories. */
export interface LabelSet {
  readonly format: typeof LABEL_SET_FORMAT;
  readonly version: typeof LABEL_SET_VERSION;
  readonly id: TaxonomyId;
  readonly name: string;
  readonly description?: string;
  /** Where the labels come from: author, year, work. */
  readonly source?: string;
  readonly licence?: string;
  /** BCP 47 tag of the language that names and definitions are in. */
  readonly language: string;
  readonly labels: readonly OwnLabel[];
  readonly crosswalks?: readonly OwnCrosswalk[];
}

/** What turns sentences into scores of a set. */
export type TaggerKind = 'lexicon' | 'nli' | 'similarity';

/** Most that a set may hold; what is larger is refused when it is read. */
export const LABEL_SET_LIMITS = { bytes: 4_000_000, labels: 5_000, depth: 12, crosswalks: 50, links: 20_000, phrases: 200, name: 200, text: 4_000, id: 100 } as const;
