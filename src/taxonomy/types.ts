/** Stable id of a taxonomy, such as `schwartz-20`. */
export type TaxonomyId = string;

/** Stable id of a label within its taxonomy, such as `universalism-nature`. Labels are matched by id, never by position. */
export type LabelId = string;

/** One value or foundation. */
export interface Label {
  readonly id: LabelId;
  readonly name: string;
  /** Two to four letters that stand for the label where there is no room, such as `UnN`. */
  readonly code: string;
  /** What a sentence that appeals to this label is about, in one plain sentence. */
  readonly definition: string;
  /** Label one level up, in the taxonomy named by {@link Taxonomy.parentTaxonomy}. */
  readonly parent?: LabelId;
  /** Group that gives the label its colour region and underline pattern, such as `conservation`. */
  readonly group?: string;
  /** Hue in degrees that the label asks for, in place of the one that its group and place give. */
  readonly hue?: number;
}

/** A label set with its structure. */
export interface Taxonomy {
  readonly id: TaxonomyId;
  readonly title: string;
  /** What theory this is and what it claims, in a sentence or two. */
  readonly description: string;
  /** Where the labels come from: author, year, work. */
  readonly source: string;
  readonly labels: readonly Label[];
  /** Taxonomy that `Label.parent` points into. */
  readonly parentTaxonomy?: TaxonomyId;
  /** True where the order of `labels` is the order on the theory's circle, the last next to the first. */
  readonly circular?: boolean;
  /** Names of the groups, by {@link Label.group}, where the set brings its own. */
  readonly groupNames?: Readonly<Record<string, string>>;
}

/** A declared mapping between two taxonomies. */
export interface Crosswalk {
  readonly from: TaxonomyId;
  readonly to: TaxonomyId;
  /**
   * `max`: a target label takes the largest confidence among the labels that map to it, each times its weight.
   * `weighted-mean`: it takes their mean, by weight.
   */
  readonly rule: 'max' | 'weighted-mean';
  /** Source label to the target labels that it belongs to; an empty list drops it. */
  readonly map: Readonly<Record<LabelId, readonly LabelId[]>>;
  /** Source label to target label to weight, over 0 and at most 1; 1 where it is left out. */
  readonly weights?: Readonly<Record<LabelId, Readonly<Record<LabelId, number>>>>;
  readonly source: string;
}
