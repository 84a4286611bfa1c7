import { TaggerError, abortError } from '../errors.ts';
import type { TaxonomyId } from '../taxonomy/types.ts';
import { EnsembleModel } from './ensemble-model.ts';
import { inReadingOrder } from './reading-order.ts';
import type { Device, ModelInfo, Notice, TagOptions, TaggedSentence, TaggedText, Tagger, TaggingProgress } from './types.ts';

export interface EnsembleOptions {
  /** How much each tagger counts, in their order; brought to a sum of 1. Default: all alike. */
  readonly weights?: readonly number[];
  /** A taxonomy in which taggers without labels of it vote too, where a declared crosswalk leads from theirs to it. */
  readonly taxonomy?: TaxonomyId;
}

const COMBINED: Notice = { code: 'thresholds-combined', message: 'Several models vote: probabilities and thresholds are weighted means of theirs, and the thresholds were not fitted anew.' };

/**
 * Several taggers, each with its own workers, as one: for each taxonomy the probabilities of labels with the same id are
 * averaged. A sentence is given when all have read it, with `disagreement`: how far apart they lie. Disposing of it disposes of them.
 * @throws {TaggerError} `invalid-input` for fewer than two taggers, or weights that are none
 */
export function createEnsemble(taggers: readonly Tagger[], { weights = taggers.map(() => 1), taxonomy }: EnsembleOptions = {}): Tagger {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (taggers.length < 2) throw new TaggerError('invalid-input', `An ensemble takes at least two taggers, not ${taggers.length}.`, 'Use a single tagger by itself.');
  if (weights.length !== taggers.length || !weights.every((weight) => Number.isFinite(weight) && weight >= 0) || sum <= 0) {
    throw new TaggerError('invalid-input', `The weights (${weights.join(', ')}) are not ${taggers.length} numbers of which none is below 0 and one is above.`, 'Give one weight a tagger, or none at all.');
  }
  return new Ensemble(taggers, weights.map((weight) => weight / sum), taxonomy);
}

class Ensemble implements Tagger {
  readonly #taggers: readonly Tagger[];
  readonly #weights: readonly number[];
  readonly #taxonomy: TaxonomyId | undefined;

  constructor(taggers: readonly Tagger[], weights: readonly number[], taxonomy: TaxonomyId | undefined) {
    this.#taxonomy = taxonomy;
    this.#taggers = taggers;
    this.#weights = weights;
  }

  /** Where all run; the CPU where they run in different places. */
  get device(): Device | undefined {
    const devices = this.#taggers.map(({ device }) => device);
    if (devices.includes(undefined)) return undefined;
    return devices.includes('wasm') ? 'wasm' : 'webgpu';
  }

  get notices(): readonly Notice[] {
    return [...this.#taggers.flatMap(({ notices }) => notices), COMBINED];
  }

  async ready({ signal, onProgress }: Pick<TagOptions, 'signal' | 'onProgress'> = {}): Promise<ModelInfo> {
    return await this.#together(signal, async (stop) => {
      const progress = new JoinedProgress(this.#taggers.length, onProgress);
      return this.#model(await Promise.all(this.#taggers.map((tagger, at) => tagger.ready({ signal: stop, onProgress: (step) => progress.note(at, step) })))).info;
    });
  }

  async recall(): Promise<ModelInfo | undefined> {
    const models = await this.#recalled();
    return models && this.#model(models).info;
  }

  async #recalled(): Promise<ModelInfo[] | undefined> {
    const models = await Promise.all(this.#taggers.map(async (tagger) => await tagger.recall?.()));
    return models.every((model) => model !== undefined) ? models : undefined;
  }

  #model(models: readonly ModelInfo[]): EnsembleModel {
    return new EnsembleModel(models, this.#weights, this.#taxonomy);
  }

  async tag(text: string, options: TagOptions = {}): Promise<TaggedText> {
    const { onProgress, onSentences, inSight } = options;
    return await this.#together(options.signal, async (signal) => {
      const progress = new JoinedProgress(this.#taggers.length, onProgress);
      /** What came before the models were known. */
      const early: TaggedSentence[][] = [];
      const said = new Map<number, TaggedSentence[]>();
      const merged: TaggedSentence[] = [];
      let model: EnsembleModel | undefined;
      let total = 0;
      let done = 0;
      const deliver = (complete: readonly TaggedSentence[][]): void => {
        if (!model) {
          early.push(...complete);
          return;
        }
        const sentences: TaggedSentence[] = [];
        for (const all of complete) {
          const sentence = model.merge(all);
          if (!sentence) continue;
          // Where a device was replaced, a sentence may come twice.
          if (!merged[sentence.index]) done++;
          merged[sentence.index] = sentence;
          sentences.push(sentence);
        }
        if (sentences.length === 0) return;
        onSentences?.(sentences);
        onProgress?.({ phase: 'tag', done, total });
      };
      const take = (at: number, sentences: readonly TaggedSentence[]): void => {
        const complete: TaggedSentence[][] = [];
        for (const sentence of sentences) {
          const all = said.get(sentence.index) ?? [];
          all[at] = sentence;
          said.set(sentence.index, all);
          if (this.#taggers.every((_, other) => all[other])) complete.push(all);
        }
        if (complete.length > 0) deliver(complete);
      };
      const runs = Promise.all(
        this.#taggers.map((tagger, at) =>
          tagger.tag(text, {
            signal,
            onSentences: (sentences) => take(at, sentences),
            onProgress: (step) => {
              if (step.phase === 'tag') total = Math.max(total, step.total);
              progress.note(at, step);
            },
            ...(inSight ? { inSight } : {}),
          }),
        ),
      );
      // The models are awaited first; a run that fails meanwhile is met there.
      runs.catch(() => undefined);
      const known = (async (): Promise<readonly ModelInfo[]> => (await this.#recalled()) ?? (await Promise.all(this.#taggers.map((tagger) => tagger.ready({ signal })))))();
      known.catch(() => undefined);
      model = this.#model(await Promise.race([known, runs.then((texts) => texts.map((one) => one.model))]));
      deliver(early.splice(0));
      const texts = await runs;
      // Thresholds and digests as they are in the end.
      const { info } = this.#model(texts.map((one) => one.model));
      return { text, sentences: merged, model: info, device: this.device ?? 'wasm', notices: this.notices };
    });
  }

  stream(text: string, options: TagOptions = {}): AsyncIterable<TaggedSentence> {
    return inReadingOrder((onSentences, signal) => this.tag(text, { ...options, signal, onSentences }), options);
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#taggers.map((tagger) => tagger.dispose()));
  }

  /** Runs what all do together: when one fails, or the caller aborts, all are stopped. */
  async #together<T>(signal: AbortSignal | undefined, work: (stop: AbortSignal) => Promise<T>): Promise<T> {
    if (signal?.aborted) throw abortError();
    const stop = new AbortController();
    try {
      return await work(signal ? AbortSignal.any([signal, stop.signal]) : stop.signal);
    } catch (error) {
      stop.abort();
      throw signal?.aborted ? abortError() : error;
    }
  }
}

/** Progress of several loads as one: bytes add up, and the slowest tells the phase. */
class JoinedProgress {
  readonly #last: (TaggingProgress | undefined)[];
  readonly #onProgress: TagOptions['onProgress'];

  constructor(count: number, onProgress: TagOptions['onProgress']) {
    this.#last = Array.from({ length: count }, () => undefined);
    this.#onProgress = onProgress;
  }

  note(at: number, step: TaggingProgress): void {
    this.#last[at] = step;
    // Sentences are counted by the ensemble, when all have read them.
    if (step.phase === 'tag') return;
    if (step.phase !== 'download') {
      if (!this.#last.some((other) => other?.phase === 'download' && other.allLoaded < other.allTotal)) this.#onProgress?.(step);
      return;
    }
    let [allLoaded, allTotal] = [0, 0];
    for (const other of this.#last) {
      if (other?.phase !== 'download') continue;
      allLoaded += other.allLoaded;
      allTotal += other.allTotal;
    }
    this.#onProgress?.({ ...step, allLoaded, allTotal });
  }
}
