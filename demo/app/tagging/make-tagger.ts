import type { LabelSet, TaggerKind } from '../../../src/label-sets/types.ts';
import { availableTaxonomies } from '../../../src/tagging/decide.ts';
import type { ModelInfo, Tagger } from '../../../src/tagging/types.ts';
import { getTaxonomy } from '../../../src/taxonomy/index.ts';
import type { ZeroShotTagger } from '../../../src/zero-shot/zero-shot-tagger.ts';
import { keepsResults } from '../keep-choice.ts';
import type { EntailmentModel } from '../models/entailment-models.ts';

/** The model that the page reads with, where nothing else is chosen. */
export interface PageModel {
  readonly tagger: Tagger;
  /** Where the reader has brought it; else it is the one that ships. */
  readonly heads?: ModelInfo['heads'];
}

/** What scores a set: one of the taggers, or the head of the page's model that was trained on it. */
export type Scorer =
  | { readonly kind: 'head' | Extract<TaggerKind, 'similarity'> }
  | { readonly kind: Extract<TaggerKind, 'nli'>; readonly model: EntailmentModel }
  | { readonly kind: Extract<TaggerKind, 'lexicon'>; readonly files: readonly File[]; readonly licence: string };

export interface MadeTagger {
  readonly tagger: Tagger;
  /** Where its stability can be checked. */
  readonly zeroShot?: ZeroShotTagger;
}

/** Whether the page's model has a head for the set, or one that leads to it. */
export function hasHead({ heads }: PageModel, set: LabelSet): boolean {
  return heads ? availableTaxonomies({ heads }).some(({ id }) => id === set.id) : getTaxonomy(set.id) !== undefined;
}

/** Loads the code of what is wanted, and nothing else. */
export async function makeTagger(scorer: Scorer, labelSet: LabelSet, page: PageModel): Promise<MadeTagger> {
  switch (scorer.kind) {
    case 'head':
      return { tagger: borrowed(page.tagger) };
    case 'similarity': {
      const { createSimilarityTagger } = await import('../../../src/zero-shot/create-similarity-tagger.ts');
      const tagger = createSimilarityTagger({ labelSet, ...pageOptions() });
      return { tagger, zeroShot: tagger };
    }
    case 'nli': {
      const { createNliTagger } = await import('../../../src/zero-shot/create-nli-tagger.ts');
      const tagger = createNliTagger({ labelSet, bundle: scorer.model.source, ...pageOptions() });
      return { tagger, zeroShot: tagger };
    }
    case 'lexicon': {
      const { createLexiconTagger } = await import('../../../src/lexicon/create-lexicon-tagger.ts');
      return { tagger: createLexiconTagger({ lexicon: scorer.files, labelSet, ...(scorer.licence === '' ? {} : { licence: scorer.licence }) }) };
    }
  }
}

/** The same with a second look at whether sentences speak for or against their labels. */
export async function directed({ tagger, ...made }: MadeTagger, labelSet: LabelSet, model: EntailmentModel, shares: boolean): Promise<MadeTagger> {
  const { withDirections } = await import('../../../src/zero-shot/with-directions.ts');
  return { ...made, tagger: withDirections(tagger, { labelSet, ...(shares ? {} : { bundle: model.source, ...pageOptions() }) }) };
}

/** The page's own tagger for somebody who will dispose of it: it stays the page's. */
function borrowed(tagger: Tagger): Tagger {
  const { recall, explain } = tagger;
  return {
    get device() {
      return tagger.device;
    },
    get notices() {
      return tagger.notices;
    },
    tag: (text, options) => tagger.tag(text, options),
    stream: (text, options) => tagger.stream(text, options),
    ready: (options) => tagger.ready(options),
    ...(recall ? { recall: () => recall.call(tagger) } : {}),
    ...(explain ? { explain: (...given: Parameters<typeof explain>) => explain.call(tagger, ...given) } : {}),
    dispose: async () => undefined,
  };
}

/** As the page's own model is run. */
function pageOptions(): { cache: 'indexeddb' | 'none'; device: 'auto' | 'wasm' | 'webgpu' } {
  const wish = new URLSearchParams(location.search).get('device');
  return { cache: keepsResults() ? 'indexeddb' : 'none', device: wish === 'wasm' || wish === 'webgpu' ? wish : 'auto' };
}
