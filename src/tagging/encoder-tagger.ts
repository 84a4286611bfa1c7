import { activate } from '../activation.ts';
import type { CachedRow } from '../cache/score-cache.ts';
import { TaggerError, abortError } from '../errors.ts';
import type { LoadReport } from '../runtime/protocol.ts';
import { segmentIncrementally } from '../text/segment.ts';
import type { Sentence } from '../text/types.ts';
import { modelInput, type CachedScores } from './cached-scores.ts';
import { untilAborted, type EncoderClient } from './encoder-client.ts';
import { pause } from './pause.ts';
import { inReadingOrder } from './reading-order.ts';
import type { Device, ModelInfo, Notice, TagOptions, TaggedSentence, TaggedText, Tagger } from './types.ts';

/** Sentences whose keys are made and looked up at a time, so that the page stays responsive in between. */
const LOOK_UP = 500;

const LETTER = /\p{L}/u;

/** The sentences of one text that share an input, and so are run once. */
interface Pending {
  readonly key: string;
  readonly input: string;
  readonly sentences: Sentence[];
}

/** A tagger over the encoder worker and the cache. */
export class EncoderTagger implements Tagger {
  readonly #client: EncoderClient;
  readonly #cache: CachedScores;
  readonly #notices: Notice[];
  #report: LoadReport | undefined;

  /** @param notices list that client and cache add to */
  constructor(client: EncoderClient, cache: CachedScores, notices: Notice[]) {
    this.#client = client;
    this.#cache = cache;
    this.#notices = notices;
  }

  get device(): Device | undefined {
    return this.#report?.candidate.device;
  }

  get notices(): readonly Notice[] {
    return this.#notices;
  }

  /** How the model was loaded; undefined before. */
  get report(): LoadReport | undefined {
    return this.#report;
  }

  get cache(): CachedScores {
    return this.#cache;
  }

  async ready({ signal, onProgress }: Pick<TagOptions, 'signal' | 'onProgress'> = {}): Promise<ModelInfo> {
    return (await this.#load(signal, onProgress)).info;
  }

  async #load(signal: AbortSignal | undefined, onProgress: TagOptions['onProgress']): Promise<LoadReport> {
    return this.#note(await this.#client.ready(onProgress, signal));
  }

  #note(report: LoadReport): LoadReport {
    this.#report = report;
    return report;
  }

  async tag(text: string, options: TagOptions = {}): Promise<TaggedText> {
    if (typeof text !== 'string') throw new TaggerError('invalid-input', `tag() takes a string, not ${typeof text}.`, 'Read the file or element to a string first.');
    const { signal, onProgress, onSentences } = options;
    const loading = this.#load(signal, onProgress);
    // Segmenting goes on while the model loads; a failed load must not count as unhandled meanwhile.
    loading.catch(() => undefined);
    const sentences = await segmentInSteps(text, signal);
    const report = await loading;

    const tagged: TaggedSentence[] = [];
    let done = 0;
    const deliver = (finished: readonly TaggedSentence[]): void => {
      if (finished.length === 0) return;
      for (const sentence of finished) tagged[sentence.index] = sentence;
      done += finished.length;
      onSentences?.(finished);
      onProgress?.({ phase: 'tag', done, total: sentences.length });
    };

    onProgress?.({ phase: 'tag', done, total: sentences.length });
    const pending = await this.#lookUp(sentences, report, signal, deliver);
    const last = await this.#run([...pending.values()], report, signal, deliver);
    return { text, sentences: tagged, model: last.info, device: last.candidate.device, notices: [...this.#notices] };
  }

  stream(text: string, options: TagOptions = {}): AsyncIterable<TaggedSentence> {
    return inReadingOrder((onSentences, signal) => this.tag(text, { ...options, signal, onSentences }), options);
  }

  async dispose(): Promise<void> {
    this.#client.dispose();
    await this.#cache.close();
  }

  /** Delivers what the cache has; returns what it has not, equal inputs together, in reading order. */
  async #lookUp(
    sentences: readonly Sentence[],
    { info, slices, rowSize }: LoadReport,
    signal: AbortSignal | undefined,
    deliver: (finished: readonly TaggedSentence[]) => void,
  ): Promise<Map<string, Pending>> {
    const pending = new Map<string, Pending>();
    for (let start = 0; start < sentences.length; start += LOOK_UP) {
      if (signal?.aborted) throw abortError();
      const part = sentences.slice(start, start + LOOK_UP);
      const inputs = part.map(({ text }) => modelInput(text));
      const silent: CachedRow = { logits: new Float32Array(rowSize).fill(-Infinity), truncated: false };
      const keys = await untilAborted(this.#cache.keys(info.digest, inputs), signal);
      const rows = await untilAborted(this.#cache.get(keys, rowSize), signal);
      deliver(
        part.flatMap((sentence, place) => {
          // Marks, figures and emoji alone say nothing that a model of sentences could read.
          const row = LETTER.test(sentence.text) ? rows[place] : silent;
          if (row) return [finish(sentence, row, slices, true)];
          const key = keys[place] ?? '';
          const open = pending.get(key);
          if (open) open.sentences.push(sentence);
          else pending.set(key, { key, input: inputs[place] ?? '', sentences: [sentence] });
          return [];
        }),
      );
      await pause();
    }
    return pending;
  }

  /**
   * Runs the model on what the cache did not have, and keeps the result.
   * @returns the report of the model that ran last: a device may have been replaced on the way
   */
  async #run(
    pending: readonly Pending[],
    first: LoadReport,
    signal: AbortSignal | undefined,
    deliver: (finished: readonly TaggedSentence[]) => void,
  ): Promise<LoadReport> {
    const { digest } = first.info;
    let last = first;
    const writes: Promise<void>[] = [];
    await this.#client.encode(
      pending.map(({ input }) => input),
      ({ indices, logits, truncated }, report) => {
        const { info, slices, rowSize } = report;
        last = this.#note(report);
        const rows: CachedRow[] = [];
        const entries: Pending[] = [];
        const finished: TaggedSentence[] = [];
        for (const [place, index] of indices.entries()) {
          const entry = pending[index];
          if (!entry) continue;
          const row = { logits: logits.slice(place * rowSize, (place + 1) * rowSize), truncated: truncated[place] === 1 };
          rows.push(row);
          entries.push(entry);
          for (const sentence of entry.sentences) finished.push(finish(sentence, row, slices, false));
        }
        // What cannot be kept (the tagger was disposed of meanwhile) does not stop a run.
        writes.push(this.#keep(entries, rows, info.digest === digest ? undefined : info.digest).catch(() => undefined));
        deliver(finished);
      },
      signal,
    );
    await Promise.all(writes);
    return last;
  }

  /** @param newDigest given where another device made the rows than the one that the entries' keys are for */
  async #keep(entries: readonly Pending[], rows: readonly CachedRow[], newDigest: string | undefined): Promise<void> {
    const keys = newDigest === undefined ? entries.map(({ key }) => key) : await this.#cache.keys(newDigest, entries.map(({ input }) => input));
    await this.#cache.put(rows.flatMap((row, place) => (keys[place] === undefined ? [] : [[keys[place], row] as const])));
  }
}

function finish(sentence: Sentence, row: CachedRow, slices: LoadReport['slices'], cached: boolean): TaggedSentence {
  const scores: Record<string, Float32Array> = {};
  for (const slice of slices) scores[slice.id] = activate(row.logits, slice);
  return { ...sentence, scores, truncated: row.truncated, cached };
}

/** Sentences of a text of any size, without a long task. */
async function segmentInSteps(text: string, signal: AbortSignal | undefined): Promise<Sentence[]> {
  const sentences: Sentence[] = [];
  for (const part of segmentIncrementally(text)) {
    for (const sentence of part) sentences.push(sentence);
    await pause();
    if (signal?.aborted) throw abortError();
  }
  return sentences;
}
