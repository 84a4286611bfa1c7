import { TaggerError, abortError } from '../../../src/errors.ts';
import type { Head, ModelInfo, Notice, TagOptions, TaggedSentence, TaggedText, Tagger, WordEffect } from '../../../src/tagging/types.ts';
import { getTaxonomy } from '../../../src/taxonomy/index.ts';
import { segment } from '../../../src/text/segment.ts';
import type { Sentence } from '../../../src/text/types.ts';

/** How a fake is to behave. */
export interface FakeOptions {
  /** Scores of a sentence for one head; default: made from a hash of the text, the same every time. */
  readonly scores?: (text: string, head: Head) => Float32Array;
  /** Sentences that are handed over at a time. */
  readonly batch?: number;
  /** Scores that an earlier visit is to have kept, of another model than the one that is loaded then. */
  readonly earlier?: (text: string, head: Head) => Float32Array;
  /** Awaited before each batch, to hold a run where a test wants to look at it. */
  readonly gate?: () => Promise<void>;
  /** Thrown in place of a result. */
  readonly failure?: TaggerError;
  readonly notices?: readonly Notice[];
  /** Characters from which a sentence counts as cut. */
  readonly longest?: number;
  /** Progress of a download that never ends, for looking at it. */
  readonly stuckAt?: 'download' | 'compile';
}

function head(id: string, taxonomy: string, trainingDomain: string): Head {
  const labels = getTaxonomy(taxonomy)?.labels ?? [];
  return {
    id,
    taxonomy,
    trainingDomain,
    labels: labels.map((label, at) => ({
      id: label.id,
      threshold: 0.3,
      metrics: { f1: 0.2 + ((at * 7) % 10) / 20, precision: 0.4, recall: 0.5, auroc: 0.8, support: 40 + at * 11 },
    })),
  };
}

export const fakeModel: ModelInfo = {
  id: 'fake',
  title: 'MiniLM, six layers',
  revision: '1',
  digest: '0'.repeat(64),
  licence: 'CC-BY-SA-4.0',
  credit: ['Touché23-ValueEval', 'Moral Foundations Reddit Corpus'],
  languages: ['en'],
  trainingDomain: ['English arguments', 'English Reddit comments'],
  heads: [
    head('schwartz-20', 'schwartz-20', 'English arguments'),
    head('touche-54', 'touche-54', 'English arguments'),
    head('mft', 'mft-6', 'English Reddit comments'),
    head('moral-presence', 'moral-presence', 'English Reddit comments'),
  ],
  maxTokens: 128,
  bytes: 23_400_000,
};

/** A tagger that runs no model and remembers how it was called. */
export class FakeTagger implements Tagger {
  readonly options: FakeOptions;
  /** Texts that {@link tag} was called with. */
  readonly calls: string[] = [];
  /** Labels and sentences that {@link explain} was asked about. */
  readonly explained: string[] = [];
  /** Runs that were aborted. */
  aborted = 0;
  readonly device = 'wasm';

  constructor(options: FakeOptions = {}) {
    this.options = options;
  }

  get notices(): readonly Notice[] {
    return this.options.notices ?? [];
  }

  async ready({ signal, onProgress }: Pick<TagOptions, 'signal' | 'onProgress'> = {}): Promise<ModelInfo> {
    if (this.options.failure) throw this.options.failure;
    if (this.options.stuckAt) {
      onProgress?.(
        this.options.stuckAt === 'download'
          ? { phase: 'download', file: 'weights.bin', loaded: 9_100_000, total: 22_500_000, allLoaded: 9_800_000, allTotal: 23_400_000 }
          : { phase: 'compile' },
      );
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(abortError())));
    }
    return fakeModel;
  }

  async tag(text: string, { signal, onProgress, onSentences, onReset }: TagOptions = {}): Promise<TaggedText> {
    this.calls.push(text);
    signal?.addEventListener('abort', () => this.aborted++);
    const { batch = 16, gate } = this.options;
    const sentences = segment(text);
    const tagged: TaggedSentence[] = [];
    const scored = (sentence: Sentence, scores: NonNullable<FakeOptions['scores']>): TaggedSentence => ({
      ...sentence,
      scores: Object.fromEntries(fakeModel.heads.map((own) => [own.id, scores(sentence.text, own)])),
      truncated: sentence.text.length > (this.options.longest ?? Infinity),
      cached: false,
    });
    onProgress?.({ phase: 'tag', done: 0, total: sentences.length });
    const { earlier } = this.options;
    if (earlier && onReset) {
      onSentences?.(sentences.map((sentence) => scored(sentence, earlier)));
      await gate?.();
      onReset(fakeModel);
    }
    for (let start = 0; start < sentences.length; start += batch) {
      await gate?.();
      await Promise.resolve();
      if (signal?.aborted) throw abortError();
      const part = sentences.slice(start, start + batch).map((sentence) => scored(sentence, this.options.scores ?? hashed));
      tagged.push(...part);
      onSentences?.(part);
      onProgress?.({ phase: 'tag', done: tagged.length, total: sentences.length });
    }
    return { text, sentences: tagged, model: fakeModel, device: 'wasm', notices: this.notices };
  }

  /** Every word of more than six letters carries the label, longer ones more. */
  async explain({ text }: Pick<TaggedSentence, 'text'>, label: string): Promise<readonly WordEffect[]> {
    this.explained.push(`${label}: ${text}`);
    await this.options.gate?.();
    if (this.options.failure) throw this.options.failure;
    return [...text.matchAll(/\p{L}{7,}/gu)]
      .map(({ 0: word, index }) => ({ start: index, end: index + word.length, drop: word.length / 40, weight: Math.min(1, word.length / 12) }))
      .sort((a, b) => b.drop - a.drop);
  }

  async *stream(text: string, options?: TagOptions): AsyncGenerator<TaggedSentence> {
    yield* (await this.tag(text, options)).sentences;
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

/** Mostly small numbers, a few large ones, fixed by the text. */
export function hashed(text: string, { labels, id }: Head): Float32Array {
  let seed = 2166136261;
  for (const character of id + text) seed = Math.imul(seed ^ character.charCodeAt(0), 16777619);
  return Float32Array.from(labels, () => {
    seed = Math.imul(seed ^ (seed >>> 15), 2246822519) + 0x9e3779b9;
    const uniform = ((seed ^ (seed >>> 13)) >>> 0) / 2 ** 32;
    return uniform ** (labels.length > 30 ? 9 : 6);
  });
}

/** Scores by words: a sentence with a label's id in it has that label for sure, and no other. */
export function byWord(text: string, { labels }: Head): Float32Array {
  return Float32Array.from(labels, ({ id }) => (text.includes(id) ? 0.9 : 0.05));
}
