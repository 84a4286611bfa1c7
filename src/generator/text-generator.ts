import { TaggerError, abortError } from '../errors.ts';
import type { Device, Notice } from '../model.ts';
import type { GeneratorReport, NeededFile } from '../runtime/generator/protocol.ts';
import { folderOf } from '../runtime/generator/addresses.ts';
import { ModelFiles } from '../runtime/generator/model-files.ts';
import { segment } from '../text/segment.ts';
import type { GeneratorCandidate, GeneratorEntry } from './catalog.ts';
import type { ClientOptions, GeneratorClient, LoadOptions } from './client.ts';
import { checkCodebook } from './codebook.ts';
import { deleteKeptFiles, keptFiles } from './kept-models.ts';
import { measurementOf, truthOf, type GoldSentence, type Measurement } from './measure.ts';
import { instructionsOf } from './prompts.ts';
import { Review } from './review.ts';
import { runManifest, type TaskDescription } from './run-manifest.ts';
import { TaskSession } from './session.ts';
import { streamOf } from './streaming.ts';
import { EXPLAIN_PROMPT_VERSION, explainMessages, explainTag, type Explanation } from './tasks/explain.ts';
import { EXTRACT_PROMPT_VERSION, extractMessages, extractValues, type Extraction } from './tasks/extract.ts';
import { GROUP_PROMPT_VERSION, groupMessages, groupValues, type GroupTaskOptions, type OpenValue, type ValueGroup } from './tasks/group.ts';
import { PERCEPTIONS_PROMPT_VERSION, byHolder, perceive, perceptionMessages, type HolderProfile, type TaggedPerception } from './tasks/perceptions.ts';
import { bySpeaker, readSpoken, type SpeakerReading, type SpokenSentence } from './tasks/speakers.ts';
import { TAG_PROMPT_VERSION, ordersOf, tagMessages, tagSentence, type TagScores, type TagTaskOptions } from './tasks/tag.ts';
import type { Codebook, CodebookLabel, GeneratorRun, OfSentence, Reading, TaskOptions, TextOptions } from './types.ts';

/** What a download would be, and for which device. */
export interface DownloadSize extends GeneratorCandidate {
  /** All files of the model, with their sizes, and whether they are on this device. */
  readonly files: readonly NeededFile[];
  /** Bytes that would be fetched: 0 where everything is on this device, undefined where the host does not tell a size. */
  readonly bytes: number | undefined;
  /** Bytes that are on this device already. */
  readonly keptBytes: number;
}

/** Reads sentences by a codebook, and tells the run so far. */
export interface SentenceReader {
  read(sentence: string): Promise<TagScores>;
  /** @throws {TaggerError} `not-loaded` before anything was read */
  run(): GeneratorRun;
}

/**
 * A small language model in a worker, and what it is asked. Nothing is requested before {@link load}, but for
 * {@link measureDownload}. Every method rejects with a {@link TaggerError}: `not-loaded` before {@link load} and where a
 * device failed and the next one needs other weights, `AbortError` when its signal is aborted.
 */
export class TextGenerator {
  readonly entry: GeneratorEntry;
  readonly notices: readonly Notice[];
  readonly #client: GeneratorClient;
  readonly #address: ClientOptions['address'];
  #deletion: Promise<void> = Promise.resolve();

  constructor(client: GeneratorClient, entry: GeneratorEntry, address: ClientOptions['address'], notices: readonly Notice[]) {
    this.#client = client;
    this.entry = entry;
    this.#address = address;
    this.notices = notices;
  }

  /** Device in use; undefined before the model is loaded. */
  get device(): Device | undefined {
    return this.#client.device;
  }

  /** Whether a worker holds the model now: it is ended after a while without work, and started again by the next. */
  get loaded(): boolean {
    return this.#client.loaded;
  }

  get report(): GeneratorReport | undefined {
    return this.#client.report;
  }

  /**
   * The exact size of what {@link load} would fetch on this machine now, for the device that is next. Asks the host about
   * files that are not on this device, so call it when the user asks.
   */
  async measureDownload(signal?: AbortSignal): Promise<DownloadSize> {
    const { files, ...candidate } = await this.#client.measure(signal);
    const sum = (wanted: boolean): number | undefined =>
      files.filter(({ kept }) => kept === wanted).reduce<number | undefined>((total, { bytes }) => (total === undefined || bytes === undefined ? undefined : total + bytes), 0);
    return { ...candidate, files, bytes: sum(false), keptBytes: sum(true) ?? 0 };
  }

  /**
   * Keeps the model's files from a folder of the user's, so that {@link load} fetches none of them.
   * @param files by their names below the model's folder, such as `onnx/model_q4.onnx`
   * @throws {TaggerError} `file-missing` with the first that is needed here and not there, `file-altered`, `cache-full`
   */
  async bring(files: ReadonlyMap<string, Blob>): Promise<void> {
    const { dtype } = await this.#client.candidate();
    await new ModelFiles(this.#address, 'write', this.entry.sha256).bring(files, dtype);
  }

  /** Bytes of this model's files on the device. */
  async keptBytes(): Promise<number> {
    return (await keptFiles(folderOf(this.#address))).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Deletes this model's files from the device, and ends the worker; what is under way rejects as aborted. Then {@link load} must be called anew. */
  async deleteFiles(): Promise<void> {
    this.#client.withdraw();
    const deletion = deleteKeptFiles(folderOf(this.#address));
    this.#deletion = deletion.catch(() => undefined);
    await deletion;
  }

  /**
   * Downloads the model, unless it is kept, and starts it. Where a device fails and the next one needs weights of
   * another form, these are not fetched unasked: it rejects with `not-loaded`, and {@link measureDownload} and a further
   * call then go on with them. Callers share one start: aborting ends it only where nobody else waits.
   */
  async load(options: LoadOptions = {}): Promise<GeneratorReport> {
    // What is being deleted must not be taken for what is kept.
    await this.#deletion;
    return await this.#client.load(options);
  }

  /** Reads every sentence by a codebook. */
  async tag(text: string, codebook: Codebook, options: TextOptions<TagScores> & TagTaskOptions = {}): Promise<Reading<TagScores>> {
    checkCodebook(codebook);
    return await this.#overSentences(text, options, this.#tagTask(codebook, options), (session, sentence) => tagSentence(session, codebook, sentence, options));
  }

  /** Reads one sentence, as it is. */
  async tagOne(sentence: string, codebook: Codebook, options: TaskOptions & TagTaskOptions = {}): Promise<TagScores> {
    checkCodebook(codebook);
    return await tagSentence(new TaskSession(this.#client, options), codebook, sentence, options);
  }

  /** Reads sentences one by one, in any order, as one run. */
  reader(codebook: Codebook, options: TaskOptions & TagTaskOptions = {}): SentenceReader {
    checkCodebook(codebook);
    const all = new TaskSession(this.#client, options);
    return {
      read: async (sentence) => {
        // A session each: what is drawn for a sentence must not depend on those before it.
        const session = new TaskSession(this.#client, options);
        const scores = await tagSentence(session, codebook, sentence, options);
        all.include(session);
        return scores;
      },
      run: () => this.#manifest(all, this.#tagTask(codebook, options)),
    };
  }

  /** Why a sentence may appeal to a label, with the words that it rests on. */
  async explain(sentence: string, label: CodebookLabel, options: TaskOptions = {}): Promise<Explanation & { readonly run: GeneratorRun }> {
    const session = new TaskSession(this.#client, options);
    const explanation = await explainTag(session, sentence, label);
    return { ...explanation, run: this.#manifest(session, { task: 'explain', version: EXPLAIN_PROMPT_VERSION, system: instructionsOf(explainMessages('', label)), parameters: { label: label.id } }) };
  }

  /** Values, rights and duties in every sentence, outside any list. */
  async extract(text: string, options: TextOptions<Extraction> = {}): Promise<Reading<Extraction>> {
    const task = { task: 'extract', version: EXTRACT_PROMPT_VERSION, system: instructionsOf(extractMessages('')), parameters: {} };
    return await this.#overSentences(text, options, task, extractValues);
  }

  /** Splits sentences that say several things, and reads each thing by a codebook; taken together by who sees it so. */
  async perceptions(text: string, codebook: Codebook, options: TextOptions<TaggedPerception[]> & TagTaskOptions = {}): Promise<Reading<TaggedPerception[]> & { readonly holders: readonly HolderProfile[] }> {
    checkCodebook(codebook);
    const task = { ...this.#tagTask(codebook, options), task: 'perceptions', version: PERCEPTIONS_PROMPT_VERSION, system: instructionsOf(perceptionMessages('')) };
    const reading = await this.#overSentences(text, options, task, (session, sentence) => perceive(session, codebook, sentence, options));
    return { ...reading, holders: byHolder(reading.sentences.flatMap(({ result }) => result), codebook.labels.length) };
  }

  /** Groups values by likeness and names each group; `promote` makes a label set of those that the reader accepts. */
  async group(values: readonly OpenValue[], options: TaskOptions & GroupTaskOptions = {}): Promise<{ readonly groups: readonly ValueGroup[]; readonly run: GeneratorRun }> {
    const session = new TaskSession(this.#client, options);
    const groups = await groupValues(session, values, options);
    const parameters = { nearest: options.nearest ?? 0.5, vectors: options.vectors ? 'given' : 'trigrams' };
    return { groups, run: this.#manifest(session, { task: 'group', version: GROUP_PROMPT_VERSION, system: instructionsOf(groupMessages([])), parameters }) };
  }

  /** What each speaker's sentences in a transcript are read as, with evidence; the reader confirms or contests it. */
  async speakers(transcript: string, codebook: Codebook, options: TaskOptions & TagTaskOptions & { readonly onSentence?: (sentence: SpokenSentence) => void } = {}): Promise<{ readonly speakers: readonly SpeakerReading[]; readonly sentences: readonly SpokenSentence[]; readonly review: Review; readonly run: GeneratorRun }> {
    checkCodebook(codebook);
    const session = new TaskSession(this.#client, options);
    const sentences = await readSpoken(session, codebook, transcript, options, options.onSentence ?? (() => undefined));
    const run = this.#manifest(session, { ...this.#tagTask(codebook, options), task: 'speakers' });
    return { speakers: bySpeaker(sentences, codebook), sentences, review: new Review(run), run };
  }

  /** How well the reading agrees with sentences that somebody has labelled. */
  async measure(gold: readonly GoldSentence[], codebook: Codebook, options: TaskOptions & TagTaskOptions & { readonly onProgress?: (done: number, total: number) => void } = {}): Promise<Measurement & { readonly run: GeneratorRun }> {
    checkCodebook(codebook);
    // What does not fit is said before minutes have passed.
    truthOf(gold, codebook);
    const session = new TaskSession(this.#client, options);
    const scores: Float32Array[] = [];
    for (const { text } of gold) {
      scores.push((await tagSentence(session, codebook, text, options)).scores);
      options.onProgress?.(scores.length, gold.length);
    }
    return { ...measurementOf(scores, gold, codebook), run: this.#manifest(session, { ...this.#tagTask(codebook, options), task: 'measure' }) };
  }

  /** The same, sentence by sentence, as soon as each is ready. */
  readonly stream = {
    tag: (text: string, codebook: Codebook, options: TextOptions<TagScores> & TagTaskOptions = {}): AsyncIterable<OfSentence<TagScores>> =>
      streamOf((onSentence, signal) => this.tag(text, codebook, { ...options, signal, onSentence }), options.signal),
    extract: (text: string, options: TextOptions<Extraction> = {}): AsyncIterable<OfSentence<Extraction>> =>
      streamOf((onSentence, signal) => this.extract(text, { ...options, signal, onSentence }), options.signal),
    perceptions: (text: string, codebook: Codebook, options: TextOptions<TaggedPerception[]> & TagTaskOptions = {}): AsyncIterable<OfSentence<TaggedPerception[]>> =>
      streamOf((onSentence, signal) => this.perceptions(text, codebook, { ...options, signal, onSentence }), options.signal),
    speakers: (transcript: string, codebook: Codebook, options: TaskOptions & TagTaskOptions = {}): AsyncIterable<SpokenSentence> =>
      streamOf((onSentence, signal) => this.speakers(transcript, codebook, { ...options, signal, onSentence }), options.signal),
  };

  /** Ends the worker, and so gives its memory back; what is under way rejects as aborted. The next task starts it again. */
  release(): void {
    this.#client.release();
  }

  /** Ends the worker for good; every open task rejects. */
  dispose(): void {
    this.#client.dispose();
  }

  #tagTask(codebook: Codebook, { method = 'score', permutations = 1, seed = 1 }: TagTaskOptions & TaskOptions): TaskDescription {
    const [order = []] = ordersOf(codebook, 1, seed);
    return {
      task: 'tag',
      version: TAG_PROMPT_VERSION,
      system: instructionsOf(tagMessages(codebook, order, '', method)),
      parameters: { codebook: codebook.id, method, permutations, examples: codebook.examples?.length ?? 0 },
    };
  }

  async #overSentences<T>(text: string, options: TextOptions<T>, task: TaskDescription, work: (session: TaskSession, sentence: string) => Promise<T>): Promise<Reading<T>> {
    if (typeof text !== 'string') throw new TaggerError('invalid-input', `A text is a string, not ${typeof text}.`, 'Read the file or element to a string first.');
    const session = new TaskSession(this.#client, options);
    const sentences: OfSentence<T>[] = [];
    for (const sentence of segment(text)) {
      if (options.signal?.aborted) throw abortError();
      const done = { sentence, result: await work(session, sentence.text) };
      sentences.push(done);
      options.onSentence?.(done);
    }
    return { sentences, run: this.#manifest(session, task) };
  }

  #manifest(session: TaskSession, task: TaskDescription): GeneratorRun {
    return runManifest(this.entry, this.#client.report, session, task);
  }
}
