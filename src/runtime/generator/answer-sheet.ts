import { TaggerError } from '../../errors.ts';
import { marksOf, neutralize, type PromptMaker } from './prompt-text.ts';
import type { PromptReader } from './reader.ts';

/** One question on a sheet. */
interface Place {
  /** Where the answer stands among the sheet's tokens. */
  readonly at: number;
  readonly yes: number;
  readonly no: number;
}

/** Tokens up to the last answer, and where the answers stand among them. */
export interface Sheet {
  readonly ids: readonly number[];
  readonly places: readonly Place[];
}

/**
 * The sheet on which every question is answered no, and where the answers stand. Each answer is read off before it is
 * written, so one pass over the sheet answers all questions. Marks of turns in a question, which labels of one's own may
 * bring, are broken as in prompts.
 * @throws {TaggerError} `tokenizer-failed`
 */
export function sheetOf(questions: readonly string[], { added, encode }: Pick<PromptMaker, 'added' | 'encode'>): Sheet {
  const marks = marksOf(added);
  const ids: number[] = [];
  const places = questions.map((question, index) => {
    const line = `${index === 0 ? '' : '\n'}${neutralize(question, marks)}`;
    const yes = encode(`${line} yes`);
    const no = encode(`${line} no`);
    let common = 0;
    while (yes[common] === no[common] && common < no.length) common++;
    const [yesId, noId] = [yes[common], no[common]];
    if (yesId === undefined || noId === undefined) throw new TaggerError('tokenizer-failed', "The model's tokenizer does not tell yes from no.", 'Choose another model.');
    const at = ids.length + common;
    ids.push(...no);
    return { at, yes: yesId, no: noId };
  });
  return { ids: ids.slice(0, (places.at(-1)?.at ?? -1) + 1), places };
}

/**
 * Probability of yes against no for each question of a sheet, behind a prompt; and the prompt's tokens that were not read
 * anew.
 * @throws {TaggerError} `engine-failed` where the model overflows; `aborted`
 */
export async function answers(reader: PromptReader, prompt: readonly number[], { ids, places }: Sheet, signal: AbortSignal): Promise<{ readonly scores: Float32Array; readonly reused: number }> {
  const { cache, logits, reused } = await reader.read(prompt, signal);
  const { width } = reader.model;
  const scores = new Float32Array(places.length);
  const readOff = (rows: Float32Array, row: number, { yes, no }: Place): number => 1 / (1 + Math.exp((rows[row * width + no] ?? 0) - (rows[row * width + yes] ?? 0)));
  const fed = await reader.feed(ids.slice(0, -1), cache, signal, (rows, first) => {
    for (const [index, place] of places.entries()) {
      const row = place.at - 1 - first;
      if (row >= 0 && row < rows.length / width) scores[index] = readOff(rows, row, place);
    }
  });
  reader.release(fed.cache);
  const [start] = places;
  if (start?.at === 0) scores[0] = readOff(logits, 0, start);
  // 16-bit floats can overflow; another device may not.
  if (scores.some(Number.isNaN)) throw new TaggerError('engine-failed', 'The model gave scores that are no numbers.', 'Choose another form of its weights, or another device.');
  return { scores, reused };
}
