import { TaggerError } from '../../errors.ts';
import { randomOf } from '../../random.ts';
import { compile, type Place } from './automaton.ts';
import type { Grammar } from './grammar.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface ChooseOptions {
  readonly grammar: Grammar;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed: number;
}

/**
 * Chooses the tokens of an answer from a model's logits, so that the answer is a word of the grammar and complete within
 * the budget: a token may only come if the shortest way to the end, a token a byte, fits into what is then left. At
 * first it does, and the next byte of that way always has a token: so there is always a choice.
 */
export class Chooser {
  readonly #vocabulary: Vocabulary;
  readonly #temperature: number;
  readonly #random: () => number;
  #place: Place;
  #left: number;

  /** @throws {TaggerError} `invalid-input` where the budget is too small for the grammar */
  constructor(vocabulary: Vocabulary, { grammar, maxTokens, temperature, seed }: ChooseOptions) {
    this.#vocabulary = vocabulary;
    this.#temperature = temperature;
    this.#random = randomOf(seed);
    this.#place = compile(grammar);
    this.#left = maxTokens;
    if (this.#place.distance > maxTokens) {
      throw new TaggerError('invalid-input', `An answer may have ${maxTokens} tokens, and this form needs up to ${this.#place.distance}.`, 'Allow more tokens.');
    }
  }

  get done(): boolean {
    return this.#place.distance === 0;
  }

  /**
   * Takes the next token.
   * @param logits one per token; more than the vocabulary has are ignored
   * @throws {TaggerError} `internal` where nothing may follow, which the budget rule excludes
   */
  next(logits: Float32Array): number {
    const id = this.#temperature > 0 ? this.#sample(logits) : this.#best(logits);
    const place = id === undefined ? undefined : this.#vocabulary.after(this.#place, id);
    if (id === undefined || !place) throw new TaggerError('internal', 'No token may follow in the answer.', 'Please report this with the model and the task.');
    this.#place = place;
    this.#left--;
    return id;
  }

  /** The likeliest token that may follow; the first of equals. @param onAllowed told of all */
  #best(logits: Float32Array, onAllowed?: (id: number) => void): number | undefined {
    let top: number | undefined;
    let largest = -Infinity;
    this.#vocabulary.allowed(this.#place, this.#left - 1, (id) => {
      if (id >= logits.length) return;
      onAllowed?.(id);
      const logit = finite(logits[id]);
      if (logit <= largest) return;
      largest = logit;
      top = id;
    });
    return top;
  }

  #sample(logits: Float32Array): number | undefined {
    const ids: number[] = [];
    const top = this.#best(logits, (id) => ids.push(id));
    if (top === undefined) return undefined;
    const largest = finite(logits[top]);
    const weights = ids.map((id) => Math.exp((finite(logits[id]) - largest) / this.#temperature));
    let point = this.#random() * weights.reduce((sum, weight) => sum + weight, 0);
    for (const [index, id] of ids.entries()) {
      point -= weights[index] ?? 0;
      if (point <= 0) return id;
    }
    return top;
  }
}

/** A model that overflows gives infinities and worse; they must not decide. */
const finite = (logit: number | undefined): number => (logit === undefined || Number.isNaN(logit) ? -1e30 : Math.max(-1e30, Math.min(1e30, logit)));
