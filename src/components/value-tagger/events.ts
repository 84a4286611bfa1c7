import type { TaggerError } from '../../errors.ts';
import type { TaggedSentence, TaggingProgress } from '../../tagging/types.ts';
import type { TextTypeVerdict } from '../../text/text-type.ts';
import type { LabelId, TaxonomyId } from '../../taxonomy/types.ts';
import type { Verdict } from '../corrections/types.ts';

const PASSING = { bubbles: true, composed: true } as const;

/** Where a run stands; fired for every step that the tagger reports. */
export class ValueTaggerProgressEvent extends CustomEvent<TaggingProgress> {
  static readonly type = 'value-tagger-progress';

  constructor(progress: TaggingProgress) {
    super(ValueTaggerProgressEvent.type, { ...PASSING, detail: progress });
  }
}

export interface TaggedDetail {
  readonly taxonomy: TaxonomyId;
  readonly confidence: number;
  /** Sentences with scores so far. */
  readonly sentences: number;
  /** Sentences that appeal to at least one label. */
  readonly tagged: number;
  /** Label to the number of sentences that appeal to it. */
  readonly counts: ReadonlyMap<LabelId, number>;
  /** False while sentences are still to come. */
  readonly complete: boolean;
}

/** The tags have changed: sentences came, the run ended, or the taxonomy or the confidence is another. */
export class ValueTaggerTaggedEvent extends CustomEvent<TaggedDetail> {
  static readonly type = 'value-tagger-tagged';

  constructor(detail: TaggedDetail) {
    super(ValueTaggerTaggedEvent.type, { ...PASSING, detail });
  }
}

/** The reader opened the details of a sentence, or closed them (`sentence` is undefined). */
export class ValueTaggerSelectEvent extends CustomEvent<{ readonly sentence: TaggedSentence | undefined }> {
  static readonly type = 'value-tagger-select';

  constructor(sentence: TaggedSentence | undefined) {
    super(ValueTaggerSelectEvent.type, { ...PASSING, detail: { sentence } });
  }
}

export interface CorrectDetail {
  readonly sentence: Pick<TaggedSentence, 'index' | 'text'>;
  readonly taxonomy: TaxonomyId;
  readonly label: LabelId;
  /** What the reader says of the label now; undefined where it was taken back. */
  readonly verdict: Verdict | undefined;
}

/** The reader agreed with a tag, rejected it, added one, or took that back. */
export class ValueTaggerCorrectEvent extends CustomEvent<CorrectDetail> {
  static readonly type = 'value-tagger-correct';

  constructor(detail: CorrectDetail) {
    super(ValueTaggerCorrectEvent.type, { ...PASSING, detail });
  }
}

/** What the text is like is known: whether it is of a kind that the model learned from, and by which measures. */
export class ValueTaggerTextTypeEvent extends CustomEvent<TextTypeVerdict> {
  static readonly type = 'value-tagger-text-type';

  constructor(verdict: TextTypeVerdict) {
    super(ValueTaggerTextTypeEvent.type, { ...PASSING, detail: verdict });
  }
}

/** A run failed; the element shows the message too. */
export class ValueTaggerErrorEvent extends CustomEvent<{ readonly error: TaggerError }> {
  static readonly type = 'value-tagger-error';

  constructor(error: TaggerError) {
    super(ValueTaggerErrorEvent.type, { ...PASSING, detail: { error } });
  }
}

declare global {
  interface HTMLElementEventMap {
    'value-tagger-progress': ValueTaggerProgressEvent;
    'value-tagger-tagged': ValueTaggerTaggedEvent;
    'value-tagger-select': ValueTaggerSelectEvent;
    'value-tagger-correct': ValueTaggerCorrectEvent;
    'value-tagger-text-type': ValueTaggerTextTypeEvent;
    'value-tagger-error': ValueTaggerErrorEvent;
  }
}
