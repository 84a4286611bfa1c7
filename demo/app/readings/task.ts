import type { TemplateResult } from 'lit';
import type { ValueTagger } from '../../../src/components/value-tagger/value-tagger.ts';
import type { Codebook } from '../../../src/generator/types.ts';
import type { OpenItem } from '../../../src/generator/tasks/extract.ts';
import type { TextGenerator } from '../../../src/generator/text-generator.ts';
import type { LabelSet } from '../../../src/label-sets/types.ts';
import type { TaggedSentence, Tagger } from '../../../src/tagging/types.ts';

/** The page, as tasks need it. */
export interface ReadingsPage {
  readonly component: ValueTagger;
  /** The page's own tagger. */
  readonly tagger: () => Tagger;
  /** Reads the text with that again. */
  readonly goBack: () => void;
  /** Whether anything is to be kept on this device. */
  readonly keeps: () => boolean;
  /** Opens a label set as the reader's own, where it can be edited and used. */
  readonly adopt: (set: LabelSet) => Promise<void>;
}

/** What a task reads, and how. */
export interface TaskInput {
  readonly generator: TextGenerator;
  readonly page: ReadingsPage;
  /** The text that is asked about: all of it, or the chosen sentence. */
  readonly text: string;
  /** All of the text. */
  readonly wholeText: string;
  readonly chosen: TaggedSentence | undefined;
  readonly set: LabelSet;
  readonly codebook: Codebook;
  readonly file: File | undefined;
  readonly signal: AbortSignal;
  /** What is being written. */
  readonly onText: (text: string) => void;
  /** Open values that an earlier task has found in the same text. */
  readonly openValues: readonly OpenItem[] | undefined;
}

/** What a task has found so far. */
export interface Shown {
  /** Made anew whenever something has changed. */
  readonly view: () => TemplateResult;
  /** The same to keep, as JSON, with the run that made it once that is over. */
  readonly data: () => unknown;
}

export interface TaskOutput {
  readonly show: (shown: Shown) => void;
  readonly step: (done: number, total: number) => void;
  /** Something else is to be shown. */
  readonly changed: () => void;
  readonly keepOpenValues: (values: readonly OpenItem[]) => void;
}

/** Something that a language model can be asked about a text. */
export interface Task {
  readonly id: string;
  readonly title: string;
  /** What it does, in a sentence or two. */
  readonly what: string;
  readonly action: string;
  /** Whether it reads by a label set. */
  readonly bySet: boolean;
  /** What it reads: a part of the text that the reader chooses, all of it, the chosen sentence, or a file. */
  readonly reads: 'part' | 'all' | 'chosen' | 'file';
  run(input: TaskInput, output: TaskOutput): Promise<void>;
}
