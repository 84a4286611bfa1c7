import { TaggerError, abortError } from '../errors.ts';
import type { Grammar } from '../runtime/generator/grammar.ts';
import type { Message, Scored } from '../runtime/generator/protocol.ts';
import type { GeneratorEngine } from './client.ts';
import type { TaskOptions } from './types.ts';

/** What an answer is asked for. */
export interface Question {
  readonly messages: readonly Message[];
  readonly grammar: Grammar;
  readonly maxTokens: number;
}

/** One run of a task: asks the engine, and counts what that took. */
export class TaskSession {
  readonly #engine: GeneratorEngine;
  readonly options: TaskOptions;
  readonly seed: number;
  calls = 0;
  tokens = 0;
  promptTokens = 0;
  milliseconds = 0;

  /** @throws {TaggerError} `invalid-input` where a number among the options makes no sense */
  constructor(engine: GeneratorEngine, options: TaskOptions) {
    checkNumbers(options);
    this.#engine = engine;
    this.options = options;
    this.seed = options.seed ?? 1;
  }

  /** An answer in the asked form, read as JSON. */
  async ask({ messages, grammar, maxTokens }: Question): Promise<unknown> {
    const { signal, onText, temperature = 0, maxTokens: most = maxTokens } = this.options;
    if (signal?.aborted) throw abortError();
    // Each call draws anew, and the same in every run.
    const seed = this.seed + this.calls++;
    const { text, ...cost } = await this.#engine.generate({ messages, grammar, maxTokens: most, temperature, seed }, { ...(signal ? { signal } : {}), ...(onText ? { onText } : {}) });
    this.#count(cost);
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // The cause would quote the answer, and the answer the text.
      throw new TaggerError('internal', 'The answer is not in the form that it is held to.', 'Please report this with the model and the task.');
    }
  }

  async score(messages: readonly Message[], questions: readonly string[]): Promise<Float32Array> {
    const { signal } = this.options;
    if (signal?.aborted) throw abortError();
    this.calls++;
    const { scores, ...cost } = await this.#engine.score({ messages, questions }, signal ? { signal } : {});
    this.#count(cost);
    return scores;
  }

  /** Counts what another session took as this one's. */
  include({ calls, tokens, promptTokens, milliseconds }: TaskSession): void {
    this.calls += calls;
    this.#count({ tokens, promptTokens, milliseconds });
  }

  #count({ tokens, promptTokens, milliseconds }: Pick<Scored, 'tokens' | 'promptTokens' | 'milliseconds'>): void {
    this.tokens += tokens;
    this.promptTokens += promptTokens;
    this.milliseconds += milliseconds;
  }
}

function checkNumbers({ seed = 1, temperature = 0, maxTokens = 1 }: TaskOptions): void {
  const fail = (what: string, value: number, hint: string): never => {
    throw new TaggerError('invalid-input', `The option \`${what}\` is ${value}.`, `Give ${hint}.`);
  };
  if (!Number.isSafeInteger(seed)) fail('seed', seed, 'a whole number');
  if (!Number.isFinite(temperature) || temperature < 0) fail('temperature', temperature, 'a number from 0 on; 0 is always the likeliest token');
  if (!Number.isInteger(maxTokens) || maxTokens < 1) fail('maxTokens', maxTokens, 'a whole number of tokens from 1 on');
}
