import type { PageUse } from './database.ts';
import { PAGE_ROWS } from './pages.ts';

type NumberedUse = PageUse & { readonly id: number };

/** A page below this many rows is small. */
const SMALL = PAGE_ROWS / 2;

/** Small pages that may pile up before they are packed, and the most that are packed at a time. */
const SMALL_PAGES = { from: 64, atMost: 256 };

/** The pages to delete so that at least `excess` bytes are freed, least recently used first; none where it is not above 0. */
export function leastRecentlyUsed(uses: readonly NumberedUse[], excess: number): number[] {
  const ids: number[] = [];
  let freed = 0;
  for (const { id, bytes } of uses.toSorted((a, b) => a.used - b.used || a.id - b.id)) {
    if (freed >= excess) break;
    ids.push(id);
    freed += bytes;
  }
  return ids;
}

/** The small pages that are to be packed, oldest first; none while there are few. */
export function smallPages(uses: readonly NumberedUse[]): number[] {
  const small = uses.filter(({ rows }) => rows < SMALL);
  return small.length < SMALL_PAGES.from ? [] : small.slice(0, SMALL_PAGES.atMost).map(({ id }) => id);
}
