import { stabilityOf, type Retagging, type Stability, type TagSets } from '../analysis/stability.ts';
import { TaggerError } from '../errors.ts';
import { FITTED, decide, resolveView } from '../tagging/decide.ts';
import type { Confidence, TaggedText } from '../tagging/types.ts';
import type { ZeroShotTagger } from './zero-shot-tagger.ts';

export interface StabilityOptions {
  readonly signal?: AbortSignal;
  /** How sure of a tag the tagger must be; default: each label's threshold. */
  readonly confidence?: Confidence;
  /** Decides the order of the labels where they are shuffled. */
  readonly seed?: number;
  /** Most paraphrases that are left out, one at a time. */
  readonly most?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Tags a text again without one paraphrase of each label at a time, and once with the labels in another order, and counts the
 * tags that are still there. Without a paraphrase nothing is run that the cache holds; another order of hypotheses is run
 * anew, since it makes other batches.
 */
export async function checkStability(tagger: ZeroShotTagger, text: string, { signal, confidence = FITTED, seed = 1, most = 8, onProgress }: StabilityOptions = {}): Promise<Stability> {
  const options = signal ? { signal } : {};
  const base = await tagger.tag(text, options);
  const tags = tagsOf(base, confidence);
  const labels = base.model.heads[0]?.labels.map(({ id }) => id) ?? [];
  const longest = Math.max(0, ...tagger.paraphrases.values());
  const places = longest < 2 ? [] : Array.from({ length: Math.min(most, longest) }, (_, place) => place);
  const retaggings: Retagging[] = [];
  const total = places.length + 1;
  for (const place of places) {
    const again = await tagger.variant({ kind: 'leave-out', place }).tag(text, options);
    const changed = new Set([...tagger.paraphrases].filter(([, count]) => count > 1 && place < count).map(([label]) => label));
    retaggings.push({ name: `without paraphrase ${place + 1}`, tags: tagsOf(again, confidence), changed });
    onProgress?.(retaggings.length, total);
  }
  const shuffled = await tagger.variant({ kind: 'shuffle', seed }).tag(text, options);
  retaggings.push({ name: 'labels in another order', tags: tagsOf(shuffled, confidence), changed: new Set(labels) });
  onProgress?.(total, total);
  return stabilityOf(labels, tags, retaggings);
}

function tagsOf({ sentences, model }: TaggedText, confidence: Confidence): TagSets {
  const view = resolveView(model, model.heads[0]?.taxonomy ?? '');
  if (!view) throw new TaggerError('internal', 'The tagger does not know its own labels.', 'Please report this.');
  return sentences.map((sentence) => new Set(decide(sentence, view, confidence).map(({ label }) => label)));
}
