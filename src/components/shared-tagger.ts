import { createTagger } from '../tagging/create-tagger.ts';
import type { Tagger } from '../tagging/types.ts';

const shared = new Map<string, Tagger>();

/**
 * One tagger, and so one model in memory, for all elements of a page that were given none of their own and name the same bundle.
 * @param model address of a bundle's folder; without it the one that ships
 */
export function sharedTagger(model = ''): Tagger {
  const address = model === '' ? '' : new URL(model, document.baseURI).href;
  let tagger = shared.get(address);
  if (!tagger) shared.set(address, (tagger = createTagger(address === '' ? {} : { modelUrl: address })));
  return tagger;
}
