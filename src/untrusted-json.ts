/** Names by which an object's prototype is reached: a file from elsewhere has no business with them. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

export const isForbiddenKey = (key: string): boolean => FORBIDDEN.has(key);

/** A key that a file from elsewhere must not have. */
export class ForbiddenKey extends Error {
  constructor(key: string) {
    super(`it has the key "${key}"`);
    this.name = 'ForbiddenKey';
  }
}

/**
 * `JSON.parse` for files of unknown origin.
 * @throws {SyntaxError} where it is no JSON
 * @throws {ForbiddenKey} where a key could reach a prototype
 */
export function parseUntrusted(json: string): unknown {
  return JSON.parse(json, (key, value: unknown) => {
    if (FORBIDDEN.has(key)) throw new ForbiddenKey(key);
    return value;
  });
}
