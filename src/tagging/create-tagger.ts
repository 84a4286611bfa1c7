import { EncoderTagger } from './encoder-tagger.ts';
import { openEncoder, type TaggerOptions } from './open-encoder.ts';

export type { BundleSource, TaggerOptions } from './open-encoder.ts';

/**
 * A tagger with the model that ships, or the one at `modelUrl`. Nothing is loaded before it is used.
 * @throws {TaggerError} `device-unavailable` outside a browser
 */
export function createTagger(options: TaggerOptions = {}): EncoderTagger {
  const { pool, cache, models, notices } = openEncoder(options);
  return new EncoderTagger(pool, cache, models, notices);
}
