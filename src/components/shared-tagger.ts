import { LazyTagger } from '../tagging/lazy-tagger.ts';
import type { Tagger } from '../tagging/types.ts';

let shared: Tagger | undefined;

/** One tagger, and so one model in memory, for all elements of a page that were given none of their own. */
export function sharedTagger(): Tagger {
  shared ??= new LazyTagger(async () => (await import('../tagging/create-tagger.ts')).createTagger());
  return shared;
}
