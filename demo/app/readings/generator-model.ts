import { TaggerError, describe } from '../../../src/errors.ts';
import { generators, parseCatalog, type GeneratorEntry } from '../../../src/generator/catalog.ts';
import { createGenerator, type GeneratorOptions } from '../../../src/generator/create-generator.ts';
import { keptFiles } from '../../../src/generator/kept-models.ts';
import type { DownloadSize, TextGenerator } from '../../../src/generator/text-generator.ts';
import { folderOf } from '../../../src/runtime/generator/addresses.ts';
import type { GeneratorProgress, GeneratorReport } from '../../../src/runtime/generator/protocol.ts';
import { generatorPlace } from '../generator-place.ts';
import { GENERATORS_DELETED } from '../kept-files.ts';

/** Where the choice of a language model stands. */
export type ModelState =
  | { readonly kind: 'none' }
  | { readonly kind: 'asking'; readonly entry: GeneratorEntry }
  | { readonly kind: 'offered'; readonly entry: GeneratorEntry; readonly size: DownloadSize }
  | { readonly kind: 'loading'; readonly entry: GeneratorEntry; readonly progress: GeneratorProgress | undefined }
  | { readonly kind: 'ready'; readonly entry: GeneratorEntry; readonly report: GeneratorReport }
  | { readonly kind: 'failed'; readonly entry: GeneratorEntry; readonly error: TaggerError };

/** The language model of the page: chosen, asked for its size, fetched when the reader agrees, ended, deleted. Knows no elements. */
export class GeneratorModel {
  readonly place = generatorPlace();
  readonly #options: Pick<GeneratorOptions, 'device' | 'allowSoftwareAdapter'>;
  readonly #keeps: () => boolean;
  readonly #changed: () => void;
  #generator: TextGenerator | undefined;
  #stop = new AbortController();
  state: ModelState = { kind: 'none' };
  entries: readonly GeneratorEntry[] = [];
  /** Bytes on this device, by the model's id. */
  kept: ReadonlyMap<string, number> = new Map();
  /** What was just done. */
  done = '';

  /**
   * @param keeps whether files are to be kept on this device
   * @param changed called whenever there is something else to show
   */
  constructor(options: Pick<GeneratorOptions, 'device' | 'allowSoftwareAdapter'>, keeps: () => boolean, changed: () => void) {
    this.#options = options;
    this.#keeps = keeps;
    this.#changed = changed;
    // Without its files, a model that is ended after a while would be fetched again unasked.
    document.addEventListener(GENERATORS_DELETED, () => this.cancel());
  }

  /** The model, once it is loaded. */
  get generator(): TextGenerator | undefined {
    return this.state.kind === 'ready' ? this.#generator : undefined;
  }

  get #failure(): TaggerError | undefined {
    return this.state.kind === 'failed' ? this.state.error : undefined;
  }

  /** Whether what is fetched is kept for other visits. */
  get keeps(): boolean {
    return this.#keeps();
  }

  /** Reads the list of models, and what of them is kept. */
  async refresh(): Promise<void> {
    try {
      if (this.entries.length === 0) this.entries = await this.#list();
    } catch (error) {
      this.done = `The list of language models could not be read: ${describe(error)}`;
    }
    const files = await keptFiles();
    const sum = ({ id, revision }: GeneratorEntry): number => {
      const folder = folderOf({ ...this.place, id, revision });
      return files.filter(({ url }) => url.startsWith(folder)).reduce((total, { bytes }) => total + bytes, 0);
    };
    this.kept = new Map(this.entries.map((entry) => [entry.id, sum(entry)]));
    this.#changed();
  }

  async #list(): Promise<readonly GeneratorEntry[]> {
    const { catalog } = this.place;
    return catalog === undefined ? generators() : parseCatalog(await (await fetch(catalog)).json());
  }

  /** Asks how large a model is; nothing of its weights is fetched. */
  async ask(entry: GeneratorEntry): Promise<void> {
    await this.#try(entry, { kind: 'asking', entry }, async (generator, signal) => ({ kind: 'offered', entry, size: await generator.measureDownload(signal) }));
  }

  /** Fetches what the reader has agreed to, and starts it. */
  async load(): Promise<void> {
    if (this.state.kind !== 'offered') return;
    const { entry } = this.state;
    await this.#try(entry, { kind: 'loading', entry, progress: undefined }, async (generator, signal) => {
      const onProgress = (progress: GeneratorProgress): void => {
        if (!signal.aborted) this.#set({ kind: 'loading', entry, progress });
      };
      return { kind: 'ready', entry, report: await generator.load({ signal, onProgress }) };
    });
    // The device that was tried first has failed, and the next one needs other weights, of another size.
    const failure = this.#failure;
    if (failure?.code === 'not-loaded') {
      await this.ask(entry);
      this.done = failure.message;
    }
    await this.refresh();
  }

  /** Takes the model's files from a folder of the reader's, and offers what came of it. */
  async bring(entry: GeneratorEntry, files: ReadonlyMap<string, Blob>): Promise<void> {
    await this.#try(entry, { kind: 'asking', entry }, async (generator, signal) => {
      if (!this.#keeps()) throw new TaggerError('cache-unavailable', 'This page is set to keep nothing on this device.', 'Allow it under “What is kept on this device”, or let the page fetch the model.');
      await generator.bring(files);
      return { kind: 'offered', entry, size: await generator.measureDownload(signal) };
    });
    await this.refresh();
  }

  /** Stops what is under way; files that are complete stay. */
  cancel(): void {
    this.end();
    void this.refresh();
  }

  /** Ends the model and gives its memory back; its files stay. */
  end(done = ''): void {
    this.#stop.abort();
    this.#generator?.dispose();
    this.#generator = undefined;
    this.done = done;
    this.#set({ kind: 'none' });
  }

  /** Deletes a model's files from this device, and ends it. */
  async remove(entry: GeneratorEntry): Promise<void> {
    if (this.state.kind !== 'none' && this.state.entry.id === entry.id) this.end();
    const generator = this.#make(entry);
    await generator.deleteFiles();
    generator.dispose();
    this.done = `The files of ${entry.title} were deleted from this device.`;
    await this.refresh();
  }

  #make(entry: GeneratorEntry): TextGenerator {
    return createGenerator({ entry, host: this.place.host, path: this.place.path, keepFiles: this.#keeps(), ...this.#options });
  }

  async #try(entry: GeneratorEntry, during: ModelState, work: (generator: TextGenerator, signal: AbortSignal) => Promise<ModelState>): Promise<void> {
    this.#stop.abort();
    const { signal } = (this.#stop = new AbortController());
    if (this.#generator?.entry.id !== entry.id) {
      this.#generator?.dispose();
      this.#generator = this.#make(entry);
    }
    this.done = '';
    this.#set(during);
    try {
      const next = await work(this.#generator, signal);
      if (!signal.aborted) this.#set(next);
    } catch (thrown) {
      if (signal.aborted) return;
      this.#set({ kind: 'failed', entry, error: TaggerError.from(thrown, 'internal', `The model could not be loaded: ${describe(thrown)}`, 'Please report this, with the name of the model.') });
    }
  }

  #set(state: ModelState): void {
    this.state = state;
    this.#changed();
  }
}
