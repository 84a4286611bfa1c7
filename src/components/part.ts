/** A part of the elements whose code is fetched, once for the page, when it is first wanted. */
export class Part<Code extends object> {
  readonly #fetch: () => Promise<Code>;
  #code: Code | undefined;
  #fetching: Promise<Code> | undefined;

  /** @param fetch imports the module that the part's code is in */
  constructor(fetch: () => Promise<Code>) {
    this.#fetch = fetch;
  }

  /** undefined before it is there. */
  get code(): Code | undefined {
    return this.#code;
  }

  /**
   * Fetches the code where it is not there; after a failure anew.
   * @throws whatever `import()` is rejected with
   */
  load(): Promise<Code> {
    this.#fetching ??= this.#fetch().then(
      (code) => (this.#code = code),
      (error: unknown) => {
        this.#fetching = undefined;
        throw error;
      },
    );
    return this.#fetching;
  }
}
