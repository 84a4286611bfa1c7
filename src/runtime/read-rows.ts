import type { Batcher } from './batcher.ts';
import type { EncodeRequest, EncodedBatch, ModelText, Reading } from './protocol.ts';
import type { Encoding, TextEncoding } from './tokenizer.ts';

type Pairs = Extract<Reading, { readonly kind: 'pairs' }>;

/**
 * Pairs that are planned together: enough that those of one length fill batches, and so few that the first texts are soon done.
 * All pairs of a text are planned together in any case.
 */
const PAIRS = 1024;

/** How long texts are cut into tokens, in milliseconds, before a batch gives the caller a turn. */
const TURN = 50;

/**
 * Rows of all texts, each exactly once. There is a batch after every run of the model, and about every {@link TURN}
 * milliseconds while texts are cut into tokens; it may have no rows.
 */
export async function* readRows(batcher: Batcher, tokenizer: TextEncoding, { texts, reading = { kind: 'heads' } }: Omit<EncodeRequest, 'id'>): AsyncGenerator<EncodedBatch, void, undefined> {
  if (reading.kind === 'pairs') {
    yield* readPairs(batcher, tokenizer, texts, reading);
    return;
  }
  const encodings = yield* inTurns(texts, (text) => tokenizer.encode(text));
  for await (const { rows, logits } of batcher.encode(encodings, reading.kind)) {
    yield { indices: Uint32Array.from(rows), logits, truncated: Uint8Array.from(rows, (row) => (encodings[row]?.truncated ? 1 : 0)) };
  }
}

/** Every text beside every hypothesis. Each text and each hypothesis is cut into tokens once. */
async function* readPairs(batcher: Batcher, tokenizer: TextEncoding, texts: readonly ModelText[], { hypotheses, plus, minus }: Pairs): AsyncGenerator<EncodedBatch, void, undefined> {
  const seconds = yield* inTurns(hypotheses, (hypothesis) => tokenizer.segment(hypothesis));
  const width = seconds.length;
  const together = Math.max(1, Math.floor(PAIRS / Math.max(1, width)));
  for (let from = 0; from < texts.length; from += together) {
    const firsts = yield* inTurns(texts.slice(from, from + together), (text) => tokenizer.segment(typeof text === 'string' ? text : text.sentence));
    const encodings: Encoding[] = (yield* inTurns(firsts, (first) => seconds.map((second) => tokenizer.pair(first, second)))).flat();
    const numbers = new Float32Array(encodings.length);
    const open = firsts.map(() => width);
    for await (const { rows, logits } of batcher.encode(encodings)) {
      const size = logits.length / rows.length;
      const done: number[] = [];
      for (const [place, row] of rows.entries()) {
        numbers[row] = (logits[place * size + plus] ?? Number.NaN) - (logits[place * size + minus] ?? Number.NaN);
        const text = Math.floor(row / width);
        const left = (open[text] ?? 0) - 1;
        open[text] = left;
        if (left === 0) done.push(text);
      }
      const given = new Float32Array(done.length * width);
      for (const [place, text] of done.entries()) given.set(numbers.subarray(text * width, (text + 1) * width), place * width);
      yield {
        indices: Uint32Array.from(done, (text) => from + text),
        logits: given,
        truncated: Uint8Array.from(done, (text) => (encodings.slice(text * width, (text + 1) * width).some(({ truncated }) => truncated) ? 1 : 0)),
      };
    }
  }
}

/** Takes one step for each item, and gives a batch without rows whenever a turn is over. @returns what the steps gave */
function* inTurns<T, R>(items: readonly T[], step: (item: T) => R): Generator<EncodedBatch, R[], undefined> {
  const results: R[] = [];
  let began = performance.now();
  for (const item of items) {
    results.push(step(item));
    if (performance.now() - began < TURN) continue;
    yield { indices: new Uint32Array(), logits: new Float32Array(), truncated: new Uint8Array() };
    began = performance.now();
  }
  return results;
}
