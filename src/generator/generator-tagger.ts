import { TaggerError, abortError } from '../errors.ts';
import { sha256HexOfText } from '../hash.ts';
import { codesFor, type Readings } from '../label-sets/taxonomy.ts';
import type { Device, ModelInfo, Notice } from '../model.ts';
import { inReadingOrder } from '../tagging/reading-order.ts';
import type { TagOptions, TaggedSentence, TaggedText, Tagger } from '../tagging/types.ts';
import { getTaxonomy } from '../taxonomy/registry.ts';
import type { Taxonomy } from '../taxonomy/types.ts';
import { segment } from '../text/segment.ts';
import { checkCodebook } from './codebook.ts';
import { TAG_PROMPT_VERSION, type TagTaskOptions } from './tasks/tag.ts';
import type { SentenceReader, TextGenerator } from './text-generator.ts';
import type { Codebook, GeneratorRun } from './types.ts';

export interface GeneratorTaggerOptions extends TagTaskOptions {
  /** Determines all that is drawn at random. Default: 1. */
  readonly seed?: number;
  /** How scores of the codebook can be shown, where it is made of a label set with a tree or crosswalks. */
  readonly readings?: Readings;
  /** The generator serves others too: {@link GeneratorTagger.dispose} leaves it alone. */
  readonly keepGenerator?: boolean;
}

const METHOD = 'A language model was asked of each sentence which labels it appeals to. That is a reading, not a measurement.';

const LETTER = /\p{L}/u;

/** Reads texts by a codebook, in the form of every tagger: one head, whose id and taxonomy are the codebook's. */
export class GeneratorTagger implements Tagger {
  readonly #generator: TextGenerator;
  readonly #codebook: Codebook;
  readonly #options: GeneratorTaggerOptions;
  #reader: SentenceReader | undefined;

  /** @param generator whose {@link TextGenerator.load} has been called, or {@link ready} of this */
  constructor(generator: TextGenerator, codebook: Codebook, options: GeneratorTaggerOptions = {}) {
    checkCodebook(codebook);
    this.#generator = generator;
    this.#codebook = codebook;
    this.#options = options;
  }

  get device(): Device | undefined {
    return this.#generator.device;
  }

  get notices(): readonly Notice[] {
    return this.#generator.notices;
  }

  /** How the text that was tagged last was read, as far as it was; undefined before. */
  get run(): GeneratorRun | undefined {
    return this.#reader?.run();
  }

  /** Downloads the model: call it when the user has agreed. */
  async ready({ signal, onProgress }: Pick<TagOptions, 'signal' | 'onProgress'> = {}): Promise<ModelInfo> {
    await this.#generator.load({
      ...(signal ? { signal } : {}),
      onProgress: (progress) => onProgress?.(progress.phase === 'download' ? progress : { phase: progress.phase === 'compile' ? 'compile' : 'self-test' }),
    });
    return this.#info();
  }

  async tag(text: string, { signal, onProgress, onSentences, inSight }: TagOptions = {}): Promise<TaggedText> {
    const sentences = segment(text);
    const { method, permutations, seed } = this.#options;
    const options = { ...(method ? { method } : {}), ...(permutations === undefined ? {} : { permutations }), ...(seed === undefined ? {} : { seed }), ...(signal ? { signal } : {}) };
    const reader = (this.#reader = this.#generator.reader(this.#codebook, options));
    const tagged: TaggedSentence[] = [];
    const open = new Set(sentences.keys());
    onProgress?.({ phase: 'tag', done: 0, total: sentences.length });
    while (open.size > 0) {
      if (signal?.aborted) throw abortError();
      const range = inSight?.();
      // What the reader sees comes first; a sentence takes long enough to look anew before each.
      const index = [...open].find((at) => range && (sentences[at]?.end ?? 0) > range.start && (sentences[at]?.start ?? 0) < range.end) ?? open.values().next().value;
      const sentence = sentences[index ?? -1];
      if (index === undefined || !sentence) break;
      const scores = LETTER.test(sentence.text) ? (await reader.read(sentence.text)).scores : new Float32Array(this.#codebook.labels.length);
      open.delete(index);
      const done = { ...sentence, scores: { [this.#codebook.id]: scores }, truncated: false, cached: false };
      tagged[index] = done;
      onSentences?.([done]);
      onProgress?.({ phase: 'tag', done: sentences.length - open.size, total: sentences.length });
    }
    return { text, sentences: tagged, model: this.#info(), device: this.device ?? 'wasm', notices: [...this.notices] };
  }

  stream(text: string, options: TagOptions = {}): AsyncIterable<TaggedSentence> {
    return inReadingOrder((onSentences, signal) => this.tag(text, { ...options, signal, onSentences }), options);
  }

  async dispose(): Promise<void> {
    if (this.#options.keepGenerator !== true) this.#generator.dispose();
  }

  #info(): ModelInfo {
    const { entry, report } = this.#generator;
    if (!report) throw new TaggerError('not-loaded', 'No model is loaded.', 'Call ready() first: it downloads some hundred megabytes, so it is never done without being asked for.');
    const { id, name, labels, examples = [] } = this.#codebook;
    const { method = 'score', permutations = 1, seed = 1 } = this.#options;
    return {
      id: entry.id,
      title: entry.title,
      revision: entry.revision,
      digest: sha256HexOfText(JSON.stringify([entry.id, entry.revision, report.dtype, report.device, report.files, TAG_PROMPT_VERSION, id, labels, examples, method, permutations, seed])),
      licence: entry.licence.name,
      credit: [entry.id],
      languages: entry.languages,
      trainingDomain: ['general text; the codebook is read from the prompt'],
      heads: [{ id, taxonomy: id, trainingDomain: examples.length > 0 ? `${examples.length} examples in the prompt` : 'no examples', labels: labels.map((label) => ({ id: label.id, threshold: 0.5 })), thresholdSource: 'not fitted' }],
      method: METHOD,
      ...(this.#options.readings ?? (getTaxonomy(id) ? {} : { taxonomies: [taxonomyOfLabels(id, name, labels)] })),
      maxTokens: report.contextTokens,
      bytes: report.files.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }
}

function taxonomyOfLabels(id: string, title: string, labels: Codebook['labels']): Taxonomy {
  const codes = codesFor(labels.map(({ name }) => name));
  return { id, title, description: '', source: '', labels: labels.map((label, index) => ({ ...label, code: codes[index] ?? '' })) };
}
