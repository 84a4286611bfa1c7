import { deleteModelFiles, deviceRoom, modelFileBytes } from '../cache/device-storage.ts';
import { joinKeys, keyAt } from '../cache/keys.ts';
import type { CachedRow } from '../cache/types.ts';
import { TaggerError, abortError } from '../errors.ts';
import type { LoadReport } from '../runtime/protocol.ts';
import type { LabelId } from '../taxonomy/types.ts';
import type { Sentence } from '../text/types.ts';
import '../taxonomy/touche-54-known.ts';
import type { CachedScores } from './cached-scores.ts';
import { resolveView } from './decide.ts';
import { EarlySentences } from './early-sentences.ts';
import { finish } from './finish.ts';
import { mapInSteps, segmentInSteps } from './in-steps.ts';
import { asItStands, inputMaker, type ModelInput } from './model-input.ts';
import { effects, wordsOf, without, type WordEffect } from './occlusion.ts';
import { pause } from '../pause.ts';
import { placesInSight, type Pending } from './pending.ts';
import { inReadingOrder } from './reading-order.ts';
import type { ReportMemory, RowReport, RowSource } from './row-source.ts';
import { untilAborted } from './until-aborted.ts';
import type { CacheMode, Device, ExplainOptions, ModelInfo, Notice, StorageReport, TagOptions, TaggedSentence, TaggedText, Tagger } from './types.ts';

/**
 * Sentences that are looked up at a time: few at first, so that the beginning of a text is there at once, then many,
 * since rows that lie together are read together.
 */
const LOOK_UP = { first: 512, later: 8192 };

/** Sentences whose scores are computed from cached rows at a time, so that the page stays responsive in between. */
const FINISH = 250;

type InputOf = (sentence: Sentence) => ModelInput;

const LETTER = /\p{L}/u;

/** A tagger over what makes rows of numbers (an encoder's workers, say) and the cache. */
export class EncoderTagger<R extends RowReport = LoadReport> implements Tagger {
  readonly #pool: RowSource<R>;
  readonly #cache: CachedScores;
  readonly #notices: Notice[];
  readonly #models: ReportMemory<R>;
  #report: R | undefined;
  #disposed = false;

  /** @param notices list that pool and cache add to */
  constructor(pool: RowSource<R>, cache: CachedScores, models: ReportMemory<R>, notices: Notice[]) {
    this.#pool = pool;
    this.#cache = cache;
    this.#models = models;
    this.#notices = notices;
  }

  get device(): Device | undefined {
    return this.#report?.candidate.device;
  }

  get notices(): readonly Notice[] {
    return this.#notices;
  }

  /** How the model was loaded; undefined before. */
  get report(): R | undefined {
    return this.#report;
  }

  get cache(): CachedScores {
    return this.#cache;
  }

  async ready({ signal, onProgress }: Pick<TagOptions, 'signal' | 'onProgress'> = {}): Promise<ModelInfo> {
    return (await this.#load(signal, onProgress)).info;
  }

  async #load(signal: AbortSignal | undefined, onProgress: TagOptions['onProgress']): Promise<R> {
    return this.#note(await this.#pool.ready(onProgress, signal));
  }

  async recall(): Promise<ModelInfo | undefined> {
    return (await this.#known())?.info;
  }

  /** The loaded model, or what is known of it from an earlier visit. */
  async #known(): Promise<RowReport | undefined> {
    return this.#report ?? (await this.#models.recall());
  }

  /** What is kept on the device, and how much room there is. */
  async storage(): Promise<StorageReport> {
    const [size, modelBytes, room] = await Promise.all([this.#cache.size(), modelFileBytes(), deviceRoom()]);
    return { mode: await this.#cache.place(), budget: this.#cache.budget, ...size, modelBytes, ...room };
  }

  /** Deletes all kept scores, also those of other taggers that share the cache's name. */
  async clearCache(): Promise<void> {
    await this.#cache.clear();
  }

  /** Deletes all kept model files of this origin. A model that is loaded goes on; the next load downloads it again. */
  async deleteModelFiles(): Promise<void> {
    await deleteModelFiles();
  }

  /**
   * Changes where results are kept. To leave `indexeddb` deletes the scores that it kept, and the model files are kept
   * no more; {@link deleteModelFiles} deletes those that are there.
   */
  async setCache(mode: CacheMode): Promise<void> {
    await this.#cache.setMode(mode);
    this.#models.forget();
    if (this.#report) void this.#models.remember(this.#report);
  }

  #note(report: R): R {
    if (report !== this.#report) void this.#models.remember(report);
    this.#report = report;
    return report;
  }

  async tag(text: string, options: TagOptions = {}): Promise<TaggedText> {
    if (typeof text !== 'string') throw new TaggerError('invalid-input', `tag() takes a string, not ${typeof text}.`, 'Read the file or element to a string first.');
    // The cache alone could still answer.
    if (this.#disposed) throw new TaggerError('disposed', 'The tagger was disposed of.', 'Make a new one.');
    const { signal } = options;
    let over = false;
    // Where the cache has everything, the model goes on loading after the end; that is no progress of this run.
    const onProgress: TagOptions['onProgress'] = (progress) => {
      if (!over) options.onProgress?.(progress);
    };
    const loading = this.#load(signal, onProgress);
    let loaded: R | undefined;
    // Segmenting goes on while the model loads; a failed load must not count as unhandled meanwhile.
    loading.then((there) => (loaded = there)).catch(() => undefined);
    const remembered = this.#known();
    // A model that cannot be loaded is no reason not to show what is kept.
    const knowing = Promise.race([remembered, loading.catch(() => remembered)]);
    const sentences = await segmentInSteps(text, signal);
    const known = await untilAborted(knowing, signal);
    let report: RowReport = known ?? (await loading);

    const tagged: TaggedSentence[] = [];
    let done = 0;
    const tellDone = (): void => onProgress({ phase: 'tag', done, total: sentences.length });
    const deliver = (finished: readonly TaggedSentence[]): void => {
      if (finished.length === 0) return;
      for (const sentence of finished) tagged[sentence.index] = sentence;
      done += finished.length;
      options.onSentences?.(finished);
      tellDone();
    };

    tellDone();
    const expected = report.info.digest;
    const early = new EarlySentences(deliver, () => options.onReset !== undefined || loaded?.info.digest === expected);
    const inputsFor = ({ info }: RowReport): InputOf => (this.#pool.asTheyStand ? asItStands : inputMaker(info, text, sentences));
    let pending = await this.#lookUp(sentences, inputsFor(report), report, signal, (finished) => early.add(finished));
    // Where nothing is left to run, no model has to confirm what is kept; and where none can be loaded, none will.
    const running = pending.size > 0 ? await loading.catch((error: unknown) => (early.release(), Promise.reject(error))) : undefined;
    if (running && running.info.digest !== expected) {
      early.discard();
      tagged.length = done = 0;
      options.onReset?.(running.info);
      tellDone();
      pending = await this.#lookUp(sentences, inputsFor(running), running, signal, deliver);
    }
    early.release();
    if (running) report = await this.#run([...pending.values()], running, signal, deliver, options.inSight);
    over = true;
    return { text, sentences: tagged, model: report.info, device: report.candidate.device, notices: [...this.#notices] };
  }

  stream(text: string, { onReset: _never, ...options }: TagOptions = {}): AsyncIterable<TaggedSentence> {
    // What was yielded cannot be taken back, so nothing is yielded that may have to be.
    return inReadingOrder((onSentences, signal) => this.tag(text, { ...options, signal, onSentences }), options);
  }

  /**
   * The words of a sentence that a label's score rests on: each is left out in turn, all in one run before whatever else waits,
   * and kept like any other input. A model that reads sentences in a context is asked about the sentence by itself.
   */
  async explain(sentence: Pick<TaggedSentence, 'text' | 'evidence'>, label: LabelId, { taxonomy, signal }: ExplainOptions): Promise<readonly WordEffect[]> {
    if (this.#disposed) throw new TaggerError('disposed', 'The tagger was disposed of.', 'Make a new one.');
    // A list says itself which words count.
    if (this.#pool.asTheyStand) return (sentence.evidence?.[label] ?? []).map((span) => ({ ...span, drop: span.weight }));
    const report = await this.#load(signal, undefined);
    const view = resolveView(report.info, taxonomy);
    if (!view) throw new TaggerError('invalid-input', `The model does not show the taxonomy "${taxonomy}".`, 'Ask for one that it shows.');
    const words = wordsOf(sentence.text);
    const texts = [sentence.text, ...words.map((word) => without(sentence.text, word))];
    const variants = texts.map((text, index): Sentence => ({ index, start: index, end: index + 1, text }));
    const scored: TaggedSentence[] = [];
    const deliver = (finished: readonly TaggedSentence[]): void => finished.forEach((variant) => (scored[variant.index] = variant));
    const inputOf: InputOf = (variant) => inputMaker(report.info, variant.text, [{ ...variant, index: 0 }])({ ...variant, index: 0 });
    const pending = await this.#lookUp(variants, inputOf, report, signal, deliver);
    // What a reader waits for counts as in sight.
    if (pending.size > 0) await this.#run([...pending.values()], report, signal, deliver, () => ({ start: 0, end: texts.length }));
    const [whole, ...left] = scored;
    return whole ? effects(view, label, whole, words, left) : [];
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#pool.dispose();
    await this.#cache.close();
  }

  /** Delivers what the cache has; returns what it has not, equal inputs together, in reading order. */
  async #lookUp(
    sentences: readonly Sentence[],
    inputOf: InputOf,
    report: RowReport,
    signal: AbortSignal | undefined,
    deliver: (finished: readonly TaggedSentence[]) => void,
  ): Promise<Map<string, Pending>> {
    const { rowSize } = report;
    const pending = new Map<string, Pending>();
    const atOnce = Math.min(FINISH, report.readAtOnce ?? FINISH);
    const silent: CachedRow = { logits: new Float32Array(rowSize).fill(-Infinity), truncated: false };
    for (let start = 0, count = LOOK_UP.first; start < sentences.length; start += count, count = LOOK_UP.later) {
      const part = sentences.slice(start, start + count);
      const inputs = await mapInSteps(part, inputOf, signal);
      const keys = await untilAborted(this.#cache.keys(digestOf(report), inputs.map(({ key }) => key)), signal);
      const rows = await untilAborted(this.#cache.get(keys, rowSize), signal);
      for (let from = 0; from < part.length; from += atOnce) {
        if (signal?.aborted) throw abortError();
        deliver(
          part.slice(from, from + atOnce).flatMap((sentence, offset) => {
            const place = from + offset;
            // Marks, figures and emoji alone say nothing that a model of sentences could read.
            const row = LETTER.test(sentence.text) ? rows[place] : silent;
            if (row) return [finish(sentence, row, report, true)];
            const input = inputs[place];
            if (!input) return [];
            const open = pending.get(input.key);
            if (open) open.sentences.push(sentence);
            else pending.set(input.key, { key: keyAt(keys, place), input, sentences: [sentence] });
            return [];
          }),
        );
        await pause();
      }
    }
    return pending;
  }

  /**
   * Runs the model on what the cache did not have, and keeps the result.
   * @returns the report of the model that ran last: a device may have been replaced on the way
   */
  async #run(
    pending: readonly Pending[],
    first: R,
    signal: AbortSignal | undefined,
    deliver: (finished: readonly TaggedSentence[]) => void,
    inSight: TagOptions['inSight'],
  ): Promise<R> {
    const digest = digestOf(first);
    let last = first;
    const writes: Promise<void>[] = [];
    await this.#pool.encode(
      pending.map(({ input }) => input.text),
      ({ indices, logits, truncated, evidence }, report) => {
        const { rowSize } = report;
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
          for (const sentence of entry.sentences) finished.push(finish(sentence, row, report, false, evidence?.[place]));
        }
        // What cannot be kept (the tagger was disposed of meanwhile) does not stop a run.
        writes.push(this.#keep(entries, rows, digestOf(report) === digest ? undefined : digestOf(report)).catch(() => undefined));
        deliver(finished);
      },
      { ...(signal ? { signal } : {}), ...(inSight ? { wanted: placesInSight(pending, inSight) } : {}) },
    );
    await Promise.all(writes);
    await this.#cache.flush();
    return last;
  }

  /** @param newDigest given where another device made the rows than the one that the entries' keys are for */
  async #keep(entries: readonly Pending[], rows: readonly CachedRow[], newDigest: string | undefined): Promise<void> {
    const keys = newDigest === undefined ? joinKeys(entries.map(({ key }) => key)) : await this.#cache.keys(newDigest, entries.map(({ input }) => input.key));
    this.#cache.put(keys, rows);
  }
}

/** What keys of kept rows name. */
const digestOf = ({ rowsDigest, info }: RowReport): string => rowsDigest ?? info.digest;
