import { KEY_WORDS, type CachedRow, type Keys } from './types.ts';

/**
 * Most rows in a page. A browser takes about as long to read a record of 80 KB as one of 300 bytes, so rows are kept
 * by the page: 10,000 rows come back in a thirtieth of the time (`node test/bench/cache.mjs` measures it).
 */
export const PAGE_ROWS = 256;

/** Rows of one width, packed. */
export interface Page {
  /** The rows' logits one after another. */
  readonly logits: Float32Array<ArrayBuffer>;
  /** 1 where the sentence was cut, a row each. */
  readonly truncated: Uint8Array<ArrayBuffer>;
}

/** A page with the keys of its rows, in their order. */
export interface KeyedPage extends Page {
  readonly keys: Keys;
}

export const rowCount = ({ truncated }: Page): number => truncated.length;

export const pageBytes = ({ keys, logits, truncated }: KeyedPage): number => keys.byteLength + logits.byteLength + truncated.byteLength;

/** The row at `slot`, its logits as a view into the page. */
export function rowAt(page: Page, slot: number): CachedRow {
  const width = page.logits.length / rowCount(page);
  return { logits: page.logits.subarray(slot * width, (slot + 1) * width), truncated: page.truncated[slot] === 1 };
}

/** Rows in as few pages as can be, those of one width together, else in their order. */
export function packPages(keys: Keys, rows: readonly CachedRow[]): KeyedPage[] {
  const byWidth = new Map<number, number[]>();
  for (const [index, { logits }] of rows.entries()) {
    const group = byWidth.get(logits.length);
    if (group) group.push(index);
    else byWidth.set(logits.length, [index]);
  }
  const pages: KeyedPage[] = [];
  for (const [width, indices] of byWidth) {
    for (let start = 0; start < indices.length; start += PAGE_ROWS) {
      const part = indices.slice(start, start + PAGE_ROWS);
      const page = { keys: new Uint32Array(part.length * KEY_WORDS), logits: new Float32Array(part.length * width), truncated: new Uint8Array(part.length) };
      for (const [slot, index] of part.entries()) {
        page.keys.set(keys.subarray(index * KEY_WORDS, (index + 1) * KEY_WORDS), slot * KEY_WORDS);
        page.logits.set(rows[index]?.logits ?? [], slot * width);
        page.truncated[slot] = rows[index]?.truncated ? 1 : 0;
      }
      pages.push(page);
    }
  }
  return pages;
}
