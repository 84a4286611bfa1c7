import { profile, type Profile } from '../analysis/profile.ts';
import { TaggerError } from '../errors.ts';
import { FITTED, readSentence, resolveView, type View } from '../tagging/decide.ts';
import type { Confidence, Device, ModelInfo, Notice, Tag, TaggedSentence } from '../tagging/types.ts';
import type { TaxonomyId } from '../taxonomy/types.ts';
import { rowFinder, type TextRow } from '../text/text-rows.ts';

/** What a run over a text gave, as it is to be written down. */
export interface RunResult {
  /** What to call the text. */
  readonly title: string;
  readonly text: string;
  readonly sentences: readonly TaggedSentence[];
  readonly model: ModelInfo;
  readonly device: Device | undefined;
  readonly taxonomy: TaxonomyId;
  readonly confidence?: Confidence;
  readonly notices?: readonly Notice[];
  /** Rows of the table that the text came from. */
  readonly rows?: readonly TextRow[];
  readonly date: Date;
}

/** A sentence with what is said of it, for writers. */
export interface FoundSentence {
  readonly sentence: TaggedSentence;
  /** Id of the row that it stands in. */
  readonly id: string | undefined;
  /** Every label that the model can speak of, in taxonomy order. */
  readonly all: readonly Tag[];
  /** Those that reach the confidence, strongest first. */
  readonly tags: readonly Tag[];
}

/** A run as all writers see it. */
export interface Findings extends RunResult {
  readonly confidence: Confidence;
  readonly view: View;
  readonly found: readonly FoundSentence[];
  readonly profile: Profile;
}

/** Strongest sentences that a report names of each label. */
const STRONGEST = 3;

/**
 * Reads a run in its taxonomy, at its confidence.
 * @throws {TaggerError} `invalid-input` where the model does not offer the taxonomy
 */
export function gather(run: RunResult): Findings {
  const view = resolveView(run.model, run.taxonomy);
  if (!view) throw new TaggerError('invalid-input', `The model "${run.model.title}" knows no taxonomy "${run.taxonomy}".`, 'Export in a taxonomy that the model offers.');
  const confidence = run.confidence ?? FITTED;
  const rowOf = rowFinder(run.rows ?? []);
  const found = run.sentences.map((sentence): FoundSentence => {
    const all = readSentence(sentence, view);
    return {
      sentence,
      id: rowOf(sentence.start)?.id,
      all,
      tags: all.filter((tag) => tag.confidence >= confidence).sort((a, b) => b.confidence - a.confidence),
    };
  });
  return { ...run, confidence, view, found, profile: profile(found.map(({ tags }) => tags), view.taxonomy, STRONGEST) };
}
