import { segment } from '../../text/segment.ts';
import type { Sentence } from '../../text/types.ts';
import type { TaskSession } from '../session.ts';
import { readTranscript } from '../transcript.ts';
import type { Codebook } from '../types.ts';
import { tagSentence, type TagScores, type TagTaskOptions } from './tag.ts';

/** Sentences that are named as evidence for a label. */
const EVIDENCE = 3;

export interface SpokenSentence extends Sentence, TagScores {
  readonly speaker: string;
}

export interface SpeakerLabel {
  readonly label: string;
  /** Mean score over the speaker's sentences. */
  readonly mean: number;
  /** Sentences that reach the threshold, and the strongest of them. */
  readonly sentences: number;
  readonly evidence: readonly { readonly sentence: number; readonly text: string; readonly score: number }[];
}

/** What one speaker's sentences were read as, in this transcript. */
export interface SpeakerReading {
  readonly speaker: string;
  readonly sentences: number;
  /** Labels with evidence, strongest first. */
  readonly labels: readonly SpeakerLabel[];
}

/** Sentences of a transcript with who said them, offsets within their turns' texts. */
export function spokenSentences(transcript: string): (Sentence & { readonly speaker: string })[] {
  let index = 0;
  return readTranscript(transcript).flatMap(({ speaker, text }) => segment(text).map((sentence) => ({ ...sentence, index: index++, speaker })));
}

export async function readSpoken(session: TaskSession, codebook: Codebook, transcript: string, options: TagTaskOptions, onSentence: (sentence: SpokenSentence) => void): Promise<SpokenSentence[]> {
  const read: SpokenSentence[] = [];
  for (const sentence of spokenSentences(transcript)) {
    const spoken = { ...sentence, ...(await tagSentence(session, codebook, sentence.text, options)) };
    read.push(spoken);
    onSentence(spoken);
  }
  return read;
}

/** Speakers in the order in which they speak first. */
export function bySpeaker(sentences: readonly SpokenSentence[], { labels }: Codebook, threshold = 0.5): SpeakerReading[] {
  const speakers = [...new Set(sentences.map(({ speaker }) => speaker))];
  return speakers.map((speaker) => {
    const own = sentences.filter((sentence) => sentence.speaker === speaker);
    const found = labels.map(({ id }, label): SpeakerLabel => {
      const strong = own.map(({ index, text, scores }) => ({ sentence: index, text, score: scores[label] ?? 0 })).filter(({ score }) => score >= threshold);
      return {
        label: id,
        mean: own.reduce((sum, { scores }) => sum + (scores[label] ?? 0), 0) / Math.max(1, own.length),
        sentences: strong.length,
        evidence: strong.toSorted((a, b) => b.score - a.score || a.sentence - b.sentence).slice(0, EVIDENCE),
      };
    });
    return { speaker, sentences: own.length, labels: found.filter((entry) => entry.sentences > 0).sort((a, b) => b.sentences - a.sentences || b.mean - a.mean) };
  });
}
