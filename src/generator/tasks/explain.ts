import * as v from 'valibot';
import { object, string, type Grammar } from '../../runtime/generator/grammar.ts';
import type { Message } from '../../runtime/generator/protocol.ts';
import { DATA_RULE, assistant, data, spelling, system, user } from '../prompts.ts';
import type { TaskSession } from '../session.ts';
import type { CodebookLabel } from '../types.ts';

export const EXPLAIN_PROMPT_VERSION = 1;

/** Characters of a quotation and of a reason. */
const QUOTE = 200;
const REASON = 240;

/** Why a sentence may appeal to a label. */
export interface Explanation {
  readonly reason: string;
  /** The words of the sentence that it rests on; undefined where the model gave none that are in it. */
  readonly quote?: { readonly start: number; readonly end: number; readonly text: string };
  /** `quoted`; `unquoted` where what the model gave as a quotation was not in the sentence, twice. */
  readonly evidence: 'quoted' | 'unquoted';
}

export function explainMessages(sentence: string, { name, definition }: CodebookLabel): Message[] {
  return [
    system(
      'You say in one plain sentence why a text can be read as appealing to a value, and quote the words of the text that this rests on, letter by letter.',
      'Speak of the text, never of its author.',
      DATA_RULE,
      'Answer with JSON: the quotation, then the reason.',
    ),
    user(`Value: ${name}: ${definition}\nText: `, data(sentence)),
  ];
}

/** Asks again after a quotation that is not in the sentence. */
export const askAgain = (messages: readonly Message[], answer: unknown): Message[] => [
  ...messages,
  assistant(data(JSON.stringify(answer))),
  user('These words do not stand in the text. Quote words that do, as they stand there.'),
];

export const explainGrammar: Grammar = object({ quote: string(QUOTE), reason: string(REASON) });

const answerSchema = v.object({ quote: v.string(), reason: v.string() });

/** Where a quotation stands in a sentence: exactly, or up to case, white space, kinds of quotes and marks around it. */
export function findQuote(sentence: string, quote: string): { readonly start: number; readonly end: number; readonly text: string } | undefined {
  const words = quote.trim().replaceAll(/^[\s"'“”„‘’«».,;:!?…]+|[\s"'“”„‘’«».,;:!?…]+$/gu, '');
  if (!/[\p{L}\p{N}]/u.test(words)) return undefined;
  const pattern = words
    .replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    .replaceAll(/["“”„«»]/gu, '["“”„«»]')
    .replaceAll(/['‘’]/gu, "['‘’]")
    .replaceAll(/\s+/gu, '\\s+');
  // Whole words only: a quotation that ends within one is none. Looking behind and ahead leaves offsets alone.
  const found = new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, 'iu').exec(sentence);
  return found ? { start: found.index, end: found.index + found[0].length, text: found[0] } : undefined;
}

/** The reason for a tag. A quotation that is not in the sentence is asked for again, once. */
export async function explainTag(session: TaskSession, sentence: string, label: CodebookLabel): Promise<Explanation> {
  let messages = explainMessages(sentence, label);
  for (let attempt = 0; ; attempt++) {
    const answer = v.parse(answerSchema, await session.ask({ messages, grammar: explainGrammar, maxTokens: 220 + spelling(sentence, QUOTE) }));
    const quote = findQuote(sentence, answer.quote);
    const reason = answer.reason.trim();
    if (quote) return { reason, quote, evidence: 'quoted' };
    if (attempt === 1) return { reason, evidence: 'unquoted' };
    messages = askAgain(messages, answer);
  }
}
