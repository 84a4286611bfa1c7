import type { TaggedSentence } from './types.ts';

/**
 * Sentences that an earlier visit has kept, before the model is there that says whether they count. They are passed on
 * at once where that is allowed, and else held until they are released.
 */
export class EarlySentences {
  readonly #deliver: (sentences: readonly TaggedSentence[]) => void;
  readonly #mayPass: () => boolean;
  #held: (readonly TaggedSentence[])[] = [];

  /** @param mayPass asked for each part */
  constructor(deliver: (sentences: readonly TaggedSentence[]) => void, mayPass: () => boolean) {
    this.#deliver = deliver;
    this.#mayPass = mayPass;
  }

  add(sentences: readonly TaggedSentence[]): void {
    this.#held.push(sentences);
    if (this.#mayPass()) this.release();
  }

  /** Passes on what is held. */
  release(): void {
    for (const sentences of this.#held.splice(0)) this.#deliver(sentences);
  }

  /** Forgets what is held: it came from another model. */
  discard(): void {
    this.#held = [];
  }
}
