/** Stable names of what can go wrong; messages may change, codes do not. */
export type TaggerErrorCode =
  | 'access-denied'
  | 'aborted'
  | 'bundle-refused'
  | 'cache-full'
  | 'cache-unavailable'
  | 'changed-elsewhere'
  | 'device-unavailable'
  | 'disposed'
  | 'engine-failed'
  | 'file-altered'
  | 'file-missing'
  | 'file-truncated'
  | 'graph-missing'
  | 'internal'
  | 'invalid-input'
  | 'manifest-invalid'
  | 'network'
  | 'not-loaded'
  | 'out-of-memory'
  | 'self-test-failed'
  | 'tokenizer-failed'
  | 'worker-died';

/** What crosses the worker's border in place of an error, which would lose its class and fields there. */
export interface SerializedError {
  readonly code: TaggerErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly cause?: string;
}

/** An error that says what happened and to what (`message`), and what the user can do (`hint`). */
export class TaggerError extends Error {
  readonly code: TaggerErrorCode;
  readonly hint: string;

  constructor(code: TaggerErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.name = code === 'aborted' ? 'AbortError' : 'TaggerError';
    this.code = code;
    this.hint = hint;
  }

  serialize(): SerializedError {
    const { code, message, hint, cause } = this;
    return cause === undefined ? { code, message, hint } : { code, message, hint, cause: describe(cause) };
  }

  static deserialize({ code, message, hint, cause }: SerializedError): TaggerError {
    return new TaggerError(code, message, hint, cause === undefined ? undefined : { cause });
  }

  /** `error` itself where it is a TaggerError, else a TaggerError of `code` that carries it as its cause. */
  static from(error: unknown, code: TaggerErrorCode, message: string, hint: string): TaggerError {
    return error instanceof TaggerError ? error : new TaggerError(code, message, hint, { cause: error });
  }
}

/** An abort in the form that `signal.throwIfAborted` users expect: `name` is `AbortError`. */
export function abortError(): TaggerError {
  return new TaggerError('aborted', 'The run was cancelled.', 'Sentences that were finished before are kept in the cache; start again to go on.');
}

/** An error's message for people, whatever was thrown. */
export function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
