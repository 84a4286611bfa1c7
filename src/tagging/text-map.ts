import type { ModelText } from '../runtime/protocol.ts';

/**
 * A map by what a model reads: a sentence alone, or in its context. No key is made of both, since many sentences may share
 * a context that is as long as a document.
 */
export class TextMap<V> {
  readonly #alone = new Map<string, V>();
  readonly #within = new Map<string, Map<string, V>>();

  get empty(): boolean {
    return this.#alone.size === 0 && this.#within.size === 0;
  }

  get(text: ModelText): V | undefined {
    return typeof text === 'string' ? this.#alone.get(text) : this.#within.get(text.context)?.get(text.sentence);
  }

  set(text: ModelText, value: V): void {
    if (typeof text === 'string') {
      this.#alone.set(text, value);
      return;
    }
    const sentences = this.#within.get(text.context) ?? new Map<string, V>();
    this.#within.set(text.context, sentences.set(text.sentence, value));
  }

  delete(text: ModelText): void {
    if (typeof text === 'string') {
      this.#alone.delete(text);
      return;
    }
    const sentences = this.#within.get(text.context);
    sentences?.delete(text.sentence);
    if (sentences?.size === 0) this.#within.delete(text.context);
  }
}
