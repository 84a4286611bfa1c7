import * as v from 'valibot';
import { sha256OfBlob } from '../../bundle/hash-blob.ts';
import { TaggerError } from '../../errors.ts';
import { GENERATOR_CACHE, folderOf } from './addresses.ts';
import { Download, statusError } from './download.ts';
import type { Dtype, MeasuredFile, ModelAddress, ModelFile } from './protocol.ts';

const SUFFIX: Readonly<Record<Dtype, string>> = { fp32: '', fp16: '_fp16', q8: '_quantized', q4: '_q4', q4f16: '_q4f16' };

const chunks = v.union([v.boolean(), v.number()]);
const configSchema = v.looseObject({
  architectures: v.optional(v.array(v.string()), []),
  max_position_embeddings: v.optional(v.number(), 2048),
  'transformers.js_config': v.optional(v.looseObject({ use_external_data_format: v.optional(v.union([chunks, v.record(v.string(), chunks)])) })),
});

export type ModelConfig = v.InferOutput<typeof configSchema>;

const OPTIONAL = new Set(['generation_config.json', 'chat_template.jinja']);

async function openCache(): Promise<Cache | undefined> {
  try {
    return await (globalThis.caches as CacheStorage | undefined)?.open(GENERATOR_CACHE);
  } catch {
    return undefined;
  }
}

/** The files of one model: what there is, how large, and the bytes, from the browser's storage or the host. */
export class ModelFiles {
  readonly #folder: string;
  readonly #hashes: Readonly<Record<string, string>>;
  readonly #keep: boolean;
  readonly #useKept: boolean;
  /** Files that are not kept on the device. */
  readonly #held = new Map<string, Blob>();
  #cache: Promise<Cache | undefined> | undefined;

  /**
   * @param keep whether what is fetched is kept on the device
   * @param useKept whether what is there already serves
   */
  constructor(address: ModelAddress, keep: boolean, useKept: boolean = keep) {
    this.#folder = folderOf(address);
    this.#hashes = address.sha256 ?? {};
    this.#keep = keep;
    this.#useKept = useKept;
  }

  /** What config.json says. @throws {TaggerError} as {@link fetchAll}; `manifest-invalid` */
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

  /** Sizes as the host or the browser's storage tells them; optional files that are not there are left out. */
  async measure(names: readonly string[]): Promise<MeasuredFile[]> {
    const stored = new Map(await Promise.all(names.map(async (file) => [file, await this.#stored(file)] as const)));
    // Of a model that is kept whole, an optional file that is not there was not there when the others came: no network is needed.
    const whole = names.every((file) => OPTIONAL.has(file) || stored.get(file));
    const sizes = await Promise.all(
      names.map(async (file) => {
        const kept = stored.get(file);
        if (kept) return { file, bytes: await sizeOf(kept), kept: !this.#held.has(file) };
        if (whole) return undefined;
        const answer = await new Download(this.#folder + file).size();
        if (answer.bytes !== undefined) return { file, bytes: answer.bytes, kept: false };
        if (OPTIONAL.has(file)) return undefined;
        throw statusError(this.#folder + file, answer.status);
      }),
    );
    return sizes.filter((size) => size !== undefined);
  }

  /**
   * Fetches what is not there yet, one file after the other.
   * @throws {TaggerError} `network`, `file-missing`, `access-denied`, `file-truncated` or `file-altered`
   */
  async fetchAll(files: readonly ModelFile[], onProgress: (progress: { file: string; loaded: number; total: number; allLoaded: number; allTotal: number }) => void): Promise<void> {
    const allTotal = files.reduce((sum, { bytes }) => sum + bytes, 0);
    let before = 0;
    for (const { file, bytes: total } of files) {
      const tell = (loaded: number): void => onProgress({ file, loaded: Math.min(loaded, total), total, allLoaded: before + Math.min(loaded, total), allTotal });
      await this.#fetch(file, tell);
      tell(total);
      before += total;
    }
  }

  /**
   * Keeps files that somebody brings, in place of fetching them; of several forms of the weights, the one that is asked for.
   * @param given by their names below the model's folder
   * @throws {TaggerError} `file-missing`, `file-altered`, `manifest-invalid`, `cache-full` or `cache-unavailable`
   */
  async bring(given: ReadonlyMap<string, Blob>, dtype: Dtype): Promise<void> {
    const config = given.get('config.json');
    const names = config ? this.names(this.#parsed(await config.text()), dtype) : ['config.json'];
    const missing = names.find((file) => !OPTIONAL.has(file) && !given.has(file));
    if (missing !== undefined) throw new TaggerError('file-missing', `The folder has no ${missing}.`, 'Choose the folder of the model as the hub has it, with config.json, the tokenizer and the folder onnx in it.');
    const cache = await this.#open();
    if (!cache) throw new TaggerError('cache-unavailable', 'This browser lets the page keep no files.', 'Allow the site to store data, or open it in an ordinary window.');
    for (const file of names) {
      const blob = given.get(file);
      if (!blob) continue;
      const expected = this.#hashes[file];
      if (expected !== undefined && (await sha256OfBlob(blob)) !== expected) throw new TaggerError('file-altered', `${file} is not the file that is described: its SHA-256 is another one.`, 'Fetch it from the hub again.');
      try {
        await cache.put(this.#folder + file, new Response(blob, { headers: { 'content-length': String(blob.size) } }));
      } catch (cause) {
        await cache.delete(this.#folder + file).catch(() => undefined);
        throw new TaggerError('cache-full', `${file} could not be kept: there is no room for it on this device.`, 'Delete what you do not need, or choose a smaller model.', { cause });
      }
    }
  }

  async text(file: string): Promise<string> {
    return (await (await this.#stored(file))?.text()) ?? '';
  }

  async has(file: string): Promise<boolean> {
    return (await this.#stored(file)) !== undefined;
  }

  /** The answer to the library's request for a file: what is there, never the network. */
  async respond(file: string): Promise<Response> {
    return (await this.#stored(file)) ?? new Response(null, { status: 404 });
  }

  async #stored(file: string): Promise<Response | undefined> {
    const held = this.#held.get(file);
    if (held) return new Response(held, { headers: { 'content-length': String(held.size) } });
    if (!this.#useKept) return undefined;
    return await (await this.#open())?.match(this.#folder + file).catch(() => undefined);
  }

  #open(): Promise<Cache | undefined> {
    return (this.#cache ??= openCache());
  }

  async #fetch(file: string, onBytes: (loaded: number) => void): Promise<void> {
    if (await this.#stored(file)) return;
    const url = this.#folder + file;
    const cache = this.#keep ? await this.#open() : undefined;
    if (cache) {
      const kept = await this.#fetchInto(cache, file, onBytes);
      if (kept) return;
    }
    const download = new Download(url, this.#hashes[file]);
    const body = await download.open(onBytes);
    try {
      this.#held.set(file, await new Response(body).blob());
    } catch (cause) {
      throw download.failure ?? new TaggerError('network', `${url} could not be read.`, 'Try again.', { cause });
    }
  }

  /** Streams a file to the device, so that it is never in memory whole; false where there is no room. */
  async #fetchInto(cache: Cache, file: string, onBytes: (loaded: number) => void): Promise<boolean> {
    const url = this.#folder + file;
    const download = new Download(url, this.#hashes[file]);
    const body = await download.open(onBytes);
    try {
      await cache.put(url, new Response(body, { headers: download.bytes === undefined ? {} : { 'content-length': String(download.bytes) } }));
      return true;
    } catch (error) {
      await cache.delete(url).catch(() => undefined);
      if (download.failure) throw download.failure;
      if (error instanceof DOMException && error.name === 'QuotaExceededError') return false;
      throw new TaggerError('network', `${url} could not be kept on this device.`, 'Try again.', { cause: error });
    }
  }
}

/** Size of what is kept; it is read where its header does not say. */
export async function sizeOf(response: Response): Promise<number> {
  const told = response.headers.get('content-length');
  return told === null ? (await response.blob()).size : Number(told);
}
