import { codebookOfSet } from '../../../src/generator/codebook.ts';
import type { Codebook } from '../../../src/generator/types.ts';
import { shippedSets } from '../../../src/label-sets/shipped/index.ts';
import { LabelSetStore } from '../../../src/label-sets/store.ts';
import type { LabelSet } from '../../../src/label-sets/types.ts';

/** Most sentences of a set that the model is shown: each lengthens every prompt. */
const EXAMPLES = 8;

export interface SetChoice {
  readonly id: string;
  readonly name: string;
}

/** Label sets that texts can be read by: those of the page, and the reader's own. */
export class Codebooks {
  readonly #store = new LabelSetStore();
  /** Sets that were handed over, which need not be kept anywhere. */
  readonly #given = new Map<string, LabelSet>();
  readonly #changed: () => void;
  /** Six labels: little to read for a small model. */
  chosen = 'mft-2';
  list: readonly SetChoice[] = shippedSets;
  /** Show the model the set's own example sentences. */
  withExamples = false;

  /** @param changed called whenever there is another list */
  constructor(changed: () => void) {
    this.#changed = changed;
    this.#store.onChange(() => void this.refresh());
  }

  /** Looks anew which sets there are. */
  async refresh(): Promise<void> {
    const own = await this.#store.list().catch(() => []);
    const known = [...shippedSets, ...own];
    this.list = [...known, ...[...this.#given.values()].filter(({ id }) => known.every((one) => one.id !== id))];
    this.#changed();
  }

  /** Reads by a set that another part of the page has open. */
  async give(set: LabelSet): Promise<void> {
    this.#given.set(set.id, set);
    this.chosen = set.id;
    await this.refresh();
  }

  /** @throws {TaggerError} `invalid-input` where the set is gone or has no labels */
  async load(): Promise<{ readonly set: LabelSet; readonly codebook: Codebook }> {
    const id = this.chosen;
    const set = (await this.#store.get(id).catch(() => undefined))?.set ?? this.#given.get(id) ?? (await (shippedSets.find((one) => one.id === id) ?? shippedSets[0])?.load());
    if (!set) throw new Error('The page comes without label sets.');
    return { set, codebook: codebookOfSet(set, this.withExamples ? EXAMPLES : 0) };
  }
}
