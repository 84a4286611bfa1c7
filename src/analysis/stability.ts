import type { LabelId } from '../taxonomy/types.ts';

/** Tags of each sentence, as label ids. */
export type TagSets = readonly ReadonlySet<LabelId>[];

/** The same sentences tagged in other words. */
export interface Retagging {
  /** What was changed. */
  readonly name: string;
  readonly tags: TagSets;
  /** Labels for which something was changed. */
  readonly changed: ReadonlySet<LabelId>;
}

/** How many tags are still there, out of how many, over one or more retaggings. */
export interface Survival {
  readonly survived: number;
  readonly tags: number;
  /** `survived / tags`; null without any tag. */
  readonly share: number | null;
}

export interface Stability {
  readonly sentences: number;
  readonly all: Survival;
  /** By label, over all retaggings that changed something for it. Labels without any tag are there with none. */
  readonly labels: Readonly<Record<LabelId, Survival>>;
  readonly retaggings: readonly (Survival & { readonly name: string })[];
}

const survival = (survived: number, tags: number): Survival => ({ survived, tags, share: tags === 0 ? null : survived / tags });

/** The share of tags that survive when the same question is put in other words. Sentences are matched by their place. */
export function stabilityOf(labels: readonly LabelId[], base: TagSets, retaggings: readonly Retagging[]): Stability {
  const byLabel = new Map(labels.map((label) => [label, { survived: 0, tags: 0 }]));
  const each = retaggings.map(({ name, tags: again, changed }) => {
    let [survived, tags] = [0, 0];
    for (const [index, before] of base.entries()) {
      for (const label of before) {
        const own = byLabel.get(label);
        if (!own || !changed.has(label)) continue;
        const still = again[index]?.has(label) ? 1 : 0;
        own.tags++;
        own.survived += still;
        tags++;
        survived += still;
      }
    }
    return { name, ...survival(survived, tags) };
  });
  return {
    sentences: base.length,
    all: survival(each.reduce((sum, one) => sum + one.survived, 0), each.reduce((sum, one) => sum + one.tags, 0)),
    labels: Object.fromEntries([...byLabel].map(([label, { survived, tags }]) => [label, survival(survived, tags)])),
    retaggings: each,
  };
}
