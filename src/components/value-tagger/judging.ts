import type { TaggedSentence } from '../../tagging/types.ts';
import type { LabelId, Taxonomy } from '../../taxonomy/types.ts';
import type { Corrections } from '../corrections/corrections.ts';
import { writeCorrections, type CorrectionFormat, type CorrectionSource } from '../corrections/export.ts';
import type { Correction, Verdict } from '../corrections/types.ts';
import type { Strings } from '../locale/strings.ts';
import { ValueTaggerCorrectEvent } from './events.ts';
import { nameOf } from './details.ts';

/** What a reader says of tags: kept, told and, for those who only hear it, said. */
export class Judging {
  readonly corrections: Corrections;
  /** What was done last, in words. */
  said = '';
  readonly #tell: (event: ValueTaggerCorrectEvent) => void;

  constructor(corrections: Corrections, tell: (event: ValueTaggerCorrectEvent) => void) {
    this.corrections = corrections;
    this.#tell = tell;
  }

  async judge(sentence: TaggedSentence, taxonomy: Taxonomy, label: LabelId, verdict: Verdict | undefined, strings: Strings): Promise<void> {
    this.said = strings.say(`correct.said.${verdict ?? 'undo'}`, nameOf(taxonomy, label));
    await this.corrections.set(sentence.text, taxonomy.id, label, verdict);
    this.#tell(new ValueTaggerCorrectEvent({ sentence, taxonomy: taxonomy.id, label, verdict }));
  }

  async undo(sentences: readonly TaggedSentence[], taxonomy: Taxonomy, strings: Strings): Promise<void> {
    const undone = await this.corrections.undo();
    if (!undone) return;
    this.said = strings.say('correct.said.undo', nameOf(taxonomy, undone.label));
    const sentence = sentences.find(({ text }) => text === undone.text) ?? { index: -1, text: undone.text };
    this.#tell(new ValueTaggerCorrectEvent({ sentence, taxonomy: undone.taxonomy, label: undone.label, verdict: undone.verdict }));
  }

  about(sentences: readonly TaggedSentence[], taxonomy: Taxonomy): Correction[] {
    return this.corrections.about([...new Set(sentences.map(({ text }) => text))], taxonomy.id);
  }

  /** Corrections of these sentences as a file's text. */
  write(sentences: readonly TaggedSentence[], taxonomy: Taxonomy, format: CorrectionFormat, source: CorrectionSource): string {
    return writeCorrections(this.about(sentences, taxonomy), format, source);
  }
}
