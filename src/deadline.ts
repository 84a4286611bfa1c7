/** How long something that seems stuck has to prove the opposite, in milliseconds. */
const GRACE = 2_000;

/**
 * A clock for something that may be stuck. A computer's sleep is no fault of what is watched: after it the clock strikes
 * at once, before messages that have come are read and before what was going on can end. So a clock that strikes late
 * starts anew, once, and after every strike there is a moment's grace.
 */
export class Deadline {
  readonly #limit: number;
  readonly #onMissed: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param limit milliseconds
   * @param onMissed called when that long, and the grace, have passed and the clock was neither started anew nor stopped
   */
  constructor(limit: number, onMissed: () => void) {
    this.#limit = limit;
    this.#onMissed = onMissed;
  }

  get running(): boolean {
    return this.#timer !== undefined;
  }

  /** Starts the clock; one that runs, or has struck, starts anew. */
  start(): void {
    this.#arm(true);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm(patient: boolean): void {
    clearTimeout(this.#timer);
    const due = Date.now() + this.#limit;
    this.#timer = setTimeout(() => {
      if (patient && Date.now() - due > GRACE) this.#arm(false);
      else this.#timer = setTimeout(() => this.#miss(), Math.min(GRACE, this.#limit));
    }, this.#limit);
  }

  #miss(): void {
    this.#timer = undefined;
    this.#onMissed();
  }
}
