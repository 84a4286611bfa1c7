/** A table or a list of records, as it stands in the file. */
export interface RecordTable {
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** As many fields in each as there are columns; `line` counts from 1. */
  readonly rows: readonly { readonly line: number; readonly fields: readonly string[] }[];
  /** True where the names are made up, since the first row is data already. */
  readonly unnamed: boolean;
}

/** What a file holds. */
export type FileContent =
  | { readonly kind: 'text'; readonly title: string; readonly text: string; readonly notes: readonly string[] }
  | {
      readonly kind: 'table';
      readonly title: string;
      /** The table with or without a header, as is asked; records have their names in themselves. */
      readonly read: (header: boolean) => RecordTable;
      /** Whether its first row seems to name the columns; undefined where that is no question. */
      readonly header: boolean | undefined;
    };

/** Largest file that is read, in bytes. */
export const FILE_LIMIT = 20_000_000;

/** Endings of files that can be read. */
export const ENDINGS = ['.txt', '.md', '.markdown', '.html', '.htm', '.csv', '.tsv', '.jsonl', '.ndjson', '.docx'] as const;
