import type { TaggedSentence } from '../../tagging/types.ts';
import { nameOf } from '../../taxonomy/registry.ts';
import type { LabelId, Taxonomy } from '../../taxonomy/types.ts';
import type { Corrections } from '../corrections/corrections.ts';
import { writeCorrections, type CorrectionFormat, type CorrectionSource } from '../corrections/export.ts';
import type { Correction, Verdict } from '../corrections/types.ts';
import type { Strings } from '../locale/strings.ts';
import { ValueTaggerCorrectEvent } from './events.ts';

/** What a reader says of tags: kept, told and, for those who only hear it, said. */
export class Judging {
  readonly corrections: Corrections;
  /** What was done last, in words. */
  said = '';
  /** Notes a correction again for which the code did not come; undefined where there is none. */
  noteAgain: (() => void) | undefined;
  readonly #tell: (event: ValueTaggerCorrectEvent) => void;
  readonly #onChange: () => void;

  /** @param onChange called when {@link said} or {@link noteAgain} is another */
  constructor(corrections: Corrections, tell: (event: ValueTaggerCorrectEvent) => void, onChange: () => void) {
    this.corrections = corrections;
    this.#tell = tell;
    this.#onChange = onChange;
  }

  async judge(sentence: TaggedSentence, taxonomy: Taxonomy, label: LabelId, verdict: Verdict | undefined, strings: Strings): Promise<void> {
    this.noteAgain = undefined;
    this.said = strings.say(`correct.said.${verdict ?? 'undo'}`, nameOf(taxonomy, label));
    try {
      await this.corrections.set(sentence.text, taxonomy.id, label, verdict);
    } catch {
      this.said = '';
      this.noteAgain = () => void this.judge(sentence, taxonomy, label, verdict, strings);
      this.#onChange();
      return;
    }
    this.#tell(new ValueTaggerCorrectEvent({ sentence, taxonomy: taxonomy.id, label, verdict }));
  }

  async undo(sentences: readonly TaggedSentence[], taxonomy: Taxonomy, strings: Strings): Promise<void> {
    const undone = await this.corrections.undo();
    if (!undone) return;
    this.said = strings.say('correct.said.undo', nameOf(taxonomy, undone.label));
    this.#onChange();
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
