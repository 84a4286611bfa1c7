import { TaggerError } from '../../errors.ts';
import type { PromptReader } from './reader.ts';

/** One question on a sheet. */
interface Place {
  /** Where the answer stands among the sheet's tokens. */
  readonly at: number;
  readonly yes: number;
  readonly no: number;
}

/**
 * The sheet on which every question is answered no, and where the answers stand. Each answer is read off before it is
 * written, so one pass over the sheet answers all questions.
 */
export function sheetOf(questions: readonly string[], encode: (text: string) => number[]): { readonly ids: number[]; readonly places: readonly Place[] } {
  const ids: number[] = [];
  const places = questions.map((question, index) => {
    const line = `${index === 0 ? '' : '\n'}${question}`;
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

/** Probability of yes against no for each question, behind a prompt. */
export async function answers(reader: PromptReader, prompt: readonly number[], questions: readonly string[], encode: (text: string) => number[], signal: AbortSignal): Promise<{ scores: Float32Array; reused: number; tokens: number }> {
  const { ids, places } = sheetOf(questions, encode);
  const { cache, logits, reused } = await reader.read(prompt, signal);
  const { width } = reader.model;
  const scores = new Float32Array(questions.length);
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
  return { scores, reused, tokens: ids.length };
}
