import type { Candidate, HeadSlice } from '../runtime/protocol.ts';
import type { ModelInfo } from '../model.ts';

/** What is needed to read cached rows of a model without loading it. */
export interface KnownModel {
  /** SHA-256 of the manifest that the model was loaded with: another manifest is another model. */
  readonly manifest: string;
  readonly info: ModelInfo;
  readonly slices: readonly HeadSlice[];
  readonly rowSize: number;
  readonly candidate: Candidate;
}
