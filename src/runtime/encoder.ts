import { TaggerError, describe } from '../errors.ts';
import { planBatches, type BatchLimits } from './batching.ts';
import { probeDevice } from './device.ts';
import { fetchEngine, loadEngine } from './engine.ts';
import { Fifo, nextTask } from './fifo.ts';
import { fetchManifest, fetchVerified, keepBundle, keptManifest, type FileRequest } from './files.ts';
import { headSlices, modelInfo, neededFiles, parseManifest, type Manifest } from './manifest.ts';
import type { Candidate, EncodeRequest, EncodedBatch, EncoderService, LoadProgress, LoadReport, LoadRequest, Result } from './protocol.ts';
import { selfTest } from './self-test.ts';
import { EncoderSession } from './session.ts';
import { TextEncoding } from './tokenizer.ts';

interface Loaded {
  readonly session: EncoderSession;
  readonly tokenizer: TextEncoding;
  readonly limits: BatchLimits;
}

/** A request under way. */
interface OpenRequest {
  cancelled: boolean;
  /** Settles when the caller has taken the last batch. */
  sent: Promise<void>;
}

/** Texts that are tokenized and sorted at a time: few at first, so that the first tags come at once. */
const FIRST_WINDOW = 8;
const WINDOW = 256;

/** A software adapter needs about a second for one sentence, so its batches hold few. */
const batchLimits = ({ device }: Candidate, software: boolean): BatchLimits =>
  device === 'wasm' ? { tokens: 512, multiple: 4 } : { tokens: software ? 64 : 2048, multiple: 8 };

async function answer<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const known = TaggerError.from(error, 'internal', `The worker made a mistake: ${describe(error)}`, 'Please report this, with what you did; reloading the page may help.');
    return { ok: false, error: known.serialize() };
  }
}

/** The inside of the encoder worker. Knows nothing of workers or ports: `workers/encoder.worker.ts` exposes it. */
export class Encoder implements EncoderService {
  readonly #fifo = new Fifo();
  readonly #requests = new Map<number, OpenRequest>();
  #loaded: Loaded | undefined;

  announce(lockName: string): Promise<Result<void>> {
    return answer(
      () =>
        new Promise<void>((resolve, reject) => {
          const locks = (navigator as Navigator & { locks?: LockManager }).locks;
          if (!locks) return reject(new TaggerError('invalid-input', 'There are no locks in this context.', 'Do not announce here.'));
          // Never released: the browser frees it when this worker ends, for whatever reason.
          locks.request(lockName, () => (resolve(), new Promise<never>(() => undefined))).catch(reject);
        }),
    );
  }

  probe(): ReturnType<EncoderService['probe']> {
    return answer(probeDevice);
  }

  load(request: LoadRequest, onProgress: (progress: LoadProgress) => void): Promise<Result<LoadReport>> {
    return answer(() => this.#fifo.add(() => this.#load(request, onProgress)));
  }

  async #load({ modelUrl, candidate, threads, keepFiles }: LoadRequest, onProgress: (progress: LoadProgress) => void): Promise<LoadReport> {
    const { manifest, files } = await fetchBundle(modelUrl, candidate, keepFiles, onProgress);
    onProgress({ phase: 'verify' });
    const decode = (name: string): string => new TextDecoder().decode(files.get(name));
    const tokenizer = new TextEncoding(decode(manifest.tokenizer.file), decode(manifest.tokenizer.config), manifest.tokenizer.maxTokens);

    onProgress({ phase: 'compile' });
    const engine = await loadEngine(candidate.build, threads);
    const session = await EncoderSession.create(engine, manifest, files, candidate.device);

    onProgress({ phase: 'self-test' });
    let selfTestError: number;
    try {
      selfTestError = await selfTest(session, tokenizer, manifest, candidate.device);
    } catch (error) {
      await session.release();
      throw error;
    }
    await this.#loaded?.session.release();
    const software = candidate.device === 'webgpu' && (await probeDevice()).webgpu.software;
    this.#loaded = { session, tokenizer, limits: batchLimits(candidate, software) };
    return {
      info: modelInfo(manifest, candidate.device),
      slices: headSlices(manifest),
      rowSize: session.rowSize,
      candidate,
      threads,
      selfTestError,
      resources: performance.getEntriesByType('resource').map(({ name }) => name),
      notices: software ? [{ code: 'software-adapter', message: 'WebGPU runs on a program here, not on a graphics card: results are right but slow.' }] : [],
    };
  }

  encode({ id, texts }: EncodeRequest, onBatch: (batch: EncodedBatch) => Promise<void>): Promise<Result<void>> {
    return answer(async () => {
      const request: OpenRequest = { cancelled: false, sent: Promise.resolve() };
      this.#requests.set(id, request);
      try {
        for (let start = 0, size = FIRST_WINDOW; start < texts.length && !request.cancelled; start += size, size = WINDOW) {
          await this.#encodeWindow(request, texts.slice(start, start + size), start, onBatch);
        }
        await request.sent;
      } finally {
        this.#requests.delete(id);
      }
    });
  }

  async #encodeWindow(
    request: OpenRequest,
    texts: readonly string[],
    start: number,
    onBatch: (batch: EncodedBatch) => Promise<void>,
  ): Promise<void> {
    const { session, tokenizer, limits } = this.#ready();
    const encodings = texts.map((text) => tokenizer.encode(text));
    for (const { rows, length } of planBatches(encodings.map(({ ids }) => ids.length), limits)) {
      if (request.cancelled) return;
      const batch = rows.flatMap((row) => encodings[row] ?? []);
      const logits = await this.#fifo.add(() => session.run(batch, length));
      // The next batch is computed while this one is on its way, and no further: a page that cannot keep up is waited for.
      await request.sent;
      request.sent = onBatch({
        indices: Uint32Array.from(rows, (row) => start + row),
        logits,
        truncated: Uint8Array.from(batch, ({ truncated }) => (truncated ? 1 : 0)),
      });
      await nextTask();
    }
  }

  cancel(id: number): void {
    const request = this.#requests.get(id);
    if (request) request.cancelled = true;
  }

  #ready(): Loaded {
    if (!this.#loaded) throw new TaggerError('invalid-input', 'The worker was asked to read sentences before a model was loaded.', 'Call load() first.');
    return this.#loaded;
  }
}

interface Bundle {
  readonly manifest: Manifest;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * A bundle's files, checked, and the engine beside them, with progress over all of it together. Where the network
 * fails, the last bundle that was loaded whole serves.
 */
async function fetchBundle(modelUrl: string, candidate: Candidate, keep: boolean, onProgress: (progress: LoadProgress) => void): Promise<Bundle> {
  const manifestUrl = new URL('manifest.json', modelUrl).href;
  try {
    return await fetchFiles(manifestUrl, await fetchManifest(manifestUrl), candidate, keep, onProgress);
  } catch (error) {
    const kept = keep && error instanceof TaggerError && error.code === 'network' ? await keptManifest(manifestUrl) : undefined;
    if (kept === undefined) throw error;
    return await fetchFiles(manifestUrl, kept, candidate, keep, onProgress);
  }
}

async function fetchFiles(manifestUrl: string, json: string, candidate: Candidate, keep: boolean, onProgress: (progress: LoadProgress) => void): Promise<Bundle> {
  const { device, build } = candidate;
  const manifest = parseManifest(json, manifestUrl);
  if (!manifest.graphs[device]) throw new TaggerError('device-unavailable', `The model "${manifest.title}" has no graph for ${device}.`, 'Let the device be chosen, or take another model.');
  const needed = neededFiles(manifest, device).flatMap((name) => {
    const file = manifest.files[name];
    return file ? [{ name, url: new URL(name, manifestUrl).href, ...file }] : [];
  });
  const progress = new DownloadProgress(onProgress);
  for (const { name, bytes } of needed) progress.expect(name, bytes);
  const engine = fetchEngine(build, (loaded, total) => {
    progress.expect('engine', total);
    progress.report('engine', loaded);
  });
  const model = Promise.all(
    needed.map(async ({ name, ...file }) => [name, await fetchVerified(file, { keep, onBytes: (loaded) => progress.report(name, loaded) })] as const),
  );
  const [entries] = await Promise.all([model, engine]);
  if (keep) await keepBundle(manifestUrl, json, allFiles(manifest, manifestUrl));
  return { manifest, files: new Map(entries) };
}

/** Every file of a bundle, those of other devices too: what was kept for them stays valid. */
function allFiles(manifest: Manifest, manifestUrl: string): FileRequest[] {
  return Object.entries(manifest.files).map(([name, file]) => ({ url: new URL(name, manifestUrl).href, ...file }));
}

/** Adds up the bytes of several downloads. */
class DownloadProgress {
  readonly #files = new Map<string, { loaded: number; total: number }>();
  readonly #onProgress: (progress: LoadProgress) => void;

  constructor(onProgress: (progress: LoadProgress) => void) {
    this.#onProgress = onProgress;
  }

  expect(file: string, total: number): void {
    this.#files.set(file, { loaded: this.#files.get(file)?.loaded ?? 0, total });
  }

  report(file: string, loaded: number): void {
    const entry = this.#files.get(file);
    if (!entry) return;
    entry.loaded = loaded;
    const sum = (pick: 'loaded' | 'total'): number => [...this.#files.values()].reduce((all, one) => all + one[pick], 0);
    this.#onProgress({ phase: 'download', file, loaded, total: entry.total, allLoaded: sum('loaded'), allTotal: sum('total') });
  }
}
