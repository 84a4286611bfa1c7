import type { HeadSlice, ModelText, Reading } from '../runtime/protocol.ts';
import type { Device, EvidenceSpan, ModelInfo, TagOptions, TaggedSentence } from './types.ts';

/** What a tagger must know of whatever makes its rows of numbers. */
export interface RowReport {
  readonly info: ModelInfo;
  /** Where each head's numbers lie in a row. */
  readonly slices: readonly HeadSlice[];
  readonly rowSize: number;
  readonly candidate: { readonly device: Device };
  /** Scores from a row, where its numbers are not those of the heads; a row of minus infinity is of a text that says nothing. */
  readonly read?: (row: Float32Array) => Pick<TaggedSentence, 'scores' | 'spread'>;
  /** Names what rows are, in place of the model's digest, where rows of one kind are read in several ways. */
  readonly rowsDigest?: string;
  /** Most rows that are read without a pause; default: some hundred. */
  readonly readAtOnce?: number;
}

/** Rows of some of the texts that were given. */
export interface RowBatch {
  /** Which texts these rows are of. */
  readonly indices: Uint32Array;
  /** `indices.length` rows of {@link RowReport.rowSize} numbers. */
  readonly logits: Float32Array;
  /** 1 where the text was longer than what is read of it, else 0. */
  readonly truncated: Uint8Array;
  /** For each row the words that it rests on, where they are known: by head and column, offsets into the text. */
  readonly evidence?: readonly RowEvidence[];
}

/** Words of a text by the column of the row that they count in. */
export type RowEvidence = readonly { readonly column: number; readonly span: EvidenceSpan }[];

export interface EncodeOptions {
  readonly signal?: AbortSignal;
  /** Which texts are wanted before all others; asked anew whenever work is handed out. */
  readonly wanted?: () => Iterable<number>;
  /** What is wanted of each; default: the logits of all heads. */
  readonly reading?: Reading;
}

/** What turns texts into rows of numbers: an encoder's workers, a lexicon's, or others. */
export interface RowSource<R extends RowReport> {
  /** True where it reads sentences as they stand, and not with white space made even and the context that the model asks for. */
  readonly asTheyStand?: boolean;
  /** Loads it if it is not loaded. */
  ready(onProgress?: TagOptions['onProgress'], signal?: AbortSignal): Promise<R>;
  /** `onBatch` gets each text's row exactly once, with the report of what made it. */
  encode(texts: readonly ModelText[], onBatch: (batch: RowBatch, report: R) => void, options?: EncodeOptions): Promise<void>;
  dispose(): void;
}

/** Remembers what was loaded, so that kept rows can be read before it is loaded again. */
export interface ReportMemory<R extends RowReport> {
  recall(): Promise<RowReport | undefined>;
  remember(report: R): Promise<void>;
  forget(): void;
}
