import type { LabelId } from '../taxonomy/types.ts';
import { readSentence, type View } from './decide.ts';
import type { EvidenceSpan, TaggedSentence } from './types.ts';

/** Words that are left out, one at a time, at most; in longer sentences several that stand together are left out at once. */
const MOST_WORDS = 64;

/** Fall of the score below which a word carries nothing: engines differ by as much. */
const LEAST_DROP = 0.01;

/** A stretch of a sentence, in UTF-16 units. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A word that a label's score rests on. */
export interface WordEffect extends EvidenceSpan {
  /** By how much the score falls where the word is left out, over 0 and at most 1. */
  readonly drop: number;
}

/** The stretches of a sentence that are left out one at a time: its words. */
export function wordsOf(text: string): Stretch[] {
  const words = [...text.matchAll(/[\p{L}\p{N}]+(?:['’‑-][\p{L}\p{N}]+)*/gu)].map(({ 0: word, index }): Stretch => ({ start: index, end: index + word.length }));
  const together = Math.ceil(words.length / MOST_WORDS);
  if (together <= 1) return words;
  return Array.from({ length: Math.ceil(words.length / together) }, (_, at) => {
    const group = words.slice(at * together, (at + 1) * together);
    return { start: group[0]?.start ?? 0, end: group.at(-1)?.end ?? 0 };
  });
}

/** The sentence without a stretch of it. */
export function without(text: string, { start, end }: Stretch): string {
  return `${text.slice(0, start)}${text.slice(end)}`.replace(/\s+/gu, ' ').trim();
}

/**
 * What leaving out each word did to a label's score: those without which it falls, strongest first.
 * @param whole the sentence as it is
 * @param left the sentence without each of `words`, in their order
 * @source Zeiler & Fergus (2014), Visualizing and understanding convolutional networks, section 3.2 (occlusion), on words
 */
export function effects(view: View, label: LabelId, whole: Pick<TaggedSentence, 'scores'>, words: readonly Stretch[], left: readonly Pick<TaggedSentence, 'scores'>[]): WordEffect[] {
  const scoreOf = (sentence: Pick<TaggedSentence, 'scores'>): number => readSentence(sentence, view).find((tag) => tag.label === label)?.score ?? 0;
  const all = scoreOf(whole);
  const drops = words.map((word, at) => ({ word, drop: all - scoreOf(left[at] ?? whole) })).filter(({ drop }) => drop >= LEAST_DROP);
  const largest = Math.max(...drops.map(({ drop }) => drop));
  return drops.sort((a, b) => b.drop - a.drop).map(({ word, drop }) => ({ ...word, drop, weight: drop / largest }));
}
