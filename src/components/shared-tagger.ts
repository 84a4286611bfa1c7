import { LazyTagger } from '../tagging/lazy-tagger.ts';
import type { Tagger } from '../tagging/types.ts';

const shared = new Map<string, Tagger>();

/**
 * One tagger, and so one model in memory, for all elements of a page that were given none of their own and name the same bundle.
 * What makes it is fetched when it is first used.
 * @param model address of a bundle's folder; without it the one that ships
 */
export function sharedTagger(model = ''): Tagger {
  const address = model === '' ? '' : new URL(model, document.baseURI).href;
  let tagger = shared.get(address);
  if (!tagger) {
    tagger = new LazyTagger(async () => (await import('../tagging/create-tagger.ts')).createTagger(address === '' ? {} : { modelUrl: address }));
    shared.set(address, tagger);
  }
  return tagger;
}
