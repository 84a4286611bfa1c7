import * as v from 'valibot';
import { TaggerError } from '../../errors.ts';
import { randomOf, shuffled } from '../../random.ts';
import { object, someOf, type Grammar } from '../../runtime/generator/grammar.ts';
import type { Message } from '../../runtime/generator/protocol.ts';
import { DATA_RULE, assistant, bytesOf, data, lineName, system, user } from '../prompts.ts';
import type { TaskSession } from '../session.ts';
import type { Codebook, CodebookLabel } from '../types.ts';

export const TAG_PROMPT_VERSION = 1;

/** The line of the answer that says that no label applies. */
const NONE = 'none of them';

/** Most orders in which labels are asked. */
const MOST_ORDERS = 1_000;

/** Most labels that a written answer gives. */
const MOST_LABELS = 6;

export interface TagTaskOptions {
  /**
   * `score` (default): every label is answered yes or no, and the two are weighed against each other: a probability a
   * label from one pass. `generate`: the model writes the labels that apply, so that scores are 0 or 1.
   */
  readonly method?: 'score' | 'generate';
  /** Orders of the labels that are asked and averaged; the first is a random one too. Default: 1. */
  readonly permutations?: number;
}

/** What came of one sentence. */
export interface TagScores {
  /** One per label, 0 to 1, in the codebook's order. */
  readonly scores: Float32Array;
  /** That none applies, 0 to 1; it is said and suppresses nothing. */
  readonly none: number;
}

/** The prompt for one sentence, with the labels in the given order. */
export function tagMessages(codebook: Codebook, order: readonly CodebookLabel[], sentence: string, method: 'score' | 'generate'): Message[] {
  const lines = order.map(({ id, name, definition }) => `- ${method === 'score' ? lineName(name) : `"${id}" (${name})`}: ${definition}`);
  const form = method === 'score' ? `Answer line by line, beginning with "${NONE}", each label with yes or no.` : 'Answer with JSON that lists the ids of the labels that apply; the list may be empty.';
  const answer = (given: readonly string[]): string =>
    method === 'score' ? sheet(order, new Set(given)) : `{"labels": [${order.filter(({ id }) => given.includes(id)).map(({ id }) => JSON.stringify(id)).join(', ')}]}`;
  const examples = (codebook.examples ?? []).flatMap(({ text, labels }) => [user('Text: ', data(text)), assistant(answer(labels))]);
  return [
    system(
      `You read sentences and say which labels of the codebook "${codebook.name}" each appeals to: which it speaks for, relies on or argues with.`,
      'Most sentences appeal to few labels, and many to none.',
      DATA_RULE,
      form,
      'Labels:',
      ...lines,
    ),
    ...examples,
    user('Text: ', data(sentence)),
  ];
}

export const tagQuestions = (order: readonly CodebookLabel[]): string[] => [`${NONE} =`, ...order.map(({ name }) => `${lineName(name)} =`)];

function sheet(order: readonly CodebookLabel[], given: ReadonlySet<string>): string {
  return [`${NONE} = ${given.size === 0 ? 'yes' : 'no'}`, ...order.map(({ id, name }) => `${lineName(name)} = ${given.has(id) ? 'yes' : 'no'}`)].join('\n');
}

export const tagGrammar = (codebook: Codebook): Grammar => object({ labels: someOf(codebook.labels.map(({ id }) => id), MOST_LABELS) });

const answerSchema = v.object({ labels: v.array(v.string()) });

/** Scores of a written answer. */
export function parseTags(answer: unknown, { labels }: Codebook): TagScores {
  const given = new Set(v.parse(answerSchema, answer).labels);
  return { scores: Float32Array.from(labels, ({ id }) => (given.has(id) ? 1 : 0)), none: given.size === 0 ? 1 : 0 };
}

/** Scores in the codebook's order from answers to questions about labels in another. */
export function fromOrder(answers: Float32Array, order: readonly CodebookLabel[], { labels }: Codebook): TagScores {
  const at = new Map(order.map(({ id }, index) => [id, index + 1]));
  return { scores: Float32Array.from(labels, ({ id }) => answers[at.get(id) ?? -1] ?? 0), none: answers[0] ?? 0 };
}

/** Plain means over several orders. */
export function meanScores(all: readonly TagScores[]): TagScores {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const length = all[0]?.scores.length ?? 0;
  return { scores: Float32Array.from({ length }, (_, label) => mean(all.map(({ scores }) => scores[label] ?? 0))), none: mean(all.map(({ none }) => none)) };
}

/**
 * Orders of the labels, the same for every sentence of a run, so that what prompts have in common is read once.
 * @throws {TaggerError} `invalid-input` where there cannot be so many
 */
export function ordersOf({ labels }: Codebook, permutations: number, seed: number): CodebookLabel[][] {
  if (!Number.isInteger(permutations) || permutations < 1 || permutations > MOST_ORDERS) {
    throw new TaggerError('invalid-input', `The labels cannot be asked in ${permutations} orders.`, `Give a whole number from 1 to ${MOST_ORDERS} as \`permutations\`.`);
  }
  return Array.from({ length: permutations }, (_, index) => shuffled(labels, randomOf(seed + 7919 * index)));
}

/** Reads one sentence by a codebook. */
export async function tagSentence(session: TaskSession, codebook: Codebook, sentence: string, { method = 'score', permutations = 1 }: TagTaskOptions = {}): Promise<TagScores> {
  const all: TagScores[] = [];
  for (const order of ordersOf(codebook, permutations, session.seed)) {
    const messages = tagMessages(codebook, order, sentence, method);
    if (method === 'score') all.push(fromOrder(await session.score(messages, tagQuestions(order)), order, codebook));
    else all.push(parseTags(await session.ask({ messages, grammar: tagGrammar({ ...codebook, labels: order }), maxTokens: tagBudget(codebook) }), codebook));
  }
  return meanScores(all);
}

/** Tokens enough for the longest answer, one a byte. */
function tagBudget({ labels }: Codebook): number {
  const longest = labels.map(({ id }) => bytesOf(JSON.stringify(id)) + 2).sort((a, b) => b - a);
  return 16 + longest.slice(0, MOST_LABELS).reduce((sum, length) => sum + length, 0);
}
