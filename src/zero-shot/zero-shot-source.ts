import type { LoadReport, ModelText, Reading } from '../runtime/protocol.ts';
import type { EncodeOptions, ReportMemory, RowBatch, RowReport, RowSource } from '../tagging/row-source.ts';
import type { TagOptions } from '../tagging/types.ts';

/** A loaded model, or what is known of one. */
export type Base = Pick<LoadReport, 'info' | 'slices'> & Pick<RowReport, 'candidate'>;

/** A zero-shot tagger's view of a model. */
export interface ZeroShotReport extends RowReport {
  readonly base: Base;
}

/** What is asked of a model, and how its answers are read. */
export interface Plan {
  readonly reading: Reading;
  reportOf(base: Base): ZeroShotReport;
}

/** Prepares a plan; undefined where that takes a model (`offline`) and there is none. */
export type Prepare = (base: Base, offline: boolean) => Promise<Plan | undefined>;

/** Workers that give rows of an encoder, as far as they are needed here. */
export type Encoders = RowSource<LoadReport>;

/** Rows of an encoder that are read as scores of a label set. */
export class ZeroShotSource implements RowSource<ZeroShotReport> {
  readonly #encoders: Encoders;
  readonly #prepare: Prepare;
  /** By what was loaded: one device's plan may hold numbers that another would give otherwise. */
  readonly #plans = new Map<string, Promise<Plan | undefined>>();
  readonly #reports = new WeakMap<Base, ZeroShotReport>();

  constructor(encoders: Encoders, prepare: Prepare) {
    this.#encoders = encoders;
    this.#prepare = prepare;
  }

  async ready(onProgress?: TagOptions['onProgress'], signal?: AbortSignal): Promise<ZeroShotReport> {
    const base = await this.#encoders.ready(onProgress, signal);
    return this.#reportOf(await this.#planOf(base), base);
  }

  async encode(texts: readonly ModelText[], onBatch: (batch: RowBatch, report: ZeroShotReport) => void, options: EncodeOptions = {}): Promise<void> {
    const plan = await this.#planOf(await this.#encoders.ready(undefined, options.signal));
    // A device that replaces another on the way goes on with the plan that is there.
    await this.#encoders.encode(texts, (batch, base) => onBatch(batch, this.#reportOf(plan, base)), { ...options, reading: plan.reading });
  }

  dispose(): void {
    this.#encoders.dispose();
  }

  /** What an earlier visit knew of the model, where no model is needed to read what it kept. */
  async known(base: Base): Promise<ZeroShotReport | undefined> {
    const plan = await this.#prepare(base, true);
    return plan?.reportOf(base);
  }

  async #planOf(base: Base): Promise<Plan> {
    const { digest } = base.info;
    let planned = this.#plans.get(digest);
    if (!planned) {
      planned = this.#prepare(base, false);
      planned.catch(() => this.#plans.delete(digest));
      this.#plans.set(digest, planned);
    }
    const plan = await planned;
    if (!plan) throw new Error('A plan was not made although a model is there.');
    return plan;
  }

  /** The same report for the same load: it is told apart by identity. */
  #reportOf(plan: Plan, base: Base): ZeroShotReport {
    const known = this.#reports.get(base);
    if (known) return known;
    const report = plan.reportOf(base);
    this.#reports.set(base, report);
    return report;
  }
}

/** Remembers the model behind a zero-shot tagger, as its own tagger would. */
export function memoryOf(models: ReportMemory<LoadReport>, source: ZeroShotSource): ReportMemory<ZeroShotReport> {
  return {
    async recall() {
      const base = await models.recall();
      return base && 'candidate' in base ? await source.known(base as Base).catch(() => undefined) : undefined;
    },
    async remember({ base }) {
      // What was loaded is a whole report; what was recalled is remembered already.
      if ('threads' in base) await models.remember(base as LoadReport);
    },
    forget: () => models.forget(),
  };
}
