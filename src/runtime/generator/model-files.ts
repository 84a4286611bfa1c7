import * as v from 'valibot';
import { sha256OfBlob } from '../../bundle/hash-blob.ts';
import { TaggerError } from '../../errors.ts';
import { folderOf } from './addresses.ts';
import { digesting } from './digest.ts';
import { Download, statusError } from './download.ts';
import { FileStore, sizeOf, type StoreMode } from './file-store.ts';
import type { Dtype, ModelAddress, ModelFile, NeededFile } from './protocol.ts';

const SUFFIX: Readonly<Record<Dtype, string>> = { fp32: '', fp16: '_fp16', q8: '_quantized', q4: '_q4', q4f16: '_q4f16' };

/** Whether weights lie in a file beside the graph, or in how many. */
const chunks = v.union([v.boolean(), v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(999))]);
const configSchema = v.looseObject({
  architectures: v.optional(v.array(v.string()), []),
  max_position_embeddings: v.optional(v.number(), 2048),
  'transformers.js_config': v.optional(v.looseObject({ use_external_data_format: v.optional(v.union([chunks, v.record(v.string(), chunks)])) })),
});

export type ModelConfig = v.InferOutput<typeof configSchema>;

const OPTIONAL = new Set(['generation_config.json', 'chat_template.jinja']);

/** Noted of a file that the host does not have, so that it is not asked again. */
const ABSENT = 'absent';

export interface DownloadProgress {
  readonly file: string;
  readonly loaded: number;
  readonly total: number;
  readonly allLoaded: number;
  readonly allTotal: number;
}

/**
 * The files of one model: what there is, how large, and the bytes, from the browser's storage or the host. Each is held
 * to its SHA-256 whenever it is read: to the one that is stated, else to that with which it was first read.
 */
export class ModelFiles {
  readonly #folder: string;
  readonly #store: FileStore;
  readonly #stated: Readonly<Record<string, string>>;
  /** Files that are not kept on the device. */
  readonly #held = new Map<string, Blob>();
  /** Why a file could not be read to its end, where one could not: whoever it was given to knows less. */
  failure: TaggerError | undefined;

  /** @param stated SHA-256 in lower-case hex, by file, as far as known */
  constructor(address: ModelAddress, mode: StoreMode, stated: Readonly<Record<string, string>> = {}) {
    this.#folder = folderOf(address);
    this.#store = new FileStore(mode);
    this.#stated = stated;
  }

  /** What config.json says. @throws {TaggerError} as {@link fetchAll}; `manifest-invalid` or `file-altered` */
  async config(): Promise<ModelConfig> {
    await this.#fetch('config.json', () => undefined);
    return this.#parsed(await this.text('config.json'));
  }

  #parsed(json: string): ModelConfig {
    const result = v.safeParse(v.pipe(v.string(), v.parseJson(), configSchema), json);
    if (result.success) return result.output;
    throw new TaggerError('manifest-invalid', `The model's config.json (${this.#folder}) cannot be read: ${result.issues[0].message}.`, 'Check the id of the model and the address of the host.');
  }

  /** Files that are needed to run it. */
  names(config: ModelConfig, dtype: Dtype): string[] {
    const base = `model${SUFFIX[dtype]}.onnx`;
    const format = config['transformers.js_config']?.use_external_data_format;
    const count = Number(typeof format === 'object' ? (format[base] ?? format['model'] ?? 0) : (format ?? 0));
    const data = Array.from({ length: count }, (_, index) => `onnx/${base}_data${index === 0 ? '' : `_${index}`}`);
    return ['config.json', 'generation_config.json', 'tokenizer_config.json', 'tokenizer.json', 'chat_template.jinja', `onnx/${base}`, ...data];
  }

  /** What is on this device, and the sizes of the rest as the host tells them; optional files that are not there are left out. */
  async measure(names: readonly string[]): Promise<NeededFile[]> {
    const files = await Promise.all(
      names.map(async (file): Promise<NeededFile | undefined> => {
        const url = this.#folder + file;
        const kept = await this.#store.file(url);
        if (kept) return { file, bytes: await sizeOf(kept), kept: true };
        const held = this.#held.get(file);
        if (held) return { file, bytes: held.size, kept: false };
        if (OPTIONAL.has(file) && (await this.#store.note(url)) === ABSENT) return undefined;
        const { there, bytes, status } = await new Download(url).size();
        if (there) return { file, bytes, kept: false };
        if (!OPTIONAL.has(file) || status >= 500) throw statusError(url, status);
        await this.#store.setNote(url, ABSENT);
        return undefined;
      }),
    );
    return files.filter((file) => file !== undefined);
  }

  /**
   * Fetches what is not there yet, one file after the other.
   * @returns the files with their sizes, also of those of which the host did not tell it
   * @throws {TaggerError} `network`, `file-missing`, `access-denied` or `file-truncated`
   */
  async fetchAll(files: readonly NeededFile[], onProgress: (progress: DownloadProgress) => void): Promise<ModelFile[]> {
    const totals = new Map(files.map(({ file, bytes = 0 }) => [file, bytes]));
    let before = 0;
    for (const { file, bytes } of files) {
      const tell = (came: number): void => {
        const total = bytes ?? came;
        const loaded = Math.min(came, total);
        totals.set(file, total);
        onProgress({ file, loaded, total, allLoaded: before + loaded, allTotal: [...totals.values()].reduce((sum, each) => sum + each, 0) });
      };
      let last = 0;
      await this.#fetch(file, (came) => tell((last = came)));
      tell(bytes ?? last);
      before += bytes ?? last;
    }
    return [...totals].map(([file, bytes]) => ({ file, bytes }));
  }

  /**
   * Keeps files that somebody brings, in place of fetching them; of several forms of the weights, the one that is asked for.
   * @param given by their names below the model's folder
   * @throws {TaggerError} `file-missing`, `file-altered`, `manifest-invalid` or `cache-full`
   */
  async bring(given: ReadonlyMap<string, Blob>, dtype: Dtype): Promise<void> {
    const config = given.get('config.json');
    const names = config ? this.names(this.#parsed(await config.text()), dtype) : ['config.json'];
    const missing = names.find((file) => !OPTIONAL.has(file) && !given.has(file));
    if (missing !== undefined) throw new TaggerError('file-missing', `The folder has no ${missing}.`, 'Choose the folder of the model as the hub has it, with config.json, the tokenizer and the folder onnx in it.');
    for (const file of names) {
      const blob = given.get(file);
      const url = this.#folder + file;
      if (!blob) {
        await this.#store.setNote(url, ABSENT);
        continue;
      }
      const stated = this.#stated[file];
      if (stated !== undefined && (await sha256OfBlob(blob)) !== stated) throw new TaggerError('file-altered', `${file} is not the file that the catalog describes: its SHA-256 is another one.`, 'Fetch it from the hub again.');
      const kept = await this.#store.keep(url, () => Promise.resolve(new Response(blob, { headers: { 'content-length': String(blob.size) } })));
      if (!kept) throw new TaggerError('cache-full', `${file} could not be kept: there is no room for it on this device, or the browser lets this page keep nothing.`, 'Delete what you do not need, choose a smaller model, or open the page in an ordinary window.');
    }
  }

  /** @throws {TaggerError} `file-altered` */
  async text(file: string): Promise<string> {
    try {
      return (await (await this.#read(file))?.text()) ?? '';
    } catch (error) {
      throw this.failure ?? error;
    }
  }

  /** The answer to the library's request for a file: what is there, never the network. */
  async respond(file: string): Promise<Response> {
    return (await this.#read(file)) ?? new Response(null, { status: 404 });
  }

  /** A file whose last byte comes only if it is the one that it should be. */
  async #read(file: string): Promise<Response | undefined> {
    const url = this.#folder + file;
    const held = this.#held.get(file);
    const response = held ? new Response(held, { headers: { 'content-length': String(held.size) } }) : await this.#store.file(url);
    const stated = this.#stated[file];
    if (!response?.body || (held && !stated)) return response;
    const noted = stated ?? (await this.#store.note(url));
    const check = async (digest: string): Promise<void> => {
      if (noted === undefined) return await this.#store.setNote(url, digest);
      if (digest === noted) return;
      const should = stated ? 'the catalog states' : 'it had when it was first read';
      this.failure = new TaggerError('file-altered', `${url} is not what it should be: its SHA-256 is ${digest}, and ${should} ${noted}.`, 'Delete the model from this device and load it again; if that does not help, the host has another file.');
      throw this.failure;
    };
    return new Response(response.body.pipeThrough(digesting(check)), { headers: response.headers });
  }

  async #fetch(file: string, onBytes: (loaded: number) => void): Promise<void> {
    const url = this.#folder + file;
    if (this.#held.has(file) || (await this.#store.file(url))) return;
    let download = new Download(url);
    try {
      const kept = await this.#store.keep(url, async () => new Response(await download.open(onBytes), { headers: download.bytes === undefined ? {} : { 'content-length': String(download.bytes) } }));
      if (kept) return;
      download = new Download(url);
      this.#held.set(file, await new Response(await download.open(onBytes)).blob());
    } catch (cause) {
      throw download.failure ?? TaggerError.from(cause, 'network', `${url} could not be read.`, 'Try again.');
    }
  }
}
