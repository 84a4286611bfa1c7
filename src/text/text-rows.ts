/** A row of a table, or a record, as a part of the text that all of them make. */
export interface TextRow {
  readonly id: string;
  /** UTF-16 units into the text. */
  readonly start: number;
  readonly end: number;
}

/** Texts of several rows as one, each a paragraph of its own. */
export function joinRows(rows: readonly { readonly id: string; readonly text: string }[]): { readonly text: string; readonly rows: readonly TextRow[] } {
  const parts: string[] = [];
  const places: TextRow[] = [];
  let start = 0;
  for (const { id, text } of rows) {
    const trimmed = text.trim();
    if (trimmed === '') continue;
    parts.push(trimmed);
    places.push({ id, start, end: start + trimmed.length });
    start += trimmed.length + SEPARATOR.length;
  }
  return { text: parts.join(SEPARATOR), rows: places };
}

/** An empty line: no sentence goes over it. */
const SEPARATOR = '\n\n';

/** Finds the row that an offset lies in. */
export function rowFinder(rows: readonly TextRow[]): (offset: number) => TextRow | undefined {
  return (offset) => {
    let low = 0;
    let high = rows.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const row = rows[middle];
      if (!row) return undefined;
      if (offset < row.start) high = middle - 1;
      else if (offset >= row.end) low = middle + 1;
      else return row;
    }
    return undefined;
  };
}
