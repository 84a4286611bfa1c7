import type { LoadReport } from '../runtime/protocol.ts';
import { EncoderTagger } from '../tagging/encoder-tagger.ts';
import type { OpenEncoder } from '../tagging/open-encoder.ts';
import type { Tagger } from '../tagging/types.ts';
import { ZeroShotSource, memoryOf, type Prepare, type ZeroShotReport } from './zero-shot-source.ts';

/** A way to ask the same in other words. */
export type Variant =
  /** Without the paraphrase at this place, for each label that has others. */
  | { readonly kind: 'leave-out'; readonly place: number }
  /** With the labels in another order. */
  | { readonly kind: 'shuffle'; readonly seed: number };

/** Makes a plan for a model, as it is or in other words. */
export type Planner = (variant?: Variant) => Prepare;

/** A tagger of a label set by a model that was not trained on it. */
export class ZeroShotTagger extends EncoderTagger<ZeroShotReport> {
  /** Workers, cache and notices, for what reads more of the same model. */
  readonly open: OpenEncoder;
  readonly #plan: Planner;
  /** How many paraphrases each label has. */
  readonly paraphrases: ReadonlyMap<string, number>;

  constructor(open: OpenEncoder, plan: Planner, paraphrases: ReadonlyMap<string, number>) {
    const source = new ZeroShotSource(open.pool, plan());
    super(source, open.cache, memoryOf(open.models, source), open.notices);
    this.open = open;
    this.#plan = plan;
    this.paraphrases = paraphrases;
  }

  /** How the model itself was loaded; undefined before. */
  get encoder(): LoadReport | undefined {
    const base = this.report?.base;
    return base && 'threads' in base ? (base as LoadReport) : undefined;
  }

  /** The same tagger asking in other words, over the same workers and the same cache; it ends with this one. */
  variant(variant: Variant): Pick<Tagger, 'tag'> {
    const { pool, cache, notices } = this.open;
    const nothing = { recall: () => Promise.resolve(undefined), remember: () => Promise.resolve(), forget: () => undefined };
    return new EncoderTagger(new ZeroShotSource(pool, this.#plan(variant)), cache, nothing, notices);
  }
}
