import * as v from 'valibot';
import { list, object, string, type Grammar } from '../../runtime/generator/grammar.ts';
import type { Message } from '../../runtime/generator/protocol.ts';
import { DATA_RULE, data, spelling, system, user } from '../prompts.ts';
import type { TaskSession } from '../session.ts';
import type { Codebook } from '../types.ts';
import { tagSentence, type TagScores, type TagTaskOptions } from './tag.ts';

export const PERCEPTIONS_PROMPT_VERSION = 1;

const MOST_PERCEPTIONS = 5;
/** Characters of each. */
const PERCEPTION = 200;

/** Stands for whoever speaks, where a perception has no holder of its own. */
export const SPEAKER = 'the speaker';

/** One thing that a sentence says, and who it is that sees it so. */
export interface Perception {
  readonly holder: string;
  readonly text: string;
}

export interface TaggedPerception extends Perception {
  readonly scores: Float32Array;
  readonly none: number;
}

export function perceptionMessages(sentence: string): Message[] {
  return [
    system(
      'You split a text into perceptions: short sentences that each say one thing, understandable alone, in the words of the text as far as they go.',
      `For each say who sees it so: a name or group from the text, or "${SPEAKER}". Add nothing that the text does not say. A text that says one thing has one perception.`,
      DATA_RULE,
      'Answer with JSON.',
    ),
    user('Text: ', data(sentence)),
  ];
}

export const perceptionGrammar: Grammar = object({ perceptions: list(object({ holder: string(40), text: string(PERCEPTION) }), MOST_PERCEPTIONS, 1) });

const answerSchema = v.object({ perceptions: v.array(v.object({ holder: v.string(), text: v.string() })) });

export function parsePerceptions(answer: unknown): Perception[] {
  const seen = new Set<string>();
  return v.parse(answerSchema, answer).perceptions.flatMap(({ holder, text }) => {
    const clean = { holder: holder.trim().replaceAll(/\s+/g, ' ') || SPEAKER, text: text.trim() };
    const key = `${clean.holder}\n${clean.text}`.toLocaleLowerCase();
    if (!/[\p{L}\p{N}]/u.test(clean.text) || seen.has(key)) return [];
    seen.add(key);
    return [clean];
  });
}

/** Splits a sentence and reads each part; a sentence that cannot be split is its only perception. */
export async function perceive(session: TaskSession, codebook: Codebook, sentence: string, options: TagTaskOptions): Promise<TaggedPerception[]> {
  const found = parsePerceptions(await session.ask({ messages: perceptionMessages(sentence), grammar: perceptionGrammar, maxTokens: 400 + spelling(sentence, MOST_PERCEPTIONS * PERCEPTION) }));
  const tagged: TaggedPerception[] = [];
  for (const perception of found.length > 0 ? found : [{ holder: SPEAKER, text: sentence }]) {
    const scores: TagScores = await tagSentence(session, codebook, perception.text, options);
    tagged.push({ ...perception, ...scores });
  }
  return tagged;
}

/** What is ascribed to one holder. */
export interface HolderProfile {
  readonly holder: string;
  readonly perceptions: number;
  /** Mean score per label, in the codebook's order. */
  readonly mean: Float32Array;
  /** Perceptions that reach the threshold, per label: what a mean rests on. */
  readonly supporting: readonly number[];
}

/** Perceptions taken together by who holds them, those with most first. */
export function byHolder(perceptions: readonly TaggedPerception[], labels: number, threshold = 0.5): HolderProfile[] {
  const groups = new Map<string, TaggedPerception[]>();
  for (const perception of perceptions) {
    const key = perception.holder.toLocaleLowerCase();
    const group = groups.get(key);
    if (group) group.push(perception);
    else groups.set(key, [perception]);
  }
  return [...groups.values()]
    .map((group) => ({
      holder: group[0]?.holder ?? SPEAKER,
      perceptions: group.length,
      mean: Float32Array.from({ length: labels }, (_, label) => group.reduce((sum, { scores }) => sum + (scores[label] ?? 0), 0) / group.length),
      supporting: Array.from({ length: labels }, (_, label) => group.filter(({ scores }) => (scores[label] ?? 0) >= threshold).length),
    }))
    .sort((a, b) => b.perceptions - a.perceptions || a.holder.localeCompare(b.holder));
}
