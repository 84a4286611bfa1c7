import * as v from 'valibot';
import { fraction, list, object, oneOf, string, type Grammar } from '../../runtime/generator/grammar.ts';
import type { Message } from '../../runtime/generator/protocol.ts';
import { DATA_RULE, data, system, user } from '../prompts.ts';
import type { TaskSession } from '../session.ts';

export const EXTRACT_PROMPT_VERSION = 1;

const MOST_ITEMS = 8;

const itemSchema = v.object({
  kind: v.picklist(['value', 'right', 'duty']),
  name: v.string(),
  relevance: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  valence: v.picklist(['support', 'oppose', 'either']),
  why: v.string(),
});

/** A value, right or duty in a text, outside any list. */
export type OpenItem = v.InferOutput<typeof itemSchema>;

export interface Extraction {
  /** The most relevant first, each name once a kind. */
  readonly items: readonly OpenItem[];
  /** What the text supports beside what it opposes, the most relevant together. */
  readonly opposed: readonly { readonly support: OpenItem; readonly oppose: OpenItem }[];
}

export function extractMessages(sentence: string): Message[] {
  return [
    system(
      'You list the human values, rights and duties that bear on a text, in your own words, at most eight, and none where there is none.',
      'For each: its kind; a short name; relevance from 0.0 to 1.0; valence: whether what the text says would support or oppose it, or either; and why, in one line.',
      'Name values that stand against each other side by side. Speak of the text, never of its author.',
      DATA_RULE,
      'Answer with JSON.',
    ),
    user('Text: ', data(sentence)),
  ];
}

export const extractGrammar: Grammar = object({
  items: list(
    object({ kind: oneOf(['value', 'right', 'duty']), name: string(48), relevance: fraction(), valence: oneOf(['support', 'oppose', 'either']), why: string(160) }),
    MOST_ITEMS,
  ),
});

const answerSchema = v.object({ items: v.array(itemSchema) });

export function parseExtraction(answer: unknown): Extraction {
  const items: OpenItem[] = [];
  const seen = new Set<string>();
  for (const item of v.parse(answerSchema, answer).items) {
    const name = item.name.trim().replaceAll(/\s+/g, ' ');
    const key = `${item.kind} ${name.toLocaleLowerCase()}`;
    if (!/[\p{L}\p{N}]/u.test(name) || seen.has(key)) continue;
    seen.add(key);
    items.push({ ...item, name, why: item.why.trim() });
  }
  items.sort((a, b) => b.relevance - a.relevance);
  return { items, opposed: pairs(items) };
}

/** Pairs what is supported with what is opposed, by relevance, each item once. */
export function pairs(items: readonly OpenItem[]): Extraction['opposed'] {
  const opposed = items.filter(({ valence }) => valence === 'oppose');
  return items.filter(({ valence }) => valence === 'support').flatMap((support, index) => {
    const oppose = opposed[index];
    return oppose ? [{ support, oppose }] : [];
  });
}

export async function extractValues(session: TaskSession, sentence: string): Promise<Extraction> {
  return parseExtraction(await session.ask({ messages: extractMessages(sentence), grammar: extractGrammar, maxTokens: 640 }));
}
