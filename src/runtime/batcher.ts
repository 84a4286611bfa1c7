import { TaggerError } from '../errors.ts';
import { commonShapes, planBatches, smaller, type BatchLimits, type BatchPlan } from './batching.ts';
import type { Output, RunBatch } from './model-session.ts';
import type { Encoding } from './tokenizer.ts';

/** Some of the texts that were given, and what the model says of them. */
export interface Batch {
  /** Which of the texts. */
  readonly rows: readonly number[];
  /** A row of numbers for each of {@link rows}: logits, or a vector where that was asked for. */
  readonly logits: Float32Array;
}

/** Runs texts in batches that fit the device. */
export class Batcher {
  readonly #run: RunBatch;
  #limits: BatchLimits;

  constructor(run: RunBatch, limits: BatchLimits) {
    this.#run = run;
    this.#limits = limits;
  }

  /**
   * Every text exactly once, in the order of {@link planBatches}. Where memory runs out, batches are half as large from then on, down to
   * a single text.
   * @throws {TaggerError} `out-of-memory` where not even that fits; `engine-failed`
   */
  async *encode(encodings: readonly Encoding[], output?: Output): AsyncGenerator<Batch, void, undefined> {
    let left = this.#plan(encodings, encodings.map((_, row) => row));
    for (let plan = left.shift(); plan; plan = left.shift()) {
      const { rows, length, height } = plan;
      let logits: Float32Array;
      try {
        logits = await this.#run(rows.flatMap((row) => encodings[row] ?? []), length, height, output);
      } catch (error) {
        if (!(error instanceof TaggerError) || error.code !== 'out-of-memory' || (rows.length === 1 && height === 1 && !this.#limits.buckets)) throw error;
        this.#limits = smaller(this.#limits, (height * length) >> 1);
        left = this.#plan(encodings, [plan, ...left].flatMap((open) => open.rows));
        continue;
      }
      yield { rows, logits };
    }
  }

  /** Work of which each piece runs a common shape once, on texts that say nothing. */
  warmUps(nothing: Encoding): (() => Promise<unknown>)[] {
    return commonShapes(this.#limits).map(({ height, length }) => () => this.#run([nothing], length, height));
  }

  #plan(encodings: readonly Encoding[], rows: readonly number[]): BatchPlan[] {
    const lengths = rows.map((row) => encodings[row]?.ids.length ?? 0);
    return planBatches(lengths, this.#limits).map((plan) => ({ ...plan, rows: plan.rows.map((place) => rows[place] ?? 0) }));
  }
}
