/**
 * What an answer may look like: a finite language, as plain data that crosses the worker's border. It can always be
 * closed, and how few tokens that takes is known at every place in it.
 */
export type Grammar =
  | { readonly kind: 'literal'; readonly text: string }
  /** One of several literals, of which none is the beginning of another. */
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  /** A JSON string of `min` to `max` characters, with its quotes. */
  | { readonly kind: 'text'; readonly min: number; readonly max: number }
  | { readonly kind: 'sequence'; readonly parts: readonly Grammar[] }
  /** A JSON array of `min` to `max` items. */
  | { readonly kind: 'array'; readonly item: Grammar; readonly min: number; readonly max: number }
  /** A JSON array of different literals out of `options`. */
  | { readonly kind: 'subset'; readonly options: readonly string[]; readonly min: number; readonly max: number };

export const literal = (text: string): Grammar => ({ kind: 'literal', text });

/** A JSON string that is one of `ids`. */
export const oneOf = (ids: readonly string[]): Grammar => ({ kind: 'choice', options: ids.map((id) => JSON.stringify(id)) });

/** A JSON array of different `ids`. */
export const someOf = (ids: readonly string[], max: number, min = 0): Grammar => ({ kind: 'subset', options: ids.map((id) => JSON.stringify(id)), min, max: Math.min(max, ids.length) });

export const string = (max: number, min = 1): Grammar => ({ kind: 'text', min, max });

/** 0.0 to 1.0 in steps of a tenth. */
export const fraction = (): Grammar => ({ kind: 'choice', options: Array.from({ length: 11 }, (_, tenth) => (tenth / 10).toFixed(1)) });

export const list = (item: Grammar, max: number, min = 0): Grammar => ({ kind: 'array', item, min, max });

/** A JSON object with exactly these keys in this order, spaced as models write it. */
export function object(fields: Readonly<Record<string, Grammar>>): Grammar {
  const parts: Grammar[] = [];
  for (const [key, value] of Object.entries(fields)) parts.push(literal(`${parts.length === 0 ? '{' : ', '}${JSON.stringify(key)}: `), value);
  return { kind: 'sequence', parts: [...parts, literal('}')] };
}
