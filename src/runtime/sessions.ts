import { TaggerError } from '../errors.ts';
import type { StaticShape } from './batching.ts';
import type { ModelSession, RunBatch } from './model-session.ts';

/** Makes a session for one shape, or for all shapes; it holds what that takes, the weights above all. */
export type MakeSession = (shape?: StaticShape) => Promise<ModelSession>;

/** Tests a session; throws where it is not to be used. */
export type ProveSession = (session: ModelSession, shape?: StaticShape) => Promise<unknown>;

/**
 * One model in several sessions: one for each static shape, and one for every other shape. Each holds the weights, so
 * only the first is made at once; another one when a batch, or the warm-up, first needs it. Calls must not overlap.
 */
export class Sessions {
  /** Undefined once every session is there: what it holds is freed then. */
  #make: MakeSession | undefined;
  readonly #prove: ProveSession;
  readonly #shapes: readonly StaticShape[];
  readonly #made = new Map<StaticShape | undefined, ModelSession>();
  readonly rowSize: number;

  private constructor(make: MakeSession, prove: ProveSession, shapes: readonly StaticShape[], first: ModelSession) {
    this.#make = make;
    this.#prove = prove;
    this.#shapes = shapes;
    this.#keep(shapes[0], first);
    this.rowSize = first.rowSize;
  }

  /**
   * @param shapes static ones, of which the first is made at once; none: a single session for all
   * @param prove tests each later session before it is used
   */
  static async create(make: MakeSession, shapes: readonly StaticShape[], prove: ProveSession): Promise<Sessions> {
    return new Sessions(make, prove, shapes, await make(shapes[0]));
  }

  /** See {@link ModelSession.run}; and throws what making and testing a session throw. */
  run: RunBatch = async (rows, length, height, output) => {
    const shape = this.#shapes.find((one) => one.rows === height && one.length === length);
    return await (this.#made.get(shape) ?? (await this.#add(shape))).run(rows, length, height, output);
  };

  async release(): Promise<void> {
    const made = [...this.#made.values()];
    this.#made.clear();
    this.#make = undefined;
    for (const session of made) await session.release();
  }

  async #add(shape: StaticShape | undefined): Promise<ModelSession> {
    if (!this.#make) throw new TaggerError('engine-failed', 'The engine was asked to read sentences after its end.', 'Reload the page.');
    const session = await this.#make(shape);
    try {
      await this.#prove(session, shape);
    } catch (error) {
      await session.release().catch(() => undefined);
      throw error;
    }
    this.#keep(shape, session);
    return session;
  }

  #keep(shape: StaticShape | undefined, session: ModelSession): void {
    this.#made.set(shape, session);
    // One for each static shape, and one for every other; or one for all.
    if (this.#shapes.length === 0 || this.#made.size > this.#shapes.length) this.#make = undefined;
  }
}
