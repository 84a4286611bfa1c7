import { abortError } from '../errors.ts';
import type { LabelSet } from '../label-sets/types.ts';
import { FITTED, decide, resolveView, type View } from '../tagging/decide.ts';
import { directionOf } from '../tagging/direction.ts';
import { openEncoder, type OpenEncoder, type TaggerOptions } from '../tagging/open-encoder.ts';
import { inReadingOrder } from '../tagging/reading-order.ts';
import type { Confidence, Device, DirectionScores, ModelInfo, Notice, TagOptions, TaggedSentence, TaggedText, Tagger } from '../tagging/types.ts';
import type { LabelId } from '../taxonomy/types.ts';
import { entailmentColumns } from './entailment.ts';
import { directionHypotheses, type DirectionHypotheses } from './direction-hypotheses.ts';
import { PairScores } from './pair-scores.ts';
import { phrasesOf } from './phrases.ts';
import { ZeroShotTagger } from './zero-shot-tagger.ts';

export interface DirectionOptions extends TaggerOptions {
  /** Labels whose direction is asked for; a model of entailment (`bundle` or `modelUrl`) tells it. */
  readonly labelSet: LabelSet;
  /** How sure of a label the tagger must be before it is asked about; default: the label's threshold. */
  readonly confidence?: Confidence;
}

/**
 * The same tagger with a second look at every label that a sentence has: does the sentence speak for it, against it, or both?
 * A sentence is given when that is known. Where `tagger` is one of entailment itself and no other model is given, its own is
 * asked. Disposing of the result disposes of both.
 */
export function withDirections(tagger: Tagger, { labelSet, confidence = FITTED, ...options }: DirectionOptions): Tagger {
  const shares = tagger instanceof ZeroShotTagger && options.bundle === undefined && options.modelUrl === undefined;
  return new DirectedTagger(tagger, shares ? tagger.open : openEncoder(options), !shares, labelSet, confidence);
}

class DirectedTagger implements Tagger {
  readonly #tagger: Tagger;
  readonly #open: OpenEncoder;
  readonly #owns: boolean;
  readonly #set: LabelSet;
  readonly #confidence: Confidence;
  readonly #pairs: PairScores;
  readonly #hypotheses: ReadonlyMap<LabelId, DirectionHypotheses>;
  /** As far as the tagger itself can tell. */
  readonly explain?: NonNullable<Tagger['explain']>;

  constructor(tagger: Tagger, open: OpenEncoder, owns: boolean, set: LabelSet, confidence: Confidence) {
    this.#tagger = tagger;
    this.#open = open;
    this.#owns = owns;
    this.#set = set;
    this.#confidence = confidence;
    this.#pairs = new PairScores(open);
    this.#hypotheses = new Map(phrasesOf(set).map((label) => [label.id, directionHypotheses(label)]));
    if (tagger.explain) this.explain = tagger.explain.bind(tagger);
  }

  get device(): Device | undefined {
    return this.#tagger.device;
  }

  get notices(): readonly Notice[] {
    return this.#owns ? [...this.#tagger.notices, ...this.#open.notices] : this.#tagger.notices;
  }

  async ready(options: Pick<TagOptions, 'signal' | 'onProgress'> = {}): Promise<ModelInfo> {
    const [model, told] = await Promise.all([this.#tagger.ready(options), this.#open.pool.ready(undefined, options.signal)]);
    // Refused before the first sentence and not after it.
    entailmentColumns(told.info, told.slices);
    return this.#infoOf(model, told.info);
  }

  async tag(text: string, options: TagOptions = {}): Promise<TaggedText> {
    const { onSentences, onProgress, onReset, signal: wanted, ...rest } = options;
    const stop = new AbortController();
    const signal = wanted ? AbortSignal.any([wanted, stop.signal]) : stop.signal;
    const directed: TaggedSentence[] = [];
    let [run, done, total] = [0, 0, 0];
    let looking: Promise<void> = Promise.resolve();
    const model = this.ready({ signal, ...(onProgress ? { onProgress } : {}) });
    model.catch(() => undefined);
    const take = (sentences: readonly TaggedSentence[]): void => {
      const own = run;
      looking = looking.then(async () => {
        const known = await this.#look(sentences, await model, signal);
        if (own !== run) return;
        for (const sentence of known) directed[sentence.index] = sentence;
        done += known.length;
        onSentences?.(known);
        onProgress?.({ phase: 'tag', done, total });
      });
      looking.catch(() => stop.abort());
    };
    const tagging = this.#tagger.tag(text, {
      ...rest,
      signal,
      onSentences: take,
      onProgress: (step) => {
        if (step.phase === 'tag') total = step.total;
        else onProgress?.(step);
      },
      ...(onReset
        ? {
            onReset: (info: ModelInfo) => {
              run++;
              directed.length = done = 0;
              onReset(info);
            },
          }
        : {}),
    });
    const tagged = await tagging.catch(async (error: unknown) => {
      // What stopped the run may have been the second look.
      if (stop.signal.aborted && !wanted?.aborted) await looking;
      throw error;
    });
    await looking;
    if (wanted?.aborted) throw abortError();
    return { ...tagged, sentences: directed, model: await model, notices: this.notices };
  }

  stream(text: string, { onReset: _never, ...options }: TagOptions = {}): AsyncIterable<TaggedSentence> {
    return inReadingOrder((onSentences, signal) => this.tag(text, { ...options, signal, onSentences }), options);
  }

  async dispose(): Promise<void> {
    await this.#tagger.dispose();
    if (!this.#owns) return;
    this.#open.pool.dispose();
    await this.#open.cache.close();
  }

  /** Asks about the labels that each sentence has, all sentences of a label together. */
  async #look(sentences: readonly TaggedSentence[], model: ModelInfo, signal: AbortSignal): Promise<TaggedSentence[]> {
    if (signal.aborted) throw abortError();
    const view = resolveView(model, this.#set.id);
    if (!view) return [...sentences];
    const directions = sentences.map((): Record<LabelId, DirectionScores> => ({}));
    await Promise.all(
      [...this.#having(sentences, view)].map(async ([label, places]) => {
        const { supports, opposes } = this.#hypotheses.get(label) ?? { supports: [], opposes: [] };
        if (supports.length === 0) return;
        const rows = await this.#pairs.of(places.map((place) => sentences[place]?.text ?? ''), [...supports, ...opposes], signal);
        for (const [at, place] of places.entries()) {
          const row = rows[at] ?? new Float32Array();
          const own = directions[place];
          if (own) own[label] = directionOf(mean(row.subarray(0, supports.length)), mean(row.subarray(supports.length)));
        }
      }),
    );
    return sentences.map((sentence, place) => ({ ...sentence, directions: directions[place] ?? {} }));
  }

  /** Labels of the head, and the sentences that have each. */
  #having(sentences: readonly TaggedSentence[], view: View): Map<LabelId, number[]> {
    const having = new Map<LabelId, number[]>();
    for (const [place, sentence] of sentences.entries()) {
      for (const { label } of decide(sentence, view, this.#confidence)) {
        const places = having.get(label);
        if (places) places.push(place);
        else having.set(label, [place]);
      }
    }
    return having;
  }

  #infoOf(model: ModelInfo, { title, revision, digest, licence }: ModelInfo): ModelInfo {
    const method = 'Entailment: hypotheses for and against each label that a sentence has; the mean of several paraphrases on each side must reach .5.';
    return { ...model, directionFrom: { title, revision, digest, licence, method } };
  }
}

const mean = (numbers: Float32Array): number => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
